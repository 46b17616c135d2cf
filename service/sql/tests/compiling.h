// Compiling and evaluating SQL in tests, in a line each.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "base/decimal.h"
#include "service/sql/query.h"

namespace millrace::sql {

inline const std::vector<SourceColumns>& test_sources() {
  static const std::vector<SourceColumns> sources = {
      {"orders",
       {{"user_id", {TypeKind::kText, 0, 0}, {}},
        {"amount", {TypeKind::kDecimal, 12, 2}, {}},
        {"quantity", {TypeKind::kBigint, 0, 0}, {}},
        {"status", {TypeKind::kText, 0, 0}, {}},
        {"weight", {TypeKind::kDouble, 0, 0}, {}},
        {"paid", {TypeKind::kBoolean, 0, 0}, {}},
        {"ts", {TypeKind::kTimestamp, 0, 0}, {}},
        {"extra", {TypeKind::kJsonb, 0, 0}, {}},
        {"userName", {TypeKind::kText, 0, 0}, {}}}},
      {"clicks", {{"page", {TypeKind::kText, 0, 0}, {}}}},
  };
  return sources;
}

inline Query compiled(const std::string& sql) {
  auto query = compile(sql, test_sources());
  if (query) return *std::move(query);
  for (const auto& problem : query.error()) ADD_FAILURE() << sql << "\n" << problem.offset << ": " << problem.message;
  return {};
}

// "7+8: message", one per problem.
inline std::vector<std::string> problems_of(const std::string& sql) {
  std::vector<std::string> lines;
  const auto query = compile(sql, test_sources());
  if (query) return lines;
  for (const auto& p : query.error()) lines.push_back(fmt::format("{}+{}: {}", p.offset, p.length, p.message));
  return lines;
}

inline std::vector<std::string> problems_of_expression(const std::string& expression) {
  return problems_of("SELECT " + expression + " AS x FROM orders");
}

// A value for a message: NULL, true, 12, 12.50, 0.5, 'text'; timestamps as @millis.
inline std::string shown(const Value& value) {
  std::string text;
  switch (value.kind) {
    case TypeKind::kNull:
      return "NULL";
    case TypeKind::kBoolean:
      return value.boolean ? "true" : "false";
    case TypeKind::kBigint:
      return std::to_string(value.integer);
    case TypeKind::kTimestamp:
      return fmt::format("@{}", value.integer);
    case TypeKind::kDouble:
      return fmt::format("{}", value.real);
    case TypeKind::kDecimal:
      append_decimal(text, value);
      return text;
    case TypeKind::kText:
    case TypeKind::kJsonb:
      return fmt::format("'{}'", value.text());
  }
  return "?";
}

// The row of a query's columns_used out of values for all columns of test_sources()[0].
inline std::vector<Value> record_row(const Query& query, const std::vector<Value>& all) {
  std::vector<Value> row;
  for (const auto& name : query.columns_used) {
    const auto& columns = test_sources()[0].columns;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (columns[i].name == name) row.push_back(all[i]);
    }
  }
  return row;
}

// An expression over one order: its value, or "error: ..." if it fails.
inline std::string evaluated(const std::string& expression, const std::vector<Value>& order) {
  const auto query = compiled("SELECT " + expression + " AS x FROM orders");
  if (query.outputs.empty()) return "not compiled";
  const auto row = record_row(query, order);
  EvalContext context;
  const auto value = query.outputs[0].expression->evaluate(row, context);
  return context.failed() != nullptr ? fmt::format("error: {}", context.failed()) : shown(value);
}

}  // namespace millrace::sql

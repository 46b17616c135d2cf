#include "service/sql/parse/refusals.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace millrace::sql {
namespace {

// A node kind ("CaseExpr") or a field of one ("SelectStmt.having_clause"), as SQL calls it.
struct Refusal {
  std::string_view what;
  std::string_view construct;
  std::string_view keyword = "";  // where it stands, for parts of the tree that have no location
  std::string_view hint = "";
};

constexpr std::string_view kNoEnd = "a stream has no end; rows come as windows fire";

constexpr std::array kRefusals = {
    Refusal{"SelectStmt.distinct_clause", "DISTINCT", "DISTINCT", "GROUP BY the columns and tumble()"},
    Refusal{"SelectStmt.into_clause", "INTO", "INTO", "the query's sink says where rows go"},
    Refusal{"SelectStmt.group_distinct", "GROUP BY DISTINCT", "DISTINCT"},
    Refusal{"SelectStmt.having_clause", "HAVING", "HAVING"},
    Refusal{"SelectStmt.window_clause", "WINDOW", "WINDOW"},
    Refusal{"SelectStmt.values_lists", "VALUES", "VALUES"},
    Refusal{"SelectStmt.sort_clause", "ORDER BY", "ORDER", kNoEnd},
    Refusal{"SelectStmt.limit_offset", "OFFSET", "OFFSET", kNoEnd},
    Refusal{"SelectStmt.limit_count", "LIMIT", "LIMIT", kNoEnd},
    Refusal{"SelectStmt.locking_clause", "FOR UPDATE/SHARE", "FOR"},
    Refusal{"SelectStmt.with_clause", "WITH", "WITH"},
    Refusal{"RangeVar.catalogname", "a database name before a source", "", "name the source alone"},
    Refusal{"RangeVar.schemaname", "a schema name before a source", "", "name the source alone"},
    Refusal{"Alias.colnames", "a list of column aliases after a source"},
    Refusal{"FuncCall.agg_order", "ORDER BY inside an aggregate"},
    Refusal{"FuncCall.agg_filter", "FILTER"},
    Refusal{"FuncCall.over", "OVER (a window function)"},
    Refusal{"FuncCall.agg_within_group", "WITHIN GROUP"},
    Refusal{"FuncCall.agg_distinct", "DISTINCT inside an aggregate"},
    Refusal{"FuncCall.func_variadic", "VARIADIC"},
    Refusal{"TypeName.setof", "SETOF"},
    Refusal{"TypeName.pct_type", "%TYPE"},
    Refusal{"TypeName.array_bounds", "an array type"},
    Refusal{"A_Const.bsval", "a bit string"},
    Refusal{"JoinExpr", "JOIN", "JOIN"},
    Refusal{"RangeSubselect", "a sub-select in FROM"},
    Refusal{"RangeFunction", "a function in FROM"},
    Refusal{"RangeTableSample", "TABLESAMPLE"},
    Refusal{"RangeTableFunc", "XMLTABLE"},
    Refusal{"SubLink", "a sub-select"},
    Refusal{"CaseExpr", "CASE"},
    Refusal{"CoalesceExpr", "COALESCE"},
    Refusal{"MinMaxExpr", "GREATEST/LEAST"},
    Refusal{"A_ArrayExpr", "ARRAY[...]"},
    Refusal{"RowExpr", "a row (several expressions in parentheses)"},
    Refusal{"A_Indirection", "a subscript or a field of an expression"},
    Refusal{"ParamRef", "a parameter ($1)"},
    Refusal{"CollateClause", "COLLATE", "", "text is compared by its bytes, as COLLATE \"C\" does"},
    Refusal{"BooleanTest", "IS TRUE/FALSE/UNKNOWN"},
    Refusal{"XmlExpr", "an XML expression"},
    Refusal{"XmlSerialize", "XMLSERIALIZE"},
    Refusal{"SetToDefault", "DEFAULT"},
    Refusal{"GroupingFunc", "GROUPING()"},
    Refusal{"GroupingSet", "GROUPING SETS/ROLLUP/CUBE"},
    Refusal{"CurrentOfExpr", "CURRENT OF"},
    Refusal{"NamedArgExpr", "a named argument (name => value)"},
    Refusal{"MultiAssignRef", "an assignment of several columns"},
};

const Refusal* find(std::string_view what) {
  const auto found = std::ranges::find(kRefusals, what, &Refusal::what);
  return found == kRefusals.end() ? nullptr : &*found;
}

}  // namespace

void Whitelist::refuse(std::string_view construct, Position at, std::string_view hint) const {
  problems_.add(at, fmt::format("{} is not supported{}{}", construct, hint.empty() ? "" : ": ", hint));
}

bool Whitelist::only(const ProtobufCMessage& message, std::initializer_list<std::string_view> fields,
                     int fallback) const {
  bool fine = true;
  for (const auto* field : set_fields(message)) {
    const std::string_view name = field->name;
    if (name == "location" || std::ranges::find(fields, name) != fields.end()) continue;
    fine = false;
    const auto what = fmt::format("{}.{}", message.descriptor->short_name, name);
    const auto* known = find(what);
    const int inside = location(message, *field);
    const auto place = known != nullptr && !known->keyword.empty() ? text_.keyword(known->keyword)
                                                                   : text_.at(inside >= 0 ? inside : fallback);
    if (known != nullptr) refuse(known->construct, place, known->hint);
    if (known == nullptr) refuse(fmt::format("this part of SQL ({})", what), place);
  }
  return fine;
}

void Whitelist::refuse(const ProtobufCMessage& message, int fallback) const {
  const int inside = location(message);
  const auto* known = find(message.descriptor->short_name);
  const auto place = known != nullptr && !known->keyword.empty() ? text_.keyword(known->keyword)
                                                                 : text_.at(inside >= 0 ? inside : fallback);
  if (known != nullptr) return refuse(known->construct, place, known->hint);
  if (std::string_view(message.descriptor->short_name) == "SQLValueFunction") {
    const auto word = text_.capitals(place);
    return refuse(word, place, fmt::format("for a column of that name write it in double quotes"));
  }
  refuse(fmt::format("this part of SQL ({})", message.descriptor->short_name), place);
}

}  // namespace millrace::sql

// Expressions mean what PostgreSQL 15 says they mean: its own answers (postgres/vectors.inc, made by
// postgres/generate.sh), value by value, as text.
#include <gmock/gmock.h>

#include <array>
#include <limits>
#include <set>

#include "service/sql/tests/compiling.h"

namespace millrace::sql {
namespace {

struct Vector {
  std::size_t row;
  const char* expression;
  std::string expected;
};

const std::vector<Vector>& vectors() {
  static const std::vector<Vector> all = {
#include "service/sql/tests/postgres/vectors.inc"
  };
  return all;
}

const std::vector<SourceColumns>& source() {
  static const std::vector<SourceColumns> sources = {{"v",
                                                      {{"a", {TypeKind::kBigint, 0, 0}, {}},
                                                       {"b", {TypeKind::kBigint, 0, 0}, {}},
                                                       {"d", {TypeKind::kDecimal, 12, 2}, {}},
                                                       {"e", {TypeKind::kDecimal, 20, 6}, {}},
                                                       {"x", {TypeKind::kDouble, 0, 0}, {}},
                                                       {"y", {TypeKind::kDouble, 0, 0}, {}},
                                                       {"s", {TypeKind::kText, 0, 0}, {}},
                                                       {"t", {TypeKind::kText, 0, 0}, {}},
                                                       {"p", {TypeKind::kBoolean, 0, 0}, {}},
                                                       {"q", {TypeKind::kBoolean, 0, 0}, {}},
                                                       {"ts", {TypeKind::kTimestamp, 0, 0}, {}}}}};
  return sources;
}

Value n() { return Value::null(); }
Value i(std::int64_t value) { return Value::of_bigint(value); }
Value d(const char* value) { return *parse_decimal(value); }
Value r(double value) { return Value::of_double(value); }
Value t(const char* value) { return Value::of_text(value); }
Value b(bool value) { return Value::of_boolean(value); }
Value at(std::int64_t millis) { return Value::of_timestamp(event_time(millis)); }

// The rows of generate.sh.
const std::vector<std::vector<Value>>& rows() {
  constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
  constexpr auto kLeast = std::numeric_limits<std::int64_t>::min();
  constexpr auto kNaN = std::numeric_limits<double>::quiet_NaN();
  constexpr auto kInfinity = std::numeric_limits<double>::infinity();
  static const std::vector<std::vector<Value>> all = {
      {i(7), i(2), d("12.50"), d("3.141593"), r(2.5), r(0.1), t("abc"), t("abd"), b(true), b(false), at(1769860800000)},
      {i(-7), i(3), d("-0.01"), d("1000000.000001"), r(-0.5), r(3.5), t("B"), t("a"), b(false), b(true), at(-1)},
      {i(kMost), i(-1), d("9999999999.99"), d("99999999999999.999999"), r(1.5e308), r(-1e-300), t("42"), t(" 43.5 "),
       b(true), b(true), at(253402214400000)},
      {i(kLeast), i(-1), d("-9999999999.99"), d("-0.000001"), r(-1e15), r(123456789012345.6), t("-9223372036854775808"),
       t("1e3"), b(false), b(false), at(-62135596799877)},
      {i(0), i(0), d("0.00"), d("0.000000"), r(0), r(-0.0), t(""), t(""), b(true), n(), at(0)},
      {n(), i(1), n(), d("2.500000"), n(), r(1e-5), n(), t("x"), n(), b(true), n()},
      {i(10), i(10), d("1.50"), d("1.500000"), r(kNaN), r(kInfinity), t("true"), t("off"), n(), n(), at(1769860800000)},
      {i(5), n(), d("2.50"), n(), r(-2.5), n(), t("2026-01-31T12:30:00.25+02:00"), t("2026-13-01"), b(false), n(),
       at(2147483647500)},
  };
  return all;
}

// What our words are in PostgreSQL's error codes.
std::string code(std::string_view failure) {
  if (failure == "division by zero") return "22012";
  if (failure.ends_with("out of range") || failure.ends_with("overflow")) return "22003";
  if (failure.starts_with("invalid input syntax for type timestamp")) return "22007";
  if (failure.starts_with("invalid input syntax")) return "22P02";
  return std::string(failure);
}

std::string evaluated_text(const Query& query, const std::vector<Value>& all) {
  std::vector<Value> row;
  for (const auto& name : query.columns_used) {
    const auto& columns = source()[0].columns;
    const auto found = std::ranges::find(columns, name, &ColumnSpec::name);
    row.push_back(all[static_cast<std::size_t>(found - columns.begin())]);
  }
  EvalContext context;
  const auto value = query.outputs[0].expression->evaluate(row, context);
  if (context.failed() != nullptr) return "ERROR " + code(context.failed());
  return value.is_null() ? "<null>" : std::string(value.text());
}

// What holds for us: PostgreSQL tells a field out of range (22008, 22009) from a misspelt timestamp (22007), all errors
// of types from each other (42725, 42804, 42846, 42883), and its numeric has more digits, NaN and infinity.
std::string expected(const Vector& vector) {
  static const std::set<std::pair<std::string, std::size_t>> beyond_decimals = {
      {"x::numeric", 2}, {"x::numeric", 6}, {"x::numeric(12,3)", 6}};
  if (beyond_decimals.contains({vector.expression, vector.row})) return "ERROR 22003";
  if (vector.expected == "ERROR 22008" || vector.expected == "ERROR 22009") return "ERROR 22007";
  return vector.expected.starts_with("ERROR 42") ? "ERROR 42" : vector.expected;
}

// A query that is refused: a literal that cannot be read, or else types that do not fit.
std::string refusal(const std::string& message) {
  const auto words = message.substr(0, message.find(": \""));
  const auto read = code(words);
  return "ERROR " + (read == words ? "42" : read);
}

std::string answer(const Vector& vector) {
  const auto query = compile(fmt::format("SELECT ({})::text AS r FROM v", vector.expression), source());
  return query ? evaluated_text(*query, rows()[vector.row]) : refusal(query.error().front().message);
}

TEST(PostgresqlVectors, AllHold) {
  ASSERT_GT(vectors().size(), 2000U);
  for (const auto& vector : vectors())
    EXPECT_EQ(answer(vector), expected(vector)) << vector.expression << " over row " << vector.row;
}

}  // namespace
}  // namespace millrace::sql

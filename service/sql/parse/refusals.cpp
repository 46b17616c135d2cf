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
    Refusal{"SelectStmt.limit_count", "LIMIT (or FETCH)", "LIMIT", kNoEnd},
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
    Refusal{"AConst.bsval", "a bit string"},
    Refusal{"JoinExpr", "JOIN", "JOIN"},
    Refusal{"RangeSubselect", "a sub-select in FROM"},
    Refusal{"RangeFunction", "a function in FROM"},
    Refusal{"RangeTableSample", "TABLESAMPLE"},
    Refusal{"RangeTableFunc", "XMLTABLE"},
    Refusal{"SubLink", "a sub-select"},
    Refusal{"CaseExpr", "CASE"},
    Refusal{"CoalesceExpr", "COALESCE"},
    Refusal{"MinMaxExpr", "GREATEST/LEAST"},
    Refusal{"AArrayExpr", "ARRAY[...]"},
    Refusal{"RowExpr", "a row (several expressions in parentheses)"},
    Refusal{"AIndirection", "a subscript or a field of an expression"},
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

}  // namespace

void Whitelist::refuse(std::string_view construct, Position at, std::string_view hint) const {
  problems_.add(at, fmt::format("{} is not supported{}{}", construct, hint.empty() ? "" : ": ", hint));
}

bool Whitelist::refuse_known(std::string_view what, int location) const {
  const auto known = std::ranges::find(kRefusals, what, &Refusal::what);
  if (known == kRefusals.end()) return false;
  const auto keyword = known->keyword.empty() ? std::nullopt : text_.find_keyword(known->keyword);
  refuse(known->construct, keyword.value_or(text_.at(location)), known->hint);
  return true;
}

bool Whitelist::only(const ProtobufCMessage& message, std::initializer_list<std::string_view> fields,
                     int fallback) const {
  bool fine = true;
  for (const auto* field : set_fields(message)) {
    const std::string_view name = field->name;
    if (name == "location" || std::ranges::find(fields, name) != fields.end()) continue;
    fine = false;
    const auto what = fmt::format("{}.{}", message.descriptor->short_name, name);
    const int inside = location(message, *field);
    const int place = inside >= 0 ? inside : fallback;
    if (!refuse_known(what, place)) refuse(fmt::format("this part of SQL ({})", what), text_.at(place));
  }
  return fine;
}

void Whitelist::refuse(const ProtobufCMessage& message, int fallback) const {
  const std::string_view kind = message.descriptor->short_name;
  const int inside = location(message);
  const int place = inside >= 0 ? inside : fallback;
  if (refuse_known(kind, place)) return;
  if (kind == "SQLValueFunction") {  // current_date, user: words that are functions without parentheses
    const auto at = text_.at(place);
    return refuse(text_.capitals(at), at, "for a column of that name write it in double quotes");
  }
  refuse(fmt::format("this part of SQL ({})", kind), text_.at(place));
}

}  // namespace millrace::sql

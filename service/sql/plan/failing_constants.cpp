#include "service/sql/plan/failing_constants.h"

#include <fmt/format.h>

#include "service/sql/evaluate/build.h"

namespace millrace::sql {
namespace {

// Whether AND or OR is decided by this operand, whatever follows it.
bool decides(Operator op, const Bound& operand) {
  if (op != Operator::kAnd && op != Operator::kOr) return false;
  const auto* constant = std::get_if<Constant>(&operand.is);
  return constant != nullptr && !constant->value.is_null() && constant->value.boolean == (op == Operator::kOr);
}

}  // namespace

void report_failing_constants(const Bound& bound, Problems& problems) {
  if (const char* failure = failure_of_constants(bound)) {
    problems.add(bound.position, fmt::format("{}, whatever the record is", failure));
    return;
  }
  const auto* operation = std::get_if<Operation>(&bound.is);
  bool decided = false;
  visit_parts(bound, [&](const BoundPtr& part) {
    if (!decided) report_failing_constants(*part, problems);
    decided = decided || (operation != nullptr && decides(operation->op, *part));
  });
}

}  // namespace millrace::sql

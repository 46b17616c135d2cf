// The aggregate functions: which exist, for which types, and what is accumulated for them.
#pragma once

#include <optional>
#include <string_view>

#include "base/value.h"
#include "state/accumulator.h"

namespace millrace::sql {

struct AggregateRule {
  AccumulatorKind kind = AccumulatorKind::kCount;
  AggregateResult result = AggregateResult::kCount;
  Type type;  // of the result
};

bool is_aggregate(std::string_view name);
// nullopt: the function does not take this type. `argument` is not unknown.
std::optional<AggregateRule> aggregate_rule(std::string_view name, const Type& argument);
AggregateRule count_all();

}  // namespace millrace::sql

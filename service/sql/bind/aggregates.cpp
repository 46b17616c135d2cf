#include "service/sql/bind/aggregates.h"

#include <algorithm>
#include <array>

#include "service/sql/bind/types.h"

namespace millrace::sql {
namespace {

struct Named {
  std::string_view name;
  AggregateResult result;
};

constexpr std::array kAggregates = {
    Named{"count", AggregateResult::kCount}, Named{"sum", AggregateResult::kSum}, Named{"avg", AggregateResult::kAvg},
    Named{"min", AggregateResult::kMin},     Named{"max", AggregateResult::kMax},
};

const Named* find(std::string_view name) {
  const auto found = std::ranges::find(kAggregates, name, &Named::name);
  return found == kAggregates.end() ? nullptr : &*found;
}

AccumulatorKind sum_kind(TypeKind kind) {
  if (kind == TypeKind::kBigint) return AccumulatorKind::kSumBigint;
  return kind == TypeKind::kDecimal ? AccumulatorKind::kSumDecimal : AccumulatorKind::kSumDouble;
}

// sum keeps type and scale (a sum of bigint stays bigint); avg of anything exact is a decimal.
Type sum_type(const Type& argument) {
  const bool scaled = argument.kind == TypeKind::kDecimal && argument.precision != 0;
  return scaled ? decimal_type(argument.scale) : Type{argument.kind, 0, 0};
}

Type average_type(const Type& argument) {
  return {argument.kind == TypeKind::kDouble ? TypeKind::kDouble : TypeKind::kDecimal, 0, 0};
}

// PostgreSQL has no min(boolean), and no min(jsonb).
bool is_ordered(const Type& type) {
  return is_numeric(type) || type.kind == TypeKind::kText || type.kind == TypeKind::kTimestamp;
}

}  // namespace

bool is_aggregate(std::string_view name) { return find(name) != nullptr; }

AggregateRule count_all() { return {AccumulatorKind::kCountAll, AggregateResult::kCount, {TypeKind::kBigint, 0, 0}}; }

std::optional<AggregateRule> aggregate_rule(std::string_view name, const Type& argument) {
  const auto* function = find(name);
  if (function == nullptr) return std::nullopt;
  switch (function->result) {
    case AggregateResult::kCount:
      return AggregateRule{AccumulatorKind::kCount, AggregateResult::kCount, {TypeKind::kBigint, 0, 0}};
    case AggregateResult::kSum:
      if (!is_numeric(argument)) return std::nullopt;
      return AggregateRule{sum_kind(argument.kind), AggregateResult::kSum, sum_type(argument)};
    case AggregateResult::kAvg:
      if (!is_numeric(argument)) return std::nullopt;
      return AggregateRule{sum_kind(argument.kind), AggregateResult::kAvg, average_type(argument)};
    case AggregateResult::kMin:
      if (!is_ordered(argument)) return std::nullopt;
      return AggregateRule{AccumulatorKind::kMin, AggregateResult::kMin, argument};
    case AggregateResult::kMax:
      if (!is_ordered(argument)) return std::nullopt;
      return AggregateRule{AccumulatorKind::kMax, AggregateResult::kMax, argument};
  }
  return std::nullopt;
}

}  // namespace millrace::sql

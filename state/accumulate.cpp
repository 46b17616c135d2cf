#include "state/accumulate.h"

#include <stdexcept>

#include "state/extremes.h"
#include "state/sums.h"

namespace millrace {
namespace {

template <class Monoid>
void update_all(const AccumulatorField& field, const UpdateRun& run) {
  for (std::size_t i = 0; i < run.items.size(); ++i) Monoid::update(field, run.blocks[i], Value{}, run.texts);
}

template <class Monoid>
void update_non_null(const AccumulatorField& field, const UpdateRun& run) {
  for (std::size_t i = 0; i < run.items.size(); ++i) {
    const Value& value = run.argument(i, field);
    if (!value.is_null()) Monoid::update(field, run.blocks[i], value, run.texts);
  }
}

template <class Monoid>
constexpr AccumulatorOperations operations() {
  return {&update_non_null<Monoid>, &Monoid::merge};
}

template <bool kGreatest>
AccumulatorOperations extreme_operations(TypeKind type) {
  switch (type) {
    case TypeKind::kBoolean:
      return operations<Extreme<BooleanOrder, kGreatest>>();
    case TypeKind::kBigint:
    case TypeKind::kTimestamp:
      return operations<Extreme<BigintOrder, kGreatest>>();
    case TypeKind::kDecimal:
      return operations<Extreme<DecimalOrder, kGreatest>>();
    case TypeKind::kDouble:
      return operations<Extreme<DoubleOrder, kGreatest>>();
    case TypeKind::kText:
      return operations<Extreme<TextOrder, kGreatest>>();
    case TypeKind::kNull:
    case TypeKind::kJsonb:
      break;
  }
  throw std::invalid_argument("min and max of " + to_string(Type{type}) + ": it has no order");
}

void require(const AccumulatorSpec& spec, TypeKind type) {
  if (spec.type.kind != type)
    throw std::invalid_argument("a sum of " + to_string(Type{type}) + " given " + to_string(spec.type));
}

}  // namespace

AccumulatorOperations accumulator_operations(const AccumulatorSpec& spec) {
  switch (spec.kind) {
    case AccumulatorKind::kCountAll:
      return {&update_all<Count>, &Count::merge};
    case AccumulatorKind::kCount:
      return operations<Count>();
    case AccumulatorKind::kSumBigint:
      require(spec, TypeKind::kBigint);
      return operations<SumBigint>();
    case AccumulatorKind::kSumDecimal:
      require(spec, TypeKind::kDecimal);
      return operations<SumDecimal>();
    case AccumulatorKind::kSumDouble:
      require(spec, TypeKind::kDouble);
      return operations<SumDouble>();
    case AccumulatorKind::kMin:
      return extreme_operations<false>(spec.type.kind);
    case AccumulatorKind::kMax:
      return extreme_operations<true>(spec.type.kind);
  }
  throw std::invalid_argument("unknown kind of accumulator");
}

}  // namespace millrace

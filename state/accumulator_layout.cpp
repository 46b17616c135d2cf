#include "state/accumulator_layout.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <stdexcept>

#include "state/accumulate.h"

namespace millrace {
namespace {

struct Parts {
  std::uint32_t bytes;
  bool flag;
};

Parts parts_of_extreme(TypeKind type) {
  const bool wide = type == TypeKind::kDecimal || type == TypeKind::kText;
  return {wide ? 16U : 8U, true};
}

Parts parts_of(const AccumulatorSpec& spec) {
  switch (spec.kind) {
    case AccumulatorKind::kCountAll:
    case AccumulatorKind::kCount:
      return {8, false};
    case AccumulatorKind::kSumBigint:
      return {16 + 8, false};
    case AccumulatorKind::kSumDecimal:
      return {32 + 8, true};
    case AccumulatorKind::kSumDouble:
      return {8 + 8, true};
    case AccumulatorKind::kMin:
    case AccumulatorKind::kMax:
      return parts_of_extreme(spec.type.kind);
  }
  throw std::invalid_argument("unknown kind of accumulator");
}

std::string words(const AccumulatorSpec& spec) {
  const auto type = to_string(Type{spec.type.kind});  // precision and scale do not change what is stored
  switch (spec.kind) {
    case AccumulatorKind::kCountAll:
      return "count(*)";
    case AccumulatorKind::kCount:
      return "count";
    case AccumulatorKind::kSumBigint:
      return "sum(bigint)";
    case AccumulatorKind::kSumDecimal:
      return "sum(decimal)";
    case AccumulatorKind::kSumDouble:
      return "sum(double)";
    case AccumulatorKind::kMin:
      return fmt::format("min({})", type);
    case AccumulatorKind::kMax:
      return fmt::format("max({})", type);
  }
  throw std::invalid_argument("unknown kind of accumulator");
}

}  // namespace

AccumulatorLayout::AccumulatorLayout(std::span<const AccumulatorSpec> specs) {
  description_ = fmt::format("{}:", kFormat);
  for (const auto& spec : specs) {
    const auto operations = accumulator_operations(spec);
    fields_.push_back({spec.kind, spec.type.kind, spec.argument, static_cast<std::uint32_t>(size_), 0,
                       operations.update, operations.merge});
    size_ += parts_of(spec).bytes;
    description_ += fmt::format("{} {}", fields_.size() == 1 ? "" : ",", words(spec));
  }
  // Flags lie together at the end, so that the wide fields stay aligned.
  for (std::size_t i = 0; i < specs.size(); ++i) {
    if (parts_of(specs[i]).flag) fields_[i].flag = static_cast<std::uint32_t>(size_++);
    has_texts_ |= is_text_extreme(fields_[i]);
  }
  id_ = static_cast<std::uint32_t>(XXH3_64bits(description_.data(), description_.size()));
}

}  // namespace millrace

// Update and merge of accumulators in their blocks.
#pragma once

#include <span>

#include "state/accumulator_layout.h"
#include "state/update_batch.h"

namespace millrace {

// Records of one pane and the blocks they go to; one block may occur several times.
struct UpdateRun {
  std::span<const UpdateItem* const> items;
  char* const* blocks;     // as many as items
  const Value* arguments;  // of the batch
  ByteArena& texts;        // owns the texts of min and max in these blocks

  const Value& argument(std::size_t item, const AccumulatorField& field) const {
    return arguments[items[item]->first_argument + field.argument];
  }
};

struct AccumulatorOperations {
  decltype(AccumulatorField::update) update;
  decltype(AccumulatorField::merge) merge;
};
// Throws std::invalid_argument for what no query can ask, such as sum(text).
AccumulatorOperations accumulator_operations(const AccumulatorSpec& spec);

inline bool is_extreme(const AccumulatorField& field) {
  return field.kind == AccumulatorKind::kMin || field.kind == AccumulatorKind::kMax;
}
inline bool is_text_extreme(const AccumulatorField& field) {
  return is_extreme(field) && field.type == TypeKind::kText;
}

// Column by column: each accumulator goes over all records before the next one.
inline void update(const AccumulatorLayout& layout, const UpdateRun& run) {
  for (const auto& field : layout.fields()) field.update(field, run);
}

// Associative and commutative, but for the last bits of double sums. `texts` owns the texts of `into`.
inline void merge(const AccumulatorLayout& layout, char* into, const char* from, ByteArena& texts) {
  for (const auto& field : layout.fields()) field.merge(field, into, from, texts);
}

}  // namespace millrace

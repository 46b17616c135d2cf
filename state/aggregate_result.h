// How accumulators become a value of a row.
#pragma once

#include "base/error.h"
#include "state/accumulator_layout.h"

namespace millrace {

// NULL when there was no non-null argument; counts are then 0. A text views the block's arena. What PostgreSQL gives,
// but that sum(bigint) is a bigint, and an error beyond 64 bits. Throws std::invalid_argument for what the accumulator
// does not know, such as the sum of a max.
Result<Value> aggregate(const AccumulatorField& field, const char* block, AggregateResult as);

}  // namespace millrace

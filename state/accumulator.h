// Accumulators are monoids: identity, update, merge, and an encoding that begins with a layout id.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/value.h"

namespace millrace {

// What is kept for one aggregate. count(x), sum(x) and avg(x) of the same argument share one accumulator: a sum keeps
// its count of non-null arguments. They cannot overflow: 64-bit values sum in 128 bits, decimals in 256.
enum class AccumulatorKind : std::uint8_t {
  kCountAll = 1,    // count(*)
  kCount = 2,       // count(x): non-null arguments
  kSumBigint = 3,   // 128-bit sum and count
  kSumDecimal = 4,  // 256-bit sum, its scale, and count
  kSumDouble = 5,   // the order of merges may show in the last bits
  kMin = 6,         // of any ordered type: bigint, decimal, double, text, timestamp, boolean
  kMax = 7,
};

struct AccumulatorSpec {
  AccumulatorKind kind = AccumulatorKind::kCountAll;
  std::uint32_t argument = 0;  // index into an update's arguments; unused by count(*)
  Type type;                   // of the argument
};

// How an accumulator becomes a value of a row.
enum class AggregateResult : std::uint8_t { kCount, kSum, kAvg, kMin, kMax };

}  // namespace millrace

// What Prometheus can tell of a histogram.
#pragma once

#include <algorithm>
#include <cstdint>

#include "metrics/catalogue.h"

namespace millrace {

// Prometheus tells a 99th percentile from this number exactly. The last bound is left out: beyond it there is no other.
inline bool is_bound(std::uint64_t seconds) {
  return std::ranges::find(kSecondsBuckets, static_cast<double>(seconds)) < kSecondsBuckets.end() - 1;
}

}  // namespace millrace

#include "service/generate/objectives.h"

#include <algorithm>
#include <array>

#include "metrics/catalogue.h"

namespace millrace {
namespace {

std::uint64_t seconds_of(Millis time) { return static_cast<std::uint64_t>((time.count() + 999) / 1000); }

// Where a 99th percentile may be compared: between two bounds of a histogram Prometheus guesses, and above the last but
// one it cannot tell.
constexpr auto kBounds = [] {
  constexpr auto first = std::ranges::find(kSecondsBuckets, 1.0);
  std::array<std::uint64_t, kSecondsBuckets.end() - first - 1> whole{};
  std::transform(first, kSecondsBuckets.end() - 1, whole.begin(), [](double bound) { return std::uint64_t(bound); });
  return whole;
}();

// The first where none is.
std::uint64_t bound_not_above(std::uint64_t seconds) {
  const auto above = std::ranges::upper_bound(kBounds, seconds);
  return above == kBounds.begin() ? kBounds.front() : *std::prev(above);
}

// The last where none is.
std::uint64_t bound_not_below(std::uint64_t seconds) {
  const auto found = std::ranges::lower_bound(kBounds, seconds);
  return found == kBounds.end() ? kBounds.back() : *found;
}

}  // namespace

Objectives objectives_of(const Config& config, const GivenObjectives& given) {
  Objectives objectives;
  const auto three_intervals = std::max<std::uint64_t>(60, 3 * seconds_of(config.checkpoint.interval));
  objectives["checkpointAgeSeconds"] = three_intervals;
  objectives["checkpointSlowSeconds"] = bound_not_above(8 * seconds_of(config.checkpoint.timeout) / 10);
  objectives["stateBytes"] = config.state.memory / 100 * 85 + config.state.memory % 100 * 85 / 100;
  if (given.lag) objectives["lagSeconds"] = seconds_of(*given.lag);
  objectives["latencySeconds"] = bound_not_below(given.latency ? seconds_of(*given.latency) : three_intervals);
  return objectives;
}

}  // namespace millrace

#include "service/generate/objectives.h"

#include <algorithm>

namespace millrace {
namespace {

std::uint64_t seconds_of(Millis time) { return static_cast<std::uint64_t>((time.count() + 999) / 1000); }

}  // namespace

Objectives objectives_of(const Config& config, const GivenObjectives& given) {
  Objectives objectives;
  objectives["checkpointAgeSeconds"] = std::max<std::uint64_t>(60, 3 * seconds_of(config.checkpoint.interval));
  objectives["checkpointSlowSeconds"] = std::max<std::uint64_t>(1, 8 * seconds_of(config.checkpoint.timeout) / 10);
  objectives["stateBytes"] = config.state.memory / 100 * 85 + config.state.memory % 100 * 85 / 100;
  if (given.lag) objectives["lagSeconds"] = seconds_of(*given.lag);
  if (given.latency) objectives["latencySeconds"] = seconds_of(*given.latency);
  return objectives;
}

}  // namespace millrace

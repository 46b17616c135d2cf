// How long to wait before the next try, and when to give up: governs aborts and fatal errors.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

#include "service/config/config.h"

namespace millrace {

// Pure: `random` in [0, 1) is given. Exponential: doubles from `initial` to `max`, each with up to 25 % of jitter, so
// that twins do not fence each other in step. Progress (a published checkpoint) begins anew.
class RestartPolicy {
 public:
  explicit RestartPolicy(const RestartConfig& config) : config_(config) {}

  // The wait before the next recovery; none: the strategy allows no more.
  std::optional<Millis> after_failure(bool had_progress, double random) {
    if (config_.strategy == RestartConfig::Strategy::kNone) return std::nullopt;
    if (had_progress) failures_ = 0;
    const auto doublings = config_.strategy == RestartConfig::Strategy::kFixed ? 0U : std::min(failures_, 20U);
    ++failures_;
    const auto wait = std::min(config_.initial * (std::int64_t{1} << doublings), config_.max);
    return wait + Millis{static_cast<std::int64_t>(static_cast<double>(wait.count()) * 0.25 * random)};
  }

 private:
  RestartConfig config_;
  unsigned failures_ = 0;
};

}  // namespace millrace

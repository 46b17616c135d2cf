#include "service/between_runs.h"

#include <spdlog/spdlog.h>

#include <bit>
#include <thread>

namespace millrace {

using namespace std::chrono_literals;

BetweenRuns::Next BetweenRuns::wait(bool had_progress) {
  const auto wait = policy_.after_failure(had_progress, std::uniform_real_distribution<double>(0, 1)(random_));
  if (!wait) return Next::kGiveUp;
  spdlog::warn("recovering in {} ms", wait->count());
  return sleep(*wait) ? Next::kRecover : Next::kStop;
}

void BetweenRuns::wait_for(CheckpointStore& store) {
  for (std::uint64_t tries = 0;; ++tries) {
    auto probed = store.probe();
    if (probed) return;
    instruments_.storage_failed("probe");
    const bool is_told = std::has_single_bit(tries) || tries % 60 == 0;
    if (is_told) spdlog::warn("{}; trying again every second, {} tried", probed.error().message(), tries + 1);
    if (!sleep(1s)) return;
  }
}

// False: asked to stop meanwhile.
bool BetweenRuns::sleep(Millis time) {
  for (const auto until = clock_.now() + time; clock_.now() < until;) {
    if (stop_requested_) return false;
    instruments_.heartbeat();
    std::this_thread::sleep_for(20ms);
  }
  return true;
}

}  // namespace millrace

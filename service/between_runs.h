// What happens between two runs of a pipeline that has failed.
#pragma once

#include <atomic>
#include <random>

#include "checkpoint/checkpoint_store.h"
#include "service/pipeline/instruments.h"
#include "service/restart_policy.h"

namespace millrace {

// One thread, which stays alive to the probes meanwhile. Views all that it is given.
class BetweenRuns {
 public:
  BetweenRuns(const RestartConfig& config, const Clock& clock, const std::atomic<bool>& stop_requested,
              Instruments& instruments)
      : policy_(config), clock_(clock), stop_requested_(stop_requested), instruments_(instruments) {}

  enum class Next { kRecover, kStop, kGiveUp };
  // Waits as the restart strategy says: a failed run that made progress begins the series anew.
  Next wait(bool had_progress);
  // A store that refused to take a checkpoint: read on only once it can be written again, or somebody asks to stop.
  void wait_for(CheckpointStore& store);

 private:
  bool sleep(Millis time);

  RestartPolicy policy_;
  const Clock& clock_;
  const std::atomic<bool>& stop_requested_;
  Instruments& instruments_;
  std::minstd_rand random_{std::random_device{}()};
};

}  // namespace millrace

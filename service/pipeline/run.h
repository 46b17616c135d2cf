// One run of the pipeline: from a recovered checkpoint until something ends it.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "service/pipeline/decider.h"
#include "service/pipeline/executor.h"
#include "service/pipeline/recovery.h"

namespace millrace {

// What the process keeps from run to run.
struct RunEnvironment {
  const Config& config;
  const Clock& clock;
  Counters& counters;
  StatusBoard& board;
  Executor& preparing;  // a checkpoint's writes: nothing else queues ahead of them
  Executor& upkeep;     // consolidation, bases, retention
  Transaction& transaction;
  KafkaCluster& cluster;
  std::shared_ptr<CheckpointStore> store;
  std::shared_ptr<Instruments> instruments;
  std::filesystem::path databases;
  std::function<Result<std::unique_ptr<Source>>(const std::string& topic)> make_source;
  std::function<void(const std::string& where, const std::string& reason, const std::string& detail)> report_skip;
  const std::atomic<bool>& stop_requested;
};

// Starts the threads of service/pipeline/threads.h, decides on the calling thread, joins them, and says what is next.
Outcome run_pipeline_once(const RunEnvironment& environment, RunNumber number, Recovered recovered);

}  // namespace millrace

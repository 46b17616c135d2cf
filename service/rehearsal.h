// What an operator's order would meet, asked of Kafka and the store without changing either.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "checkpoint/checkpoint_store.h"
#include "service/app.h"

namespace millrace {

// For a transaction that must not begin.
Result<std::unique_ptr<TransactionalSink>> no_sink();

// The error that the run would be refused with; kRetry or another StopReason::kNone: Kafka did not answer in time, so
// nothing is known. Fences nobody: an instance that runs goes on.
// `tell`: what it would do, line by line, where it would not be refused.
Result<void> rehearse_run(const Config& config, const RunOptions& options, std::shared_ptr<CheckpointStore> store,
                          const std::function<void(const std::string&)>& tell);

}  // namespace millrace

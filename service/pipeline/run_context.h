// What the threads of one run share: made by run.cpp before they start, gone after they have ended.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <vector>

#include "base/time.h"
#include "checkpoint/coordinator.h"
#include "service/pipeline/channel.h"
#include "service/pipeline/counters.h"
#include "service/pipeline/definition.h"
#include "service/pipeline/mailbox.h"
#include "service/pipeline/messages.h"
#include "service/pipeline/status/status_board.h"
#include "service/pipeline/threads.h"

namespace millrace {

using InputChannel = Channel<InputMessage, InputBatch>;
using OutputChannel = Channel<OutputMessage, RowBatch>;

struct RunContext {
  const PipelineDefinition& pipeline;
  const Clock& clock;
  RunNumber number;
  Counters& counters;
  StatusBoard& board;

  EndOfRun ended{false};
  std::atomic<std::uint64_t> barrier_wanted{0};  // id of the newest barrier; 0: none yet
  std::atomic<bool> sources_paused{false};       // live state is near state.memory
  std::shared_ptr<Bell> decider_bell = std::make_shared<Bell>();
  std::shared_ptr<Mailbox> mailbox = std::make_shared<Mailbox>(decider_bell);
  std::vector<std::unique_ptr<Bell>> source_bells{};                 // rung when a shard made room
  std::vector<std::unique_ptr<Bell>> shard_bells{};                  // rung when an input or room in the output came
  std::vector<std::vector<std::unique_ptr<InputChannel>>> inputs{};  // [source thread][shard]
  std::vector<std::unique_ptr<OutputChannel>> outputs{};             // [shard]

  // A record or row that on_error: skip left out; rate-limited in the log.
  std::function<void(const std::string& where, const std::string& reason, const std::string& detail)> report_skip{};

  void post(EventBody body) { mailbox->post({number, std::move(body)}); }
  void fail(Error error) { post(PipelineFailed{std::move(error)}); }
  void end() {
    ended = true;
    for (auto& bell : source_bells) bell->ring();
    for (auto& bell : shard_bells) bell->ring();
  }
};

}  // namespace millrace

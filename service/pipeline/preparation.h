// The durable half of a checkpoint: deltas and the manifest, written in the background.
#pragma once

#include <map>
#include <memory>

#include "checkpoint/checkpoint_store.h"
#include "checkpoint/coordinator.h"
#include "service/pipeline/executor.h"
#include "service/pipeline/mailbox.h"
#include "state/frozen_delta.h"

namespace millrace {

// Lives on the decider's thread; its jobs own what they use and answer through the mailbox.
class Preparation {
 public:
  Preparation(RunNumber run, Incarnation incarnation, std::shared_ptr<CheckpointStore> store,
              std::shared_ptr<Mailbox> mailbox, Executor& executor)
      : run_(run),
        incarnation_(incarnation),
        store_(std::move(store)),
        mailbox_(std::move(mailbox)),
        executor_(executor) {}

  // The shard's frozen data, kept until the epoch is decided: a failed write is tried again with the same data.
  void keep(ShardId shard, std::shared_ptr<const FrozenDelta> frozen) { frozen_[shard] = std::move(frozen); }
  void let_go() { frozen_.clear(); }
  std::uint64_t frozen_bytes() const;

  void write(const WriteDelta& order);
  void write(const WriteManifest& order);

 private:
  RunNumber run_;
  Incarnation incarnation_;
  std::shared_ptr<CheckpointStore> store_;
  std::shared_ptr<Mailbox> mailbox_;
  Executor& executor_;
  std::map<ShardId, std::shared_ptr<const FrozenDelta>> frozen_;
};

}  // namespace millrace

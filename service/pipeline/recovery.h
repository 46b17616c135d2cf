// The one way into a run: the start, an abort, a fault, and going back to a named checkpoint all come through here.
//
//   init_transactions           fences the former self and ends its transaction
//   topics                      those read and those written are there
//   committed offsets           read_committed, until stable
//   plan                        which manifest they name, or a refusal (checkpoint/recovery_plan.h)
//   checks                      the manifest's offsets are Kafka's, the records are still there and still the same
//   state                       opened at exactly that checkpoint
//   checkpoint 0, going back    committed only now: what is refused has changed nothing
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "checkpoint/checkpoint_store.h"
#include "checkpoint/decided_path.h"
#include "checkpoint/recovery_plan.h"
#include "connectors/kafka_cluster.h"
#include "service/pipeline/definition.h"
#include "service/pipeline/transaction.h"
#include "state/shard_store.h"

namespace millrace {

// What a run stands on.
struct Recovered {
  CheckpointName name;
  Manifest manifest;                   // positions: all partitions, new ones included
  Incarnation incarnation;             // of the run to come
  std::map<std::string, QueryId> ids;  // of the configured queries
  std::deque<Manifest> decided;        // stored manifests on the parent path, newest first
  std::vector<ShardState> states;      // by shard
  std::vector<std::shared_ptr<ShardStore>> stores;
};

struct RecoveryContext {
  const Config& config;
  const RecoveryOrder& order;
  KafkaCluster& cluster;
  Transaction& transaction;
  std::shared_ptr<CheckpointStore> store;
  std::filesystem::path databases;
  const Clock& clock;
  KeepTrying keep_trying;
  std::function<void(const std::string&)> tell;       // one line for people
  std::function<void(const std::string&)> tell_once;  // the same, but not again in a later recovery of this process
  std::function<void()> damage_found = {};            // in the store, of what this recovery can do without
};

Result<Recovered> recover(const RecoveryContext& context);

// Whether recover would be refused, by the same checks, the state loaded included; if not, tells what it would, but for
// that it has. Fences nobody and commits nothing;
// context.transaction is not used, and context.databases should be a directory of its own.
Result<void> rehearse(const RecoveryContext& context);

// What recover would stand on; no name: it would begin anew. As rehearse, but no state is loaded, so that it costs
// little beside a running instance.
struct Foreseen {
  std::optional<CheckpointName> resumes;
  Manifest manifest;
};
Result<Foreseen> foresee(const RecoveryContext& context);

}  // namespace millrace

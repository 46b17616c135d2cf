// Who fenced a run whose transaction outlived its timeout: another instance, or only the broker.
#pragma once

#include <vector>

#include "connectors/kafka_cluster.h"
#include "service/pipeline/decider.h"

namespace millrace {

// The broker gives up a transaction that is open for longer than transaction.timeout.ms, and to its client that looks
// like a second instance. Where that is possible (Outcome::own_checkpoints is not empty) the committed offsets tell:
// as long as they name no checkpoint but this run's own, nobody has taken over, and the outcome becomes
// kRecoverWithNewHandles. Asks until there is an answer or nobody waits; without one the run stays fenced. Takes
// nothing over itself: no init.
Outcome judge_fence(Outcome outcome, KafkaCluster& cluster, const std::vector<TopicPartition>& partitions,
                    const KeepTrying& keep_trying);

}  // namespace millrace

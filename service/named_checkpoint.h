// Which of the stored checkpoints Kafka names.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "checkpoint/recovery_plan.h"
#include "connectors/kafka_cluster.h"
#include "service/stored_checkpoints.h"

namespace millrace {

// Of the file's sources and of those that stored checkpoints have read: where all sources were exchanged since the last
// run, only the former ones' topics know what it stands on.
std::set<std::string> topics_of(const Config& config, const std::vector<StoredCheckpoint>& checkpoints);

// What the pipeline's group has committed of these topics; a topic that is not there has nothing.
Result<std::vector<CommittedPosition>> committed_of(KafkaCluster& cluster, const std::set<std::string>& topics);

// None: the offsets name none of them, or more than one. What removed sources left behind is left out.
std::optional<CheckpointName> named_among(const std::vector<StoredCheckpoint>& checkpoints,
                                          std::vector<CommittedPosition> committed);

}  // namespace millrace

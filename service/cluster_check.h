// What `check --connect` asks a cluster.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "connectors/kafka_cluster.h"
#include "service/config/config.h"

namespace millrace {

struct ClusterFindings {
  std::vector<std::string> facts;     // "topic orders: 8 partitions"
  std::vector<std::string> problems;  // what makes a run impossible, and what to do
};

// Topics, partitions, and the broker's longest transaction. The error: the cluster did not answer. A question is put
// at most `attempts` times, each waiting up to a second.
Result<ClusterFindings> check_cluster(KafkaCluster& cluster, const Config& config, int attempts);

}  // namespace millrace

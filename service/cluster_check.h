// What `check --connect` asks a cluster.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "connectors/kafka_cluster.h"
#include "service/config/config.h"

namespace millrace {

// What makes a run impossible, or may end one, and what to do.
struct ClusterProblem {
  std::string text;
  std::string remedy;
};

struct ClusterFindings {
  std::vector<std::string> facts;  // "topic orders: 8 partitions"
  std::vector<ClusterProblem> warnings;
  std::vector<ClusterProblem> problems;
};

inline constexpr const char* kLongestTransaction = "transaction.max.timeout.ms";  // of a broker
inline constexpr const char* kFurthestAhead = "message.timestamp.after.max.ms";   // of a topic; Kafka 3.6 and later
inline constexpr const char* kCleanup = "cleanup.policy";                         // of a topic

// Topics, partitions, how far ahead their rows may be, whether they may be without a key, and the broker's longest
// transaction. The error: the cluster did not answer. A question is put at most `attempts` times, each waiting up to a
// second.
Result<ClusterFindings> check_cluster(KafkaCluster& cluster, const Config& config, int attempts);

}  // namespace millrace

#include "service/cluster_check.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/counted.h"
#include "service/asking.h"
#include "service/config/units.h"

namespace millrace {
namespace {

struct TopicUse {
  std::string topic;
  std::string use;  // "read by source 'orders'"
};

std::vector<TopicUse> uses_of(const Config& config) {
  std::vector<TopicUse> topics;
  for (const SourceConfig& source : config.sources) {
    topics.push_back({source.topic, "read by source '" + source.name + "'"});
  }
  for (const QueryConfig& query : config.queries) {
    topics.push_back({query.sink.topic, "written by query '" + query.name + "'"});
  }
  return topics;
}

Result<void> check_topic(KafkaCluster& cluster, const TopicUse& use, int attempts, ClusterFindings& findings) {
  const auto partitions = ask(attempts, [&] { return cluster.partitions(use.topic, kAskingSlice); });
  if (!partitions) return std::unexpected(partitions.error());
  if (*partitions) {
    findings.facts.push_back(fmt::format("topic {}: {}, {}", use.topic, counted(**partitions, "partition"), use.use));
  } else {
    findings.problems.push_back(
        {fmt::format("topic '{}', {}, does not exist, or this user may not see it", use.topic, use.use),
         "Create it with the partitions that it is to have, or grant Describe on it"});
  }
  return {};
}

Result<void> check_transactions(KafkaCluster& cluster, const Config& config, int attempts, ClusterFindings& findings) {
  const auto setting = ask(attempts, [&] { return cluster.broker_setting(kLongestTransaction, kAskingSlice); });
  if (!setting) return std::unexpected(setting.error());
  const auto most = *setting ? parse_count(**setting) : std::unexpected("");
  if (!most) {
    findings.facts.push_back(fmt::format("broker does not tell its {}", kLongestTransaction));
    return {};
  }
  const auto needed = static_cast<std::uint64_t>(config.transaction_timeout().count());
  const std::string both = fmt::format("broker allows transactions of {}, this pipeline needs {}",
                                       format_duration(Millis{static_cast<std::int64_t>(*most)}),
                                       format_duration(config.transaction_timeout()));
  if (needed <= *most) {
    findings.facts.push_back(both);
  } else {
    findings.problems.push_back(
        {both, fmt::format("Lower checkpoint.interval or checkpoint.timeout, or set {} of the brokers to at least {}",
                           kLongestTransaction, needed)});
  }
  return {};
}

// How far after the broker's clock the Kafka timestamps of the query's rows may lie, because of records that are.
std::optional<Millis> furthest_ahead(const Config& config, const QueryConfig& query) {
  const auto source = std::ranges::find(config.sources, query.plan.source, &SourceConfig::name);
  if (source == config.sources.end() || source->event_time.empty()) return std::nullopt;
  return source->max_ahead;
}

// A warning: whether such records ever come only their producers know.
Result<void> check_timestamps(KafkaCluster& cluster, const Config& config, const QueryConfig& query, int attempts,
                              ClusterFindings& findings) {
  const auto ahead = furthest_ahead(config, query);
  if (!ahead) return {};
  const auto& topic = query.sink.topic;
  const auto setting = ask(attempts, [&] { return cluster.topic_setting(topic, kFurthestAhead, kAskingSlice); });
  if (!setting) return std::unexpected(setting.error());
  const auto most = *setting ? parse_count(**setting) : std::unexpected("");
  const auto wanted = static_cast<std::uint64_t>(ahead->count());
  if (!most || wanted <= *most) return {};
  findings.warnings.push_back(
      {fmt::format("topic {} takes rows up to {} ahead of the broker's clock, source '{}' takes records up to {} ahead "
                   "(max_ahead): rows in between would stop the service",
                   topic, format_duration(Millis{static_cast<std::int64_t>(*most)}), query.plan.source,
                   format_duration(*ahead)),
       fmt::format("Lower max_ahead, or set {} of the topic to at least {}", kFurthestAhead, wanted)});
  return {};
}

// A compacted topic refuses rows without a key, and that ends the service.
Result<void> check_keys(KafkaCluster& cluster, const QueryConfig& query, int attempts, ClusterFindings& findings) {
  const auto& topic = query.sink.topic;
  const auto setting = ask(attempts, [&] { return cluster.topic_setting(topic, kCleanup, kAskingSlice); });
  if (!setting) return std::unexpected(setting.error());
  const auto& key = query.sink.key;
  if (!*setting || !(*setting)->contains("compact") || key.size() > 1) return {};  // several columns are never null
  const auto compacted = fmt::format("topic {} is compacted and takes no row without a key; ", topic);
  if (key.empty() && query.plan.window) {
    findings.problems.push_back({compacted + fmt::format("query '{}' gives its rows none", query.name),
                                 "Name a key of its sink, or set cleanup.policy of the topic to delete"});
  } else if (key.empty()) {
    findings.warnings.push_back({compacted + fmt::format("query '{}' passes on the keys of its records", query.name),
                                 "Name a key of its sink, unless every record has one"});
  } else {
    findings.warnings.push_back(
        {compacted + fmt::format("a row of query '{}' has none where {} is NULL", query.name, key[0]),
         "Leave such records out in WHERE, unless there are none"});
  }
  return {};
}

}  // namespace

Result<ClusterFindings> check_cluster(KafkaCluster& cluster, const Config& config, int attempts) {
  ClusterFindings findings;
  for (const TopicUse& use : uses_of(config)) {
    if (auto asked = check_topic(cluster, use, attempts, findings); !asked) return std::unexpected(asked.error());
  }
  for (const QueryConfig& query : config.queries) {
    auto asked = check_timestamps(cluster, config, query, attempts, findings);
    if (asked) asked = check_keys(cluster, query, attempts, findings);
    if (!asked) return std::unexpected(asked.error());
  }
  auto asked = check_transactions(cluster, config, attempts, findings);
  if (!asked) return std::unexpected(asked.error());
  return findings;
}

}  // namespace millrace

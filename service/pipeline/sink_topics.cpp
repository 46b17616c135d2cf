#include "service/pipeline/sink_topics.h"

#include <fmt/format.h>

#include <set>

#include "service/pipeline/until_answered.h"

namespace millrace {
namespace {

Error missing(const Config& config, const QueryConfig& query) {
  return {
      "write the rows of query " + query.name,
      "topic " + query.sink.topic,
      "no such topic, or no permission to see it",
      fmt::format("Create it: kafka-topics --bootstrap-server {} --create --topic {} (with the partitions, replicas "
                  "and retention that its readers need), or grant Describe and Write on it",
                  config.bootstrap_servers(), query.sink.topic),
      Reaction::kStop,
      StopReason::kConfiguration};
}

}  // namespace

Result<void> require_sink_topics(const RecoveryContext& context) {
  std::set<std::string> found;
  for (const auto& query : context.config.queries) {
    const auto& topic = query.sink.topic;
    if (found.contains(topic)) continue;
    const auto count = until_answered(context, [&] { return context.cluster.partitions(topic, kAsk); });
    if (!count) return std::unexpected(count.error());
    if (!*count) return std::unexpected(missing(context.config, query));
    found.insert(topic);
  }
  return {};
}

}  // namespace millrace

#include "service/pipeline/required_topics.h"

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

// This user lacks `operation`.
Error may_not(const std::string& attempted, const std::string& topic, const char* cause, const char* operation) {
  return {attempted,       "topic " + topic,          cause, how_to_grant(operation, "--topic " + topic),
          Reaction::kStop, StopReason::kConfiguration};
}

// Where the brokers do not tell, the calls themselves will.
Result<TopicDescription> described(const RecoveryContext& context, const std::string& topic) {
  const auto answer = until_answered(context, [&] { return context.cluster.describe_topic(topic, kAsk); });
  if (answer) return answer->value_or(TopicDescription{});
  if (answer.error().reaction == Reaction::kRetry) return std::unexpected(answer.error());
  return TopicDescription{};
}

Result<void> require_sink(const RecoveryContext& context, const QueryConfig& query) {
  const auto& topic = query.sink.topic;
  const auto count = until_answered(context, [&] { return context.cluster.partitions(topic, kAsk); });
  if (!count) return std::unexpected(count.error());
  if (!*count) return std::unexpected(missing(context.config, query));
  const auto found = described(context, topic);
  if (!found) return std::unexpected(found.error());
  if (found->may_write) return {};
  return std::unexpected(
      may_not("write the rows of query " + query.name, topic, "this user may not write to it", "Write"));
}

// One that is missing is told of where positions are asked for.
Result<void> require_readable(const RecoveryContext& context, const SourceConfig& source) {
  const auto found = described(context, source.topic);
  if (!found) return std::unexpected(found.error());
  if (found->may_read) return {};
  return std::unexpected(may_not("read source " + source.name, source.topic, "this user may not read it", "Read"));
}

}  // namespace

Result<void> require_topics(const RecoveryContext& context) {
  std::set<std::string> written;
  for (const auto& query : context.config.queries) {
    if (!written.insert(query.sink.topic).second) continue;
    if (auto there = require_sink(context, query); !there) return there;
  }
  for (const auto& source : context.config.sources) {
    if (auto readable = require_readable(context, source); !readable) return readable;
  }
  return {};
}

}  // namespace millrace

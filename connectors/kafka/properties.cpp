#include "connectors/kafka/properties.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

namespace millrace {
namespace {

constexpr auto kRefresh = "topic.metadata.refresh.interval.ms";
constexpr Millis kRefreshDefault{30'000};

std::optional<std::int64_t> number(const KafkaProperties& properties, const std::string& name) {
  const auto found = properties.find(name);
  if (found == properties.end()) return std::nullopt;
  std::int64_t value = 0;
  const std::string& text = found->second;
  const auto [end, err] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (err != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

constexpr const char* kStatisticsEvery = "5000";  // oftener than anybody scrapes

LayeredProperties layered(const KafkaProperties& defaults, const KafkaProperties& users, const KafkaProperties& owned) {
  LayeredProperties all(defaults.begin(), defaults.end());
  all.insert(all.end(), users.begin(), users.end());
  all.insert(all.end(), owned.begin(), owned.end());
  return all;
}

KafkaProperties common_defaults(const KafkaSettings& settings) {
  return {
      {"client.id", settings.name},
      {"enable.metrics.push", "false"},
      {"socket.nagle.disable", "true"},
      {"socket.keepalive.enable", "true"},
      // A connection that swallows requests is given up after 10 s instead of 60.
      {"socket.timeout.ms", std::to_string(std::min<std::int64_t>(10'000, settings.transaction_timeout.count()))},
      {"reconnect.backoff.max.ms", "1000"},   // back soon after a broker's restart
      {"allow.auto.create.topics", "false"},  // a misspelt topic must be an error
  };
}

KafkaProperties consumer_owned(const KafkaSettings& settings) {
  return {
      {"group.id", settings.name},
      {"isolation.level", "read_committed"},
      {"enable.auto.commit", "false"},
      {"enable.auto.offset.store", "false"},
      {"auto.offset.reset", "error"},
      {"enable.partition.eof", "true"},  // the end seen moves the position past aborted records and markers
  };
}

// The larger of a default and what the user's message.max.bytes needs.
std::string at_least_a_message(const KafkaSettings& settings, std::int64_t bytes) {
  return std::to_string(std::max(bytes, number(settings.properties, "message.max.bytes").value_or(0)));
}

}  // namespace

LayeredProperties cluster_properties(const KafkaSettings& settings) {
  KafkaProperties defaults = common_defaults(settings);
  defaults["fetch.message.max.bytes"] = "65536";  // single records are read here
  defaults["fetch.wait.max.ms"] = "10";           // and nothing is waited for
  return layered(defaults, settings.properties, consumer_owned(settings));
}

LayeredProperties source_properties(const KafkaSettings& settings) {
  KafkaProperties defaults = common_defaults(settings);
  defaults["statistics.interval.ms"] = kStatisticsEvery;
  defaults["check.crcs"] = "true";
  defaults[kRefresh] = std::to_string(kRefreshDefault.count());
  // Small fetches stay in the second-level cache between the client's thread and ours: twice the speed of 4 MiB.
  defaults["fetch.message.max.bytes"] = "262144";
  defaults["fetch.max.bytes"] = at_least_a_message(settings, 2 << 20);
  defaults["queued.min.messages"] = "100000";
  defaults["queued.max.messages.kbytes"] = "32768";
  defaults["fetch.wait.max.ms"] = "100";      // an idle Fetch holds back every other question on its connection
  defaults["fetch.queue.backoff.ms"] = "10";  // the client's 1000 stalls a fast reader
  return layered(defaults, settings.properties, consumer_owned(settings));
}

LayeredProperties sink_properties(const KafkaSettings& settings) {
  const std::string timeout = std::to_string(settings.transaction_timeout.count());
  KafkaProperties defaults = common_defaults(settings);
  defaults["statistics.interval.ms"] = kStatisticsEvery;
  defaults["linger.ms"] = "5";
  defaults["retry.backoff.ms"] = "10";         // the broker answers "concurrent transactions" after each commit
  defaults["partitioner"] = "murmur2_random";  // as Java clients choose partitions
  defaults["message.timeout.ms"] = timeout;    // as long as may be: outlast a broker's restart
  const KafkaProperties owned = {
      {"transactional.id", settings.name},
      {"transaction.timeout.ms", timeout},
      {"enable.idempotence", "true"},
      {"acks", "all"},
      {"delivery.report.only.error", "true"},
      {"queue.buffering.max.messages", "0"},  // no limit: see QueueLimits
      {"queue.buffering.max.kbytes", "2147483647"},
  };
  return layered(defaults, settings.properties, owned);
}

Millis metadata_refresh(const KafkaSettings& settings) {
  const auto users = number(settings.properties, kRefresh);
  return users && *users > 0 ? Millis{*users} : kRefreshDefault;
}

QueueLimits queue_limits(const KafkaProperties& users) {
  QueueLimits limits;
  if (const auto rows = number(users, "queue.buffering.max.messages"); rows && *rows > 0) {
    limits.rows = static_cast<std::size_t>(*rows);
  }
  if (const auto kbytes = number(users, "queue.buffering.max.kbytes"); kbytes && *kbytes > 0) {
    limits.bytes = static_cast<std::size_t>(*kbytes) << 10;
  }
  return limits;
}

}  // namespace millrace

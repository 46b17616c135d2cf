// Whether a broker may fail.
#include <fmt/format.h>

#include <map>

#include "service/asking.h"
#include "service/config/units.h"
#include "service/doctor/patient.h"

namespace millrace {
namespace {

constexpr const char* kCheck = "replication";
constexpr const char* kMinimum = "min.insync.replicas";

// By topic, whether this pipeline makes the brokers write it. Kafka's own two hold transactions and offsets.
std::map<std::string, bool> topics_of(const Config& config) {
  std::map<std::string, bool> topics = {{"__consumer_offsets", true}, {"__transaction_state", true}};
  for (const SourceConfig& source : config.sources) topics[source.topic] = false;
  for (const QueryConfig& query : config.queries) topics[query.sink.topic] = true;
  return topics;
}

Finding judge(const std::string& topic, bool written, const TopicDescription& found, std::uint64_t minimum) {
  const std::string what =
      fmt::format("topic {}: {} replicas, {} in sync, {} {}", topic, found.replicas, found.in_sync, kMinimum, minimum);
  if (written && found.in_sync < minimum) {
    return fail(kCheck, what + ": nothing can be written",
                "Bring the missing brokers back; the checkpoints of a run fail until then", ExitCode::kUnreachable);
  }
  if (found.replicas < 2) {
    return warn(kCheck, what + ": the loss of one broker stops it or loses it",
                "Give it 3 replicas (kafka-reassign-partitions.sh)");
  }
  if (found.in_sync < found.replicas) {
    return warn(kCheck, what + ": a broker is away, or behind", "Look at that broker");
  }
  if (written && minimum < 2) {
    return warn(kCheck, what + ": rows that are committed may be lost with one broker",
                fmt::format("kafka-configs.sh --alter --topic {} --add-config {}=2", topic, kMinimum));
  }
  if (written && found.replicas <= minimum) {
    return warn(kCheck, what + ": one broker less stops it", "Give it a replica more than " + std::string(kMinimum));
  }
  return ok(kCheck, what);
}

}  // namespace

Findings check_replication(const Patient& patient) {
  Findings findings;
  for (const auto& [topic, written] : topics_of(patient.config)) {
    const auto found = ask(patient.attempts, [&] { return patient.cluster.describe_topic(topic, kSlice); });
    if (!found) return {fail(kCheck, found.error())};
    if (!*found) continue;  // missing: the check of the cluster says so; Kafka's own may be hidden
    const auto minimum = ask(patient.attempts, [&] { return patient.cluster.topic_setting(topic, kMinimum, kSlice); });
    if (!minimum) return {fail(kCheck, minimum.error())};
    const auto number = *minimum ? parse_count(**minimum) : std::unexpected("");
    if (number) {
      findings.push_back(judge(topic, written, **found, *number));
    } else {
      findings.push_back(ok(kCheck, fmt::format("topic {}: {} replicas, {} in sync; its {} is not shown to this user",
                                                topic, (*found)->replicas, (*found)->in_sync, kMinimum)));
    }
  }
  return findings;
}

}  // namespace millrace

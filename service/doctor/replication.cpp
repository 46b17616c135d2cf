// Whether a broker may fail.
#include <fmt/format.h>

#include <array>
#include <map>

#include "service/asking.h"
#include "service/config/names.h"
#include "service/config/units.h"
#include "service/doctor/patient.h"

namespace millrace {
namespace {

constexpr const char* kReplicationCheck = "replication";
constexpr const char* kMinimum = "min.insync.replicas";

// They hold transactions and offsets. A run needs no right to see them.
constexpr std::array kCommitted = {"__consumer_offsets", "__transaction_state"};

// By topic, whether this pipeline makes the brokers write it.
std::map<std::string, bool> topics_in_use(const Config& config) {
  std::map<std::string, bool> topics;
  for (const char* own : kCommitted) topics[own] = true;
  for (const SourceConfig& source : config.sources) topics[source.topic] = false;
  for (const QueryConfig& query : config.queries) topics[query.sink.topic] = true;
  return topics;
}

Finding judge(const std::string& topic, bool written, const TopicDescription& found, std::uint64_t minimum) {
  const std::string what =
      fmt::format("topic {}: {} replicas, {} in sync, {} {}", topic, found.replicas, found.in_sync, kMinimum, minimum);
  if (written && found.in_sync < minimum) {
    return fail(kReplicationCheck, what + ": nothing can be written",
                "Bring the missing brokers back; the checkpoints of a run fail until then", ExitCode::kUnreachable);
  }
  if (found.replicas < 2) {
    return warn(kReplicationCheck, what + ": the loss of one broker stops it or loses it",
                "Give it 3 replicas (kafka-reassign-partitions.sh)");
  }
  if (found.in_sync < found.replicas) {
    return warn(kReplicationCheck, what + ": a broker is away, or behind", "Look at that broker");
  }
  if (written && minimum < 2) {
    return warn(kReplicationCheck, what + ": rows that are committed may be lost with one broker",
                fmt::format("kafka-configs.sh --alter --topic {} --add-config {}=2", topic, kMinimum));
  }
  if (written && found.replicas <= minimum) {
    return warn(kReplicationCheck, what + ": one broker less stops it",
                "Give it a replica more than " + std::string(kMinimum));
  }
  return ok(kReplicationCheck, what);
}

// None: missing, which the check of the cluster says; Kafka's own may be hidden.
std::optional<Finding> look_at(const Patient& patient, const std::string& topic, bool written) {
  const auto found = ask(patient.attempts, [&] { return patient.cluster.describe_topic(topic, kAskingSlice); });
  if (!found && is_kafkas_own(topic) && found.error().reaction != Reaction::kRetry) {
    return ok(kReplicationCheck, fmt::format("topic {} is not shown to this user", topic));
  }
  if (!found) return fail(kReplicationCheck, found.error());
  if (!*found) return std::nullopt;
  const auto minimum =
      ask(patient.attempts, [&] { return patient.cluster.topic_setting(topic, kMinimum, kAskingSlice); });
  if (!minimum) return fail(kReplicationCheck, minimum.error());
  const auto number = *minimum ? parse_count(**minimum) : std::unexpected("");
  if (number) return judge(topic, written, **found, *number);
  return ok(kReplicationCheck, fmt::format("topic {}: {} replicas, {} in sync; its {} is not shown to this user", topic,
                                           (*found)->replicas, (*found)->in_sync, kMinimum));
}

}  // namespace

Findings check_replication(const Patient& patient) {
  Findings findings;
  for (const auto& [topic, written] : topics_in_use(patient.config)) {
    if (auto finding = look_at(patient, topic, written)) findings.push_back(std::move(*finding));
  }
  return findings;
}

}  // namespace millrace

// Kafka's protocol tells no broker's time. What can be seen is a record from the future: its producer's clock, or this
// machine's, is wrong.
#include <fmt/format.h>

#include <optional>

#include "service/asking.h"
#include "service/config/units.h"
#include "service/doctor/patient.h"

namespace millrace {
namespace {

constexpr const char* kClockCheck = "clock";
constexpr Millis kTolerance{5000};
constexpr std::int64_t kLooksBack = 2;  // the last offset may be the end of a transaction

Result<std::optional<std::int64_t>> newest_timestamp(const Patient& patient, const TopicPartition& partition) {
  const auto ends = ask(patient.attempts, [&] { return patient.cluster.ends(partition, kAskingSlice); });
  if (!ends) return std::unexpected(ends.error());
  std::optional<std::int64_t> timestamp;
  for (std::int64_t back = 1; back <= kLooksBack && !timestamp; ++back) {
    const Offset at{ends->last_stable.value - back};
    if (at < ends->low) break;
    const auto read = ask(patient.attempts, [&] {
      return patient.cluster.read_record(partition, at, kAskingSlice,
                                         [&](const RecordView& record) { timestamp = record.timestamp; });
    });
    if (!read) return std::unexpected(read.error());
  }
  return timestamp;
}

Finding judge(std::int64_t newest, const Patient& patient) {
  const Millis ahead = Millis{newest} - patient.clock.wall().time_since_epoch();
  if (ahead <= kTolerance) {
    return ok(kClockCheck, "no record of the sources is from the future (brokers do not tell their time)");
  }
  return warn(kClockCheck,
              fmt::format("the newest record of the sources is {} ahead of this machine's clock",
                          format_duration(std::chrono::floor<std::chrono::seconds>(ahead))),
              "Set the clocks of this machine and of the producers by NTP. Results do not depend on them; lag, latency "
              "and, where no event_time is declared, windows do");
}

}  // namespace

Findings check_clock(const Patient& patient) {
  std::optional<std::int64_t> newest;
  for (const SourceConfig& source : patient.config.sources) {
    const auto count = ask(patient.attempts, [&] { return patient.cluster.partitions(source.topic, kAskingSlice); });
    if (!count) return {fail(kClockCheck, count.error())};
    for (std::uint32_t i = 0; i < count->value_or(0); ++i) {
      const auto found = newest_timestamp(patient, {source.topic, PartitionId{static_cast<std::int32_t>(i)}});
      if (!found) return {fail(kClockCheck, found.error())};
      if (*found) newest = std::max(newest.value_or(**found), **found);
    }
  }
  if (!newest) return {ok(kClockCheck, "not known: the sources hold no record, and brokers do not tell their time")};
  return {judge(*newest, patient)};
}

}  // namespace millrace

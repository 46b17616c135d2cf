// Stored checkpoints in words.
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <optional>

#include "base/counted.h"
#include "checkpoint/manifest_composition.h"
#include "service/stored_checkpoints.h"

namespace millrace {
namespace {

std::string event_time_text(EventTime time) { return time == kNoEventTime ? "none yet" : utc_text(millis(time)); }

std::string shard_text(std::size_t index, const ShardManifest& shard) {
  std::uint64_t chain = 0;
  for (const DeltaRef& delta : shard.chain) chain += delta.file.bytes;
  std::uint64_t base = 0;
  for (const StoredFile& file : shard.base ? shard.base->files : std::vector<StoredFile>{}) base += file.bytes;
  std::string text = fmt::format("  shard {}: ", index);
  text += shard.base ? fmt::format("base of {}, {}; ", counted(shard.base->files.size(), "file"), bytes_text(base))
                     : "no base; ";
  return text + fmt::format("{}, {}\n", counted(shard.chain.size(), "delta"), bytes_text(chain));
}

std::string query_text(const QueryManifest& query, const Manifest& manifest) {
  EventTime slowest = EventTime::max();
  for (const ShardManifest& shard : manifest.shards) {
    const auto found = shard.watermarks.find(query.id);
    slowest = std::min(slowest, found == shard.watermarks.end() ? kNoEventTime : found->second);
  }
  const EventTime watermark = manifest.shards.empty() ? kNoEventTime : slowest;
  return fmt::format("  query {}: watermark {}\n", query.name, event_time_text(watermark));
}

std::string ledger_text(const Ledger& ledger, const Manifest& manifest) {
  std::string text;
  for (const auto& [source, count] : ledger.sources) {
    text += fmt::format("  ledger of source {}: {} read = {} decoded + {} rejected\n", source,
                        counted(count.read, "record"), count.decoded, count.rejected);
  }
  for (const auto& query : manifest.queries) {
    const auto found = ledger.queries.find(query.id);
    const auto count = found == ledger.queries.end() ? QueryCount() : found->second;
    text += fmt::format(
        "  ledger of query {}: {} decoded = {} rejected + {} filtered + {} passed + {} aggregated + {} late; {} opened "
        "= {} "
        "expired + {} live; {}\n",
        query.name, counted(count.decoded, "record"), count.rejected, count.filtered, count.passed, count.aggregated,
        count.late, counted(count.panes_opened, "pane"), count.panes_expired, count.panes_live,
        counted(count.rows, "row"));
  }
  return text + fmt::format("  ledger of the sink: {} sent\n", counted(ledger.rows_sent, "row"));
}

}  // namespace

std::string bytes_text(std::uint64_t bytes) {
  constexpr std::array kUnits = {"B", "KiB", "MiB", "GiB", "TiB"};
  auto amount = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; amount >= 1024 && unit + 1 < kUnits.size(); ++unit) amount /= 1024;
  return unit == 0 ? fmt::format("{} B", bytes) : fmt::format("{:.1f} {}", amount, kUnits[unit]);
}

std::string utc_text(std::int64_t epoch_millis) {
  const auto seconds = static_cast<std::time_t>(epoch_millis / 1000);
  return fmt::format("{:%Y-%m-%d %H:%M:%S}Z", fmt::gmtime(seconds));
}

std::string partition_text(const PartitionPosition& position) {
  return fmt::format("{}[{}]", position.topic, position.partition.value);
}

std::string format_details(const StoredCheckpoint& checkpoint) {
  if (!checkpoint.manifest) {
    return fmt::format("checkpoint {} is not readable: {}\n", checkpoint.name.id.value,
                       checkpoint.manifest.error().message());
  }
  const Manifest& manifest = *checkpoint.manifest;
  std::string text = fmt::format("checkpoint {} of {}\n", manifest.id.value, manifest.pipeline);
  text += fmt::format("  name {}\n  parent {}\n", to_string(checkpoint.name),
                      manifest.parent.empty() ? "none" : manifest.parent);
  text += fmt::format("  created {} by {}, incarnation {}\n", utc_text(manifest.created_ms), manifest.trigger,
                      manifest.incarnation.value);
  for (const PartitionPosition& position : manifest.positions) {
    text += fmt::format("  {}: next offset {}, highest event time {}\n", partition_text(position), position.next.value,
                        event_time_text(position.highest));
  }
  for (const QueryManifest& query : manifest.queries) text += query_text(query, manifest);
  for (std::size_t i = 0; i < manifest.shards.size(); ++i) text += shard_text(i, manifest.shards[i]);
  text += fmt::format("  state {}\n", bytes_text(stored_bytes(manifest)));
  return manifest.ledger ? text + ledger_text(*manifest.ledger, manifest) : text;
}

}  // namespace millrace

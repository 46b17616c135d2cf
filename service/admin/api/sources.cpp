// GET /api/v1/sources: how far each partition is read, and who holds the watermark back.
#include <algorithm>
#include <map>

#include "service/admin/api/answers.h"
#include "service/admin/api/handlers.h"
#include "service/admin/watermark_holder.h"

namespace millrace::api {
namespace {

using Committed = std::map<PartitionId, Offset>;

Committed committed_of(const AdminView& view, const std::string& topic) {
  Committed offsets;
  const auto checkpoint = view.board.committed.read();
  if (!checkpoint) return offsets;
  for (const auto& position : checkpoint->positions) {
    if (position.topic == topic) offsets[position.partition] = position.next;
  }
  return offsets;
}

void write_partition(JsonText& json, const PartitionLag& lag, const Committed& committed, bool holds_back) {
  const auto found = committed.find(lag.partition);
  json.field("partition", lag.partition.value);
  json.field("position", lag.position.value);
  json.field("end", lag.end.value);
  json.field("lag_records", records_behind(lag));
  json.field("committed", found == committed.end() ? std::nullopt : std::optional(found->second.value));
  json.field("watermark", lag.watermark);
  json.field("idle", lag.idle);
  json.field("quiet_ms", lag.quiet.count());
  json.field("holds_back", holds_back);
}

void write_source(JsonText& json, const AdminView& view, std::size_t index) {
  const auto& config = view.config.sources[index];
  const auto& counters = view.counters.sources[index];
  const auto lags = counters.lags.read();
  const auto committed = committed_of(view, config.topic);
  const auto holder = watermark_holder(lags);
  json.field("name", config.name);
  json.field("topic", config.topic);
  json.field("records", counters.records.read());
  json.field("bytes", counters.bytes.read());
  json.field("filtered", counters.filtered.read());
  json.object("rejected", [&] {
    for (const auto& [reason, count] : counters.rejected.read()) json.field(reason, count);
  });
  json.field("lag_records", total_lag(lags));
  json.field("watermark", source_watermark(lags));
  json.field("held_back_by", holder ? std::optional(holder->value) : std::nullopt);
  json.array("partitions", lags, [&](const PartitionLag& lag) {
    json.object([&] { write_partition(json, lag, committed, holder == lag.partition); });
  });
}

}  // namespace

HttpAnswer sources(const AdminView& view, const HttpRequest&) {
  std::size_t index = 0;
  return object_answer(view.redaction, [&](JsonText& json) {
    json.array("sources", view.config.sources,
               [&](const SourceConfig&) { json.object([&] { write_source(json, view, index++); }); });
  });
}

}  // namespace millrace::api

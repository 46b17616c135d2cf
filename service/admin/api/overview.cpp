// GET /api/v1/overview: the few numbers that say whether all is well.
#include <algorithm>

#include "service/admin/api/answers.h"
#include "service/admin/api/handlers.h"
#include "service/admin/query_state.h"
#include "service/admin/watermark_holder.h"

namespace millrace::api {
namespace {

struct Totals {
  std::uint64_t records_in = 0, bytes_in = 0, filtered = 0, rejected = 0, aggregated = 0, late = 0, rows_out = 0,
                bytes_out = 0, keys = 0, state_bytes = 0;
  std::optional<std::uint64_t> lag = 0;  // none: of some source it is not known
};

std::uint64_t sum(const Reasons& reasons) {
  std::uint64_t total = 0;
  for (const auto& [reason, count] : reasons.read()) total += count;
  return total;
}

Totals count(const AdminView& view) {
  Totals totals;
  for (const auto& source : view.counters.sources) {
    totals.records_in += source.records.read();
    totals.bytes_in += source.bytes.read();
    totals.filtered += source.filtered.read();
    totals.rejected += sum(source.rejected);
    const auto lag = total_lag(source.lags.read());
    totals.lag = totals.lag && lag ? std::optional(*totals.lag + *lag) : std::nullopt;
  }
  for (const auto& shard : view.counters.shards) {
    totals.aggregated += shard.aggregated.read();
    for (const auto& late : shard.late) totals.late += late.read();
    totals.rejected += sum(shard.rejected_rows);
    totals.keys += shard.state_keys.read();
    totals.state_bytes += shard.state_bytes.read();
  }
  for (const auto& [topic, out] : view.board.rows_out.read()) {
    totals.rows_out += out.rows;
    totals.bytes_out += out.bytes;
  }
  return totals;
}

// Of the query that is furthest behind.
EventTime slowest_watermark(const AdminView& view) {
  auto least = EventTime::max();
  for (const auto& query : view.config.queries) {
    if (const auto state = query_state(view.board, query.name)) least = std::min(least, state->watermark);
  }
  return least == EventTime::max() ? kNoEventTime : least;
}

void write_latency(JsonText& json, const AdminView& view) {
  const auto latency = view.board.latency.of_last_minutes(view.clock.now());
  if (!latency) return json.null_field("latency");
  json.object("latency", [&] {
    json.field("minutes", std::chrono::floor<std::chrono::minutes>(LatencyLog::kLookBack).count());
    json.field("records", latency->records);
    json.field("p50_ms", latency->p50);
    json.field("p99_ms", latency->p99);
  });
}

void write_totals(JsonText& json, const Totals& totals) {
  json.field("records_in", totals.records_in);
  json.field("bytes_in", totals.bytes_in);
  json.field("filtered", totals.filtered);
  json.field("rejected", totals.rejected);
  json.field("aggregated", totals.aggregated);
  json.field("late", totals.late);
  json.field("rows_out", totals.rows_out);
  json.field("bytes_out", totals.bytes_out);
}

}  // namespace

HttpAnswer overview(const AdminView& view, const HttpRequest&) {
  const auto totals = count(view);
  const auto last = view.board.checkpoints.last_completed();
  const auto counts = view.board.checkpoints.counts();
  return object_answer(view.redaction, [&](JsonText& json) {
    json.field("pipeline", view.config.name);
    json.field("version", view.version);
    json.field("state", view.state());
    json.field("started", view.started);
    json.field("now", view.clock.wall());
    json.object("totals", [&] { write_totals(json, totals); });
    json.field("lag_records", totals.lag);
    json.field("watermark", slowest_watermark(view));
    write_latency(json, view);
    json.field("state_keys", totals.keys);
    json.field("state_bytes", totals.state_bytes);
    json.field("state_limit_bytes", view.config.state.memory);
    json.field("consecutive_failures", counts.consecutive_failures);
    if (!last) return json.null_field("last_checkpoint");
    json.object("last_checkpoint", [&] { write_checkpoint(json, *last); });
  });
}

}  // namespace millrace::api

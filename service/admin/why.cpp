#include "service/admin/why.h"

#include <algorithm>

#include "service/admin/watermark_holder.h"
#include "state/key_hash.h"

namespace millrace {
namespace {

constexpr std::size_t kMostLeftOut = 20;

SourceStanding standing_of(const AdminView& view, const QueryConfig& query) {
  const auto& sources = view.config.sources;
  const auto source = std::ranges::find(sources, query.plan.source, &SourceConfig::name);
  const auto lags = view.counters.sources[static_cast<std::size_t>(source - sources.begin())].lags.read();
  SourceStanding standing{source->name, source->topic, source->idle_after, source_watermark(lags), std::nullopt};
  if (const auto holder = watermark_holder(lags)) {
    standing.held_back_by = *std::ranges::find(lags, *holder, &PartitionLag::partition);
  }
  return standing;
}

// As of the shard's last barrier, committed or not.
EventTime watermark_of(const StatusBoard& board, std::size_t shard, QueryId query) {
  const auto views = board.shards[shard].read();
  if (!views) return kNoEventTime;
  const auto found = std::ranges::find(*views, query, &QueryStateView::query);
  return found == views->end() ? kNoEventTime : found->watermark;
}

}  // namespace

const char* word(Why why) {
  switch (why) {
    case Why::kWaiting:
      return "waiting";
    case Why::kCommitting:
      return "committing";
    case Why::kFired:
      return "fired";
    case Why::kLeftOut:
      return "left_out";
    case Why::kNoRecord:
      return "no_record";
    case Why::kNotRecorded:
      return "not_recorded";
  }
  return "";
}

// The log of fires is read after the state: a fire that the state does not show yet may be in it, never the reverse.
Result<WhyFacts> gather(const AdminView& view, const QueryConfig& query, const std::string& key, EventTime time) {
  const auto& window = *query.plan.window;
  WhyFacts facts;
  facts.window_end = event_time(window.end_of(millis(time)));
  const auto found = row_of_key(view, query, key, facts.window_end);
  if (!found) return std::unexpected(found.error());
  facts.window_start = facts.window_end - window.size;
  facts.sink = query.sink.topic;
  facts.late = late_rule(view.config, query);
  facts.checkpoint = found->checkpoint;
  facts.committed = found->when;
  facts.committed_watermark = found->watermark;
  facts.kept = found->watermark == kNoEventTime || facts.window_end > found->watermark - query.allowed_lateness;
  facts.has_row = !found->rows.empty();
  if (facts.has_row) facts.row = found->rows.front().row;

  const auto id = view.board.query_ids.read()->at(query.name);
  const auto hash = key_hash(key);
  facts.watermark =
      std::max(facts.committed_watermark, watermark_of(view.board, shard_of_key(hash, view.config.state.shards), id));
  facts.fires = view.board.fires.of(id, facts.window_end);
  facts.left_out = view.board.left_out.those(
      [&](const LeftOut& each) {
        return each.query == id && each.window_end == facts.window_end && each.key_hash == hash;
      },
      kMostLeftOut);
  facts.source = standing_of(view, query);
  return facts;
}

Why judge(const WhyFacts& facts) {
  const auto without_row = facts.left_out.empty() ? Why::kNoRecord : Why::kLeftOut;
  if (facts.window_end > facts.watermark) return facts.has_row ? Why::kWaiting : Why::kNoRecord;
  if (facts.window_end > facts.committed_watermark) return facts.fires.fires.empty() ? Why::kCommitting : Why::kFired;
  if (facts.kept) return facts.has_row ? Why::kFired : without_row;
  if (!facts.left_out.empty()) return Why::kLeftOut;
  if (!facts.fires.fires.empty()) return Why::kFired;
  return facts.fires.complete ? Why::kNoRecord : Why::kNotRecorded;
}

}  // namespace millrace

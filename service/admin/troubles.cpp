#include "service/admin/troubles.h"

#include <fmt/format.h>

#include <algorithm>

#include "service/admin/late_rule.h"
#include "service/admin/time_text.h"
#include "service/admin/watermark_holder.h"
#include "service/pipeline/late_records.h"

namespace millrace {
namespace {

using Troubles = std::vector<Trouble>;

bool is_lately(const AdminView& view, WallTime when) { return when > view.clock.wall() - kLately; }

std::string without_remedy(Error error) {
  error.remedy.clear();
  return error.message();
}

std::string remedy_of(const Error& error) {
  return error.remedy.empty() ? "The service tries again by itself; what follows is in its log" : error.remedy;
}

void add_awaited(const AdminView& view, Troubles& all) {
  const auto awaited = view.awaited ? view.awaited() : std::nullopt;
  if (awaited) all.push_back({"waiting", awaited->what, awaited->remedy});
}

void add_upkeep(const AdminView& view, Troubles& all) {
  const auto failing = view.upkeep ? view.upkeep() : std::nullopt;
  if (failing) all.push_back({"local state", without_remedy(*failing), remedy_of(*failing)});
}

void add_failing_checkpoints(const AdminView& view, Troubles& all) {
  const auto in_a_row = view.board.checkpoints.counts().consecutive_failures;
  for (const auto& record : view.board.checkpoints.newest(2)) {
    if (record.status == CheckpointRecord::Status::kCompleted) return;
    if (!record.error) continue;  // under way
    all.push_back(
        {"checkpoints",
         fmt::format("checkpoint {} {}{}: {}", record.id.value,
                     record.reason.empty() ? "has trouble" : "failed (" + record.reason + ")",
                     in_a_row == 0 ? "" : fmt::format(", {} failed in a row", in_a_row), without_remedy(*record.error)),
         remedy_of(*record.error)});
    return;
  }
}

void add_errors(const AdminView& view, Troubles& all) {
  const auto newest = view.board.errors.newest(1);
  if (newest.empty() || !is_lately(view, newest.front().when)) return;
  const auto& [when, error] = newest.front();
  all.push_back({"errors",
                 fmt::format("{} since the service began, the last at {}: {}", view.board.errors.total(), text(when),
                             without_remedy(error)),
                 remedy_of(error)});
}

void add_late_records(const AdminView& view, std::size_t index, Troubles& all) {
  const auto& query = view.config.queries[index];
  const auto ids = view.board.query_ids.read();
  if (!query.plan.window || !ids) return;
  const auto is_its = [id = ids->at(query.name)](const LeftOut& each) { return each.query == id && is_late(each); };
  const auto last = view.board.left_out.those(is_its, 1);
  if (last.empty() || !is_lately(view, last.front().when)) return;
  const auto late = late_records(view.counters, index);
  all.push_back({"late",
                 fmt::format("query {}: {} records came too late for their windows and were dropped since the service "
                             "began, the last at {}; the watermark had passed the windows' ends by up to {}",
                             query.name, late.records, text(last.front().when), in_words(late.behind)),
                 remedy_of_late(late_rule(view.config, query), late.behind)});
}

void add_rejected(const AdminView& view, Troubles& all) {
  const auto newest = view.board.rejected.newest(1);
  if (newest.empty() || !is_lately(view, newest.front().when)) return;
  const auto& last = newest.front();
  all.push_back({"rejected",
                 fmt::format("{} records and rows were skipped since the service began, the last at {}: {}: {} ({})",
                             view.board.rejected.total(), text(last.when), last.where, last.detail, last.reason),
                 "Mend their producer, or the query; /api/v1/rejected lists them"});
}

void add_held_back(const AdminView& view, std::size_t index, Troubles& all) {
  const auto& source = view.config.sources[index];
  const auto lags = view.counters.sources[index].lags.read();
  const auto holder = watermark_holder(lags);
  if (!holder) return;
  const auto& held = *std::ranges::find(lags, *holder, &PartitionLag::partition);
  const auto first = std::ranges::max(lags, {}, &PartitionLag::watermark).watermark;
  if (first == kNoEventTime) return;
  const bool has_none = held.watermark == kNoEventTime;
  if (!has_none && first - held.watermark < kFarBehind) return;
  all.push_back({"watermark",
                 fmt::format("source {}: partition {} of topic {} holds the watermark back ({}): {}", source.name,
                             holder->value, source.topic,
                             has_none ? "no record of it has been read, and there is no watermark yet"
                                      : "it is " + in_words(first - held.watermark) + " behind another partition",
                             in_words(held, source.idle_after)),
                 remedy_of_holder(held, source.name, source.idle_after)});
}

}  // namespace

Troubles troubles(const AdminView& view) {
  Troubles all;
  add_awaited(view, all);
  add_failing_checkpoints(view, all);
  add_upkeep(view, all);
  add_errors(view, all);
  for (std::size_t i = 0; i < view.config.sources.size(); ++i) add_held_back(view, i, all);
  for (std::size_t i = 0; i < view.config.queries.size(); ++i) add_late_records(view, i, all);
  add_rejected(view, all);
  return all;
}

}  // namespace millrace

// GET /api/v1/rejected: records and rows that were left out, and those that came too late.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "service/admin/api/answers.h"
#include "service/admin/api/handlers.h"
#include "service/admin/api/parameters.h"
#include "service/admin/late_rule.h"
#include "service/admin/time_text.h"
#include "service/pipeline/late_records.h"

namespace millrace::api {
namespace {

std::string name_of(const AdminView& view, QueryId id) {
  const auto ids = view.board.query_ids.read();
  if (!ids) return "";
  const auto found = std::ranges::find(*ids, id, [](const auto& each) { return each.second; });
  return found == ids->end() ? "" : found->first;
}

RejectedRecord told(const AdminView& view, const LeftOut& late) {
  return {late.when, fmt::format("query {}, window ending at {}", name_of(view, late.query), text(late.window_end)),
          "late", fmt::format("the watermark had passed the window's end by {}", in_words(late.behind))};
}

// Late records are many at once and in words only for those who look, so they are kept apart.
std::vector<RejectedRecord> newest(const AdminView& view, std::size_t limit) {
  const auto rejected = view.board.rejected.newest(limit);
  std::vector<RejectedRecord> late, both;
  for (const auto& each : view.board.left_out.those([](const LeftOut& one) { return is_late(one); }, limit))
    late.push_back(told(view, each));
  std::ranges::merge(rejected, late, std::back_inserter(both), std::ranges::greater(), &RejectedRecord::when,
                     &RejectedRecord::when);
  both.resize(std::min(both.size(), limit));
  return both;
}

std::uint64_t total(const AdminView& view) {
  auto sum = view.board.rejected.total();
  for (std::size_t i = 0; i < view.config.queries.size(); ++i) sum += late_records(view.counters, i).records;
  return sum;
}

}  // namespace

HttpAnswer rejected(const AdminView& view, const HttpRequest& request) {
  const auto limit = Parameters(request).count("limit", 20, 1000);
  if (!limit) return refusal(400, limit.error());
  return object_answer(view.redaction, [&](JsonText& json) {
    json.field("total", total(view));
    json.array("rejected", newest(view, *limit), [&](const RejectedRecord& record) {
      json.object([&] {
        json.field("when", record.when);
        json.field("where", record.where);
        json.field("reason", record.reason);
        json.field("detail", record.detail);
      });
    });
  });
}

}  // namespace millrace::api

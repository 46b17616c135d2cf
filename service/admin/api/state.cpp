// GET /api/v1/state: what the last committed checkpoint holds.
#include "service/admin/api/answers.h"
#include "service/admin/api/handlers.h"
#include "service/admin/api/row_cursor_text.h"
#include "service/admin/api/windowed_query.h"
#include "service/admin/group_key_text.h"
#include "service/pipeline/group_key_json.h"

namespace millrace::api {
namespace {

constexpr std::size_t kUsual = 50;
constexpr std::size_t kMost = 1000;

void write_row(JsonText& json, const QueryConfig& query, const CommittedRow& row) {
  json.field("window_start", row.window_end - query.plan.window->size);
  json.field("window_end", row.window_end);
  json.json_field("key", group_key_json(query.plan, query.sink.timestamps, row.key));
  json.field("fired", row.fired);
  if (row.failure.empty()) return json.json_field("row", row.row);
  json.null_field("row");
  json.field("failure", row.failure);
}

HttpAnswer tell(const AdminView& view, const QueryConfig& query, const Result<CommittedRows>& looked) {
  if (!looked) return not_now(view, looked.error());
  return object_answer(view.redaction, [&](JsonText& json) {
    json.field("query", query.name);
    json.field("checkpoint", looked->checkpoint.value);
    json.field("committed", looked->when);
    json.field("watermark", looked->watermark);
    json.array("rows", looked->rows,
               [&](const CommittedRow& row) { json.object([&] { write_row(json, query, row); }); });
    json.field("next", looked->next ? std::optional(cursor_text(*looked->next)) : std::nullopt);
  });
}

}  // namespace

HttpAnswer state(const AdminView& view, const HttpRequest& request) {
  const Parameters parameters(request);
  const auto query = windowed_query(view, parameters);
  if (!query) return query.error();
  const auto limit = parameters.count("limit", kUsual, kMost);
  if (!limit) return refusal(400, limit.error());
  const auto from = parameters.text("from");
  const auto cursor = from ? parse_cursor(*from) : std::optional(RowCursor{});
  if (!cursor) return refusal(400, "'from' must be what another answer had as 'next'");
  const auto text = parameters.text("key");
  if (!text) return tell(view, **query, all_rows(view, **query, *cursor, *limit));
  const auto key = group_key(**query, *text);
  return key ? tell(view, **query, windows_of_key(view, **query, *key, *cursor, *limit)) : key.error();
}

}  // namespace millrace::api

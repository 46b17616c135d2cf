// GET /api/v1/queries: what each query holds and waits for.
#include "service/admin/api/answers.h"
#include "service/admin/api/handlers.h"
#include "service/admin/query_state.h"
#include "service/pipeline/late_records.h"

namespace millrace::api {
namespace {

void write_state(JsonText& json, const QueryState& state) {
  json.field("watermark", state.watermark);
  json.field("panes", state.panes);
  json.field("keys", state.keys);
  json.field("bytes", state.bytes);
  json.field("next_window_end", state.next_window_end);
}

void write_query(JsonText& json, const AdminView& view, std::size_t index) {
  const auto& query = view.config.queries[index];
  json.field("name", query.name);
  json.field("source", query.plan.source);
  json.field("topic", query.sink.topic);
  json.field("window_ms", query.plan.window ? std::optional(query.plan.window->size.count()) : std::nullopt);
  json.field("allowed_lateness_ms", query.allowed_lateness.count());
  json.field("late", late_records(view.counters, index).records);
  if (const auto state = query_state(view.board, query.name)) {
    json.object("state", [&] { write_state(json, *state); });
  } else {
    json.null_field("state");
  }
}

}  // namespace

HttpAnswer queries(const AdminView& view, const HttpRequest&) {
  std::size_t index = 0;
  return object_answer(view.redaction, [&](JsonText& json) {
    json.array("queries", view.config.queries,
               [&](const QueryConfig&) { json.object([&] { write_query(json, view, index++); }); });
    json.array("topics", view.board.rows_out.read(), [&](const auto& topic) {
      json.object([&] {
        json.field("topic", topic.first);
        json.field("rows", topic.second.rows);
        json.field("bytes", topic.second.bytes);
      });
    });
  });
}

}  // namespace millrace::api

// GET /api/v1/checkpoints: how they are taken, how they went.
#include "service/admin/api/answers.h"
#include "service/admin/api/handlers.h"
#include "service/admin/api/parameters.h"

namespace millrace::api {
namespace {

void write_settings(JsonText& json, const Config& config) {
  json.object("configuration", [&] {
    json.field("interval_ms", config.checkpoint.interval.count());
    json.field("timeout_ms", config.checkpoint.timeout.count());
    json.field("transaction_timeout_ms", config.transaction_timeout().count());
    json.field("storage", config.checkpoint_directory().string());
    json.field("retain", config.checkpoint.retain);
  });
}

void write_counts(JsonText& json, const CheckpointCounts& counts) {
  json.object("counts", [&] {
    json.field("completed", counts.completed);
    json.field("failed", counts.failed);
    json.field("consecutive_failures", counts.consecutive_failures);
  });
}

}  // namespace

HttpAnswer checkpoints(const AdminView& view, const HttpRequest& request) {
  const auto limit = Parameters(request).count("limit", 20, CheckpointHistory::kKept);
  if (!limit) return refusal(400, limit.error());
  const auto& history = view.board.checkpoints;
  const auto last = history.last_completed();
  const auto records = history.newest(*limit);
  return object_answer(view.redaction, [&](JsonText& json) {
    write_settings(json, view.config);
    write_counts(json, history.counts());
    if (last) {
      json.object("last_completed", [&] { write_checkpoint(json, *last); });
    } else {
      json.null_field("last_completed");
    }
    json.array("history", records,
               [&](const CheckpointRecord& record) { json.object([&] { write_checkpoint(json, record); }); });
  });
}

}  // namespace millrace::api

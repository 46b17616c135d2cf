// GET /api/v1/restore: the latest recovery.
#include "service/admin/api/answers.h"
#include "service/admin/api/handlers.h"

namespace millrace::api {

HttpAnswer restore(const AdminView& view, const HttpRequest&) {
  const auto report = view.board.restore.read();
  return object_answer(view.redaction, [&](JsonText& json) {
    if (!report) return json.null_field("restore");
    json.object("restore", [&] {
      json.field("status", report->error ? "failed" : "completed");
      json.field("ended", report->ended);
      json.milliseconds("took_ms", report->took);
      json.field("checkpoint", report->checkpoint ? std::optional(report->checkpoint->value) : std::nullopt);
      json.field("incarnation", report->incarnation.value);
      json.array("notes", report->notes, [&](const std::string& note) { json.value(note); });
      if (report->error) json.field("error", *report->error);
    });
  });
}

}  // namespace millrace::api

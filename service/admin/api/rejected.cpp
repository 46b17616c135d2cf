// GET /api/v1/rejected: records and rows that were left out.
#include "service/admin/api/answers.h"
#include "service/admin/api/handlers.h"
#include "service/admin/api/parameters.h"

namespace millrace::api {

HttpAnswer rejected(const AdminView& view, const HttpRequest& request) {
  const auto limit = Parameters(request).count("limit", 20, 1000);
  if (!limit) return refusal(400, limit.error());
  const auto newest = view.board.rejected.newest(*limit);
  return object_answer(view.redaction, [&](JsonText& json) {
    json.field("total", view.board.rejected.total());
    json.array("rejected", newest, [&](const RejectedRecord& record) {
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

// GET /api/v1/errors: what went wrong lately.
#include "service/admin/api/answers.h"
#include "service/admin/api/handlers.h"
#include "service/admin/api/parameters.h"

namespace millrace::api {

HttpAnswer errors(const AdminView& view, const HttpRequest& request) {
  const auto limit = Parameters(request).count("limit", 20, 100);
  if (!limit) return refusal(400, limit.error());
  const auto newest = view.board.errors.newest(*limit);
  return object_answer(view.redaction, [&](JsonText& json) {
    json.field("total", view.board.errors.total());
    json.array("errors", newest, [&](const NotedError& noted) {
      json.object([&] {
        json.field("when", noted.when);
        json.field("error", noted.error);
      });
    });
  });
}

}  // namespace millrace::api

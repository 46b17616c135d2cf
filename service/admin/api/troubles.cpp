// GET /api/v1/troubles: what is wrong now, and what to do.
#include "service/admin/troubles.h"

#include "service/admin/api/answers.h"
#include "service/admin/api/handlers.h"

namespace millrace::api {

HttpAnswer troubles(const AdminView& view, const HttpRequest&) {
  return object_answer(view.redaction, [&](JsonText& json) {
    json.field("state", view.state());
    json.field("started", view.started);
    json.array("troubles", millrace::troubles(view), [&](const Trouble& trouble) {
      json.object([&] {
        json.field("check", trouble.check);
        json.field("found", trouble.found);
        json.field("remedy", trouble.remedy);
      });
    });
  });
}

}  // namespace millrace::api

// The answers of /api/v1, one function and one file each. Unknown parameters have been refused. What they hold is
// described in service/admin/openapi.json.
#pragma once

#include "service/admin/admin_view.h"
#include "service/admin/json_text.h"
#include "service/http/message.h"

namespace millrace::api {

HttpAnswer overview(const AdminView& view, const HttpRequest& request);
HttpAnswer pipeline(const AdminView& view, const HttpRequest& request);
HttpAnswer checkpoints(const AdminView& view, const HttpRequest& request);
HttpAnswer restore(const AdminView& view, const HttpRequest& request);
HttpAnswer sources(const AdminView& view, const HttpRequest& request);
HttpAnswer queries(const AdminView& view, const HttpRequest& request);
HttpAnswer errors(const AdminView& view, const HttpRequest& request);
HttpAnswer state(const AdminView& view, const HttpRequest& request);
HttpAnswer why(const AdminView& view, const HttpRequest& request);
HttpAnswer troubles(const AdminView& view, const HttpRequest& request);
HttpAnswer rejected(const AdminView& view, const HttpRequest& request);

// May take as long as the request's `wait` says. The token has been checked.
HttpAnswer take_checkpoint(const AdminView& view, const HttpRequest& request);

}  // namespace millrace::api

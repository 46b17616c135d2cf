// The admin interface: the page and /api/v1, on a listener of its own.
#pragma once

#include <memory>

#include "service/admin/admin_view.h"
#include "service/http/http_server.h"

namespace millrace {

// A header of every answer: the name of the pipeline that gives it.
inline constexpr const char* kPipelineHeader = "Millrace-Pipeline";

// The view outlives the server. An address or a file that cannot be used: kStop, kConfiguration.
Result<std::unique_ptr<HttpServer>> serve_admin(const AdminConfig& config,
                                                const std::shared_ptr<const AdminView>& view);

}  // namespace millrace

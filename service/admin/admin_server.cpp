#include "service/admin/admin_server.h"

#include "service/admin/api/answers.h"
#include "service/admin/api/handlers.h"
#include "service/admin/api/parameters.h"
#include "service/admin/known_hosts.h"
#include "service/admin/permission.h"
#include "service/assets/assets.h"
#include "service/http/token.h"

namespace millrace {
namespace {

constexpr std::size_t kWorkers = 8;  // some may be waiting for a checkpoint
constexpr const char* kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

using api::refusal;
using api::wrong_parameters;
using View = std::shared_ptr<const AdminView>;
using ApiHandler = HttpAnswer (*)(const AdminView&, const HttpRequest&);

HttpHandler on(const View& view, ApiHandler handler, const std::vector<std::string>& parameters = {}) {
  return [view, handler, parameters](const HttpRequest& request) {
    const auto wrong = wrong_parameters(request, parameters);
    return wrong ? refusal(400, *wrong) : handler(*view, request);
  };
}

HttpHandler file(std::string_view name, const char* type) {
  return [text = asset(name), type](const HttpRequest&) {
    return HttpAnswer{.type = type,
                      .body = std::string(text),
                      .headers = {{"Content-Security-Policy", kPolicy}, {"Referrer-Policy", "no-referrer"}}};
  };
}

// A page elsewhere can make a browser ask here under its own name (DNS rebinding), but not under ours.
Routes::Gate only_for(const KnownHosts& known) {
  return [known](const HttpRequest& request) -> std::optional<HttpAnswer> {
    if (known.has(request.host)) return std::nullopt;
    return refusal(421, "this is not the host '" + request.host + "'; if it should be, add it to admin.hosts");
  };
}

Routes routes_of(const AdminConfig& config, const ListenAddress& address, const View& view) {
  Routes routes(refusal);
  routes.guard(only_for(KnownHosts(address, config.hosts)));
  routes.add("GET", "/", file("page/index.html", "text/html; charset=utf-8"));
  routes.add("GET", "/style.css", file("page/style.css", "text/css; charset=utf-8"));
  for (const std::string script :
       {"words.js", "overview.js", "picture.js", "checkpoints.js", "lists.js", "app.js", "look.js"})
    routes.add("GET", "/" + script, file("page/" + script, "text/javascript; charset=utf-8"));
  for (const std::string path : {"/api/v1", "/api/v1/openapi.json"})
    routes.add("GET", path, file("admin/openapi.json", "application/json"));
  routes.add("GET", "/api/v1/overview", on(view, api::overview));
  routes.add("GET", "/api/v1/pipeline", on(view, api::pipeline));
  routes.add("GET", "/api/v1/checkpoints", on(view, api::checkpoints, {"limit"}));
  routes.add("POST", "/api/v1/checkpoints", for_those_who_may(config, on(view, api::take_checkpoint, {"wait"})));
  routes.add("GET", "/api/v1/restore", on(view, api::restore));
  routes.add("GET", "/api/v1/sources", on(view, api::sources));
  routes.add("GET", "/api/v1/queries", on(view, api::queries));
  routes.add("GET", "/api/v1/why", on(view, api::why, {"query", "key", "time"}));
  routes.add("GET", "/api/v1/state", on(view, api::state, {"query", "key", "from", "limit"}));
  routes.add("GET", "/api/v1/troubles", on(view, api::troubles));
  routes.add("GET", "/api/v1/errors", on(view, api::errors, {"limit"}));
  routes.add("GET", "/api/v1/rejected", on(view, api::rejected, {"limit"}));
  return routes;
}

}  // namespace

Result<std::unique_ptr<HttpServer>> serve_admin(const AdminConfig& config, const View& view) {
  if (!config.token_file.empty()) {
    if (const auto token = read_token(config.token_file); !token) return std::unexpected(token.error());
  }
  const auto address = parse_listen_address(config.listen);
  if (!address) {
    return std::unexpected(Error{"serve the admin interface", config.listen, address.error(), "Mend admin.listen",
                                 Reaction::kStop, StopReason::kConfiguration});
  }
  return HttpServer::start({.serves = "the admin interface",
                            .key = "admin.listen",
                            .address = *address,
                            .workers = kWorkers,
                            .tls = config.tls,
                            .headers = {{kPipelineHeader, view->config.name}},
                            .turned_off_by = "leaving admin out"},
                           routes_of(config, *address, view));
}

}  // namespace millrace

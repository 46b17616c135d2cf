#include "service/admin/metrics_server.h"

namespace millrace {
namespace {

constexpr const char* kMetricsType = "text/plain; version=0.0.4; charset=utf-8";

HttpAnswer refuse(int status, const std::string& reason) { return {.status = status, .body = reason + "\n"}; }

HttpHandler probe(std::function<ProbeAnswer()> source) {
  return [source = std::move(source)](const HttpRequest&) {
    const ProbeAnswer said = source();
    return HttpAnswer{.status = said.well ? 200 : 503, .body = said.text + "\n"};
  };
}

}  // namespace

Result<std::unique_ptr<HttpServer>> serve_metrics(const ListenAddress& address, MetricsSources sources) {
  Routes routes(refuse);
  routes.add("GET", "/metrics", [metrics = std::move(sources.metrics)](const HttpRequest&) {
    return HttpAnswer{.type = kMetricsType, .body = metrics()};
  });
  routes.add("GET", "/live", probe(std::move(sources.live)));
  routes.add("GET", "/ready", probe(std::move(sources.ready)));
  return HttpServer::start({.serves = "metrics", .key = "metrics.listen", .address = address}, std::move(routes));
}

}  // namespace millrace

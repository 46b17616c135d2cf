#include "service/admin/metrics_server.h"

#include <httplib.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <thread>

#include "service/admin/workers.h"

namespace millrace {
namespace {

constexpr std::size_t kWorkers = 4;
constexpr std::size_t kLargestBody = 1024;  // nobody has anything to send
constexpr std::chrono::seconds kPatience{2};
constexpr const char* kMetricsType = "text/plain; version=0.0.4; charset=utf-8";
constexpr const char* kTextType = "text/plain; charset=utf-8";

// Not httplib's default: with SO_REUSEPORT two processes would share a port, and each scrape would meet another.
void only_reuse_address(int socket) {
  const int yes = 1;
  setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
}

void answer(const ProbeAnswer& probe, httplib::Response& response) {
  response.status = probe.well ? 200 : 503;
  response.set_content(probe.text + "\n", kTextType);
}

void limit(httplib::Server& server) {
  server.new_task_queue = [] { return std::make_unique<Workers>(kWorkers).release(); };  // httplib owns it
  server.set_socket_options(only_reuse_address);
  server.set_payload_max_length(kLargestBody);
  server.set_read_timeout(kPatience);
  server.set_write_timeout(kPatience);
  server.set_keep_alive_max_count(1);
  server.set_keep_alive_timeout(kPatience.count());
}

Error cannot_listen(const ListenAddress& address, int reason) {
  return {"serve metrics",
          to_string(address),
          reason != 0 ? std::strerror(reason) : "no such address on this machine",
          "Change metrics.listen (\"\" turns it off), or end what uses the port",
          Reaction::kStop,
          StopReason::kConfiguration};
}

}  // namespace

struct MetricsServer::Impl {
  httplib::Server server;
  MetricsSources sources;
  ListenAddress address;
  std::thread acceptor;

  void route() {
    server.Get("/metrics", [this](const httplib::Request&, httplib::Response& response) {
      response.set_content(sources.metrics(), kMetricsType);
    });
    server.Get("/live", [this](const auto&, httplib::Response& response) { answer(sources.live(), response); });
    server.Get("/ready", [this](const auto&, httplib::Response& response) { answer(sources.ready(), response); });
    server.set_error_handler([](const auto&, httplib::Response& response) {
      if (response.status == 404) response.set_content("not found: /metrics, /live and /ready are here\n", kTextType);
    });
  }

  bool bind() {
    errno = 0;
    if (address.port != 0) return server.bind_to_port(address.host, address.port);
    const int port = server.bind_to_any_port(address.host);
    if (port > 0) address.port = static_cast<std::uint16_t>(port);
    return port > 0;
  }

  // stop() does nothing before the server runs, so nobody may hold this object earlier.
  void accept() {
    acceptor = std::thread([this] { server.listen_after_bind(); });
    while (!server.is_running()) std::this_thread::yield();
  }
};

Result<std::unique_ptr<MetricsServer>> MetricsServer::start(const ListenAddress& address, MetricsSources sources) {
  auto impl = std::make_unique<Impl>();
  impl->sources = std::move(sources);
  impl->address = address;
  limit(impl->server);
  impl->route();
  if (!impl->bind()) return std::unexpected(cannot_listen(address, errno));
  impl->accept();
  return std::unique_ptr<MetricsServer>(new MetricsServer(std::move(impl)));
}

MetricsServer::MetricsServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

MetricsServer::~MetricsServer() {
  impl_->server.stop();
  impl_->acceptor.join();
}

const ListenAddress& MetricsServer::address() const { return impl_->address; }

}  // namespace millrace

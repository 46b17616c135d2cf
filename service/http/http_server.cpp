#include "service/http/http_server.h"

#include <sys/socket.h>

#include <cerrno>
#include <system_error>
#include <thread>

#include "service/http/deadline_stream.h"
#include "service/http/porch.h"
#include "service/http/tls_listener.h"
#include "service/http/workers.h"

namespace millrace {
namespace {

constexpr std::uint64_t kLargestBody = 1024;  // nobody has anything to send
constexpr std::size_t kLongestQueue = 64;     // whole requests that wait for a worker
constexpr int kBacklog = 128;                 // connections that the kernel holds for the accepting thread
constexpr int kSendBuffer = 256 << 10;        // most answers fit: a client that takes none holds no worker

// Not httplib's default: with SO_REUSEPORT two processes would share a port, and each request would meet another.
void only_reuse_address(int socket) {
  const int yes = 1;
  setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
}

// httplib calls what it has for each connection on its accepting thread, which only lets the client in.
class AtOnce final : public httplib::TaskQueue {
  void enqueue(std::function<void()> let_in) override { let_in(); }
  void shutdown() override {}
};

// httplib with connections that end, and whose workers only ever see whole requests.
class LimitedServer final : public httplib::Server {
 public:
  LimitedServer(const ConnectionLimits& limits, std::size_t workers)
      : limits_(limits), workers_(workers, kLongestQueue), porch_(limits.waiting, [this](Porch::Guest guest) {
          workers_.offer([this, asking = std::move(guest)] { answer(asking); });
        }) {
    new_task_queue = [] { return std::make_unique<AtOnce>().release(); };  // httplib owns it
  }
  void speak_tls(std::unique_ptr<TlsListener> tls) { tls_ = std::move(tls); }  // before it listens
  void widen_backlog() { ::listen(svr_sock_, kBacklog); }  // httplib's five would turn a crowd away for a second
  void finish() {                                          // after the last connection
    porch_.close();
    workers_.shutdown();
  }

 private:
  bool process_and_close_socket(socket_t socket) override {
    setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &kSendBuffer, sizeof kSendBuffer);
    porch_.let_in(std::make_shared<DeadlineStream>(socket, limits_, tls_ ? tls_->session() : nullptr));
    return true;
  }
  void answer(const Porch::Guest& guest) {
    bool closed = false;
    process_request(*guest, true, closed, [&](httplib::Request& request) {
      request.ssl = guest->tls();
      request.ranges.clear();  // no part is worth a request of its own, and asking for a thousand parts is an attack
    });
    porch_.see_off(guest);
  }

  const ConnectionLimits limits_;
  std::unique_ptr<TlsListener> tls_;
  Workers workers_;
  Porch porch_;  // its thread uses what is above
};

// Of what httplib refuses by itself.
const char* words_of(int status) {
  return status == 414 ? "the path and its parameters are too long; 8 KiB are the most"
                       : "this is not HTTP as it should be";
}

bool has_large_body(const httplib::Request& request) {
  return request.get_header_value<std::uint64_t>("Content-Length") > kLargestBody;
}

HttpRequest taken_from(const httplib::Request& request) {
  return {request.method,
          request.path,
          {request.params.begin(), request.params.end()},
          request.get_header_value("Authorization"),
          request.get_header_value("Host"),
          request.get_header_value("Origin"),
          has_shown_certificate(request.ssl)};
}

void give(const HttpAnswer& answer, const HttpHeaders& always, httplib::Response& response) {
  for (const auto& [name, value] : always) response.set_header(name, value);
  response.status = answer.status;
  response.set_content(answer.body, answer.type);
  for (const auto& [name, value] : answer.headers) response.set_header(name, value);
  response.set_header("Cache-Control", "no-store");
  response.set_header("X-Content-Type-Options", "nosniff");
}

Error cannot_listen(const HttpServerSettings& settings, int reason) {
  return {"serve " + settings.serves,
          to_string(settings.address),
          reason != 0 ? std::generic_category().message(reason) : "no such address on this machine",
          "Change " + settings.key + " (" + settings.turned_off_by + " turns it off), or end what uses the port",
          Reaction::kStop,
          StopReason::kConfiguration};
}

Error cannot_speak_tls(const HttpServerSettings& settings, const TlsProblem& problem) {
  return {"serve " + settings.serves + " by TLS",
          problem.file.string(),
          problem.reason,
          "Mend " + std::string(problem.key) + " beside " + settings.key,
          Reaction::kStop,
          StopReason::kConfiguration};
}

}  // namespace

struct HttpServer::Impl {
  LimitedServer server;
  Routes routes;
  HttpHeaders always;
  ListenAddress address;
  std::thread acceptor;

  Impl(const HttpServerSettings& settings, Routes given)
      : server(settings.limits, settings.workers),
        routes(std::move(given)),
        always(settings.headers),
        address(settings.address) {}

  // Before httplib reads a body, which we never want.
  void route() {
    using Handled = httplib::Server::HandlerResponse;
    server.set_pre_routing_handler([this](const httplib::Request& request, httplib::Response& response) {
      const bool large = has_large_body(request);
      give(large ? routes.refuse(413, "no request here takes a body") : routes.answer(taken_from(request)), always,
           response);
      return Handled::Handled;
    });
    server.set_error_handler(
        httplib::Server::Handler([this](const httplib::Request& request, httplib::Response& response) {
          if (response.body.empty()) give(refuse(request, response.status), always, response);
        }));
  }

  // httplib refuses methods that it does not know before it looks at the path.
  HttpAnswer refuse(const httplib::Request& request, int status) const {
    const HttpRequest asked{request.method, request.target.substr(0, request.target.find('?')), {}, ""};
    const bool foreign_method = status == 400 && !asked.path.empty() && request.path.empty() && !routes.has(asked);
    return foreign_method ? routes.answer(asked) : routes.refuse(status, words_of(status));
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
    server.widen_backlog();
    acceptor = std::thread([this] { server.listen_after_bind(); });
    while (!server.is_running()) std::this_thread::yield();
  }
};

Result<std::unique_ptr<HttpServer>> HttpServer::start(const HttpServerSettings& settings, Routes routes) {
  auto impl = std::make_unique<Impl>(settings, std::move(routes));
  if (settings.tls) {
    auto tls = TlsListener::open(*settings.tls);
    if (!tls) return std::unexpected(cannot_speak_tls(settings, tls.error()));
    impl->server.speak_tls(*std::move(tls));
  }
  impl->server.set_socket_options(only_reuse_address);
  impl->route();
  if (!impl->bind()) return std::unexpected(cannot_listen(settings, errno));
  impl->accept();
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

HttpServer::~HttpServer() {
  impl_->server.stop();
  impl_->acceptor.join();
  impl_->server.finish();
}

const ListenAddress& HttpServer::address() const { return impl_->address; }

}  // namespace millrace

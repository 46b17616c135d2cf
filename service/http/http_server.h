// A small HTTP server, for what serves people and probes: bounded threads, bounded requests, one request a connection.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/error.h"
#include "service/http/connection_limits.h"
#include "service/http/listen_address.h"
#include "service/http/routes.h"
#include "service/http/tls_files.h"

namespace millrace {

struct HttpServerSettings {
  std::string serves;  // what it serves, for errors: "metrics"
  std::string key;     // of the pipeline file, which says where it listens: "metrics.listen"
  ListenAddress address;
  std::size_t workers = 4;
  ConnectionLimits limits{};
  std::optional<TlsFiles> tls{};  // none: in plain text
  HttpHeaders headers{};          // of every answer
  std::string turned_off_by = "\"\"";
};

// Owns an accepting thread, the porch's and its workers. A slow or silent client waits on the porch and holds no
// worker; one that does not take a long answer holds one for limits.response.
class HttpServer {
 public:
  // Listens when this returns. An address or a file that cannot be used: kStop, kConfiguration.
  static Result<std::unique_ptr<HttpServer>> start(const HttpServerSettings& settings, Routes routes);
  ~HttpServer();  // ends requests under way, then joins
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  const ListenAddress& address() const;  // with the port that was really taken

 private:
  struct Impl;
  explicit HttpServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace millrace

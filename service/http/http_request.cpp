#include "service/http/http_request.h"

#include <httplib.h>

namespace millrace {
namespace {

constexpr std::chrono::seconds kToConnect{5};

std::string reachable(const std::string& host) {
  if (host == "0.0.0.0") return "127.0.0.1";
  return host == "::" ? "::1" : host;
}

}  // namespace

std::string url_encoded(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '.' || c == '_' || c == '~';
    const auto bits = static_cast<unsigned char>(c);
    if (plain) {
      encoded += c;
    } else {
      encoded.append({'%', kDigits[bits >> 4], kDigits[bits & 0xF]});
    }
  }
  return encoded;
}

Result<HttpAnswer> ask_http(const ListenAddress& server, const std::string& method, const std::string& path,
                            const std::string& authorization, Millis patience) {
  httplib::Client client(reachable(server.host), server.port);
  client.set_connection_timeout(kToConnect);
  client.set_read_timeout(patience);
  httplib::Request request;
  request.method = method;
  request.path = path;
  if (!authorization.empty()) request.set_header("Authorization", authorization);
  const auto answered = client.send(request);
  if (answered) return HttpAnswer{answered->status, answered->get_header_value("Content-Type"), answered->body};
  return std::unexpected(
      Error{"ask the running service", "http://" + to_string(server) + path, httplib::to_string(answered.error()),
            "Is it running, with this pipeline file, and reachable from here?", Reaction::kRetry, StopReason::kNone});
}

}  // namespace millrace

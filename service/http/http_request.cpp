#include "service/http/http_request.h"

#include <httplib.h>

#include "service/http/tls_client.h"

namespace millrace {
namespace {

constexpr std::chrono::seconds kToConnect{5};

// In place of the client library's names.
std::string in_words(httplib::Error error) {
  switch (error) {
    case httplib::Error::Connection:
      return "nobody accepts a connection there";
    case httplib::Error::ConnectionTimeout:
      return "no connection in time";
    case httplib::Error::Read:
      return "it did not answer in time, or closed the connection";
    case httplib::Error::Write:
      return "it closed the connection";
    default:
      return httplib::to_string(error);
  }
}

// Of httplib's Client, or of one of ours.
template <class Client>
Result<HttpAnswer> answer_of(Client& client, const httplib::Request& request, const std::string& server) {
  client.set_connection_timeout(kToConnect);
  const auto answered = client.send(request);
  if (answered) {
    return HttpAnswer{answered->status,
                      answered->get_header_value("Content-Type"),
                      answered->body,
                      {answered->headers.begin(), answered->headers.end()}};
  }
  return std::unexpected(Error{"ask the running service", server + request.path, in_words(answered.error()),
                               "Is it running, with this pipeline file, and reachable from here?", Reaction::kRetry,
                               StopReason::kNone});
}

std::string reachable(const std::string& host) {
  if (host == "0.0.0.0") return "127.0.0.1";
  return host == "::" ? "::1" : host;
}

Result<HttpAnswer> ask_by_tls(const ListenAddress& server, const httplib::Request& request, Millis patience,
                              const TlsFiles& files) {
  const auto context = client_context(files);
  if (!context) {
    const auto& problem = context.error();
    return std::unexpected(Error{"ask the running service by TLS", problem.file.string(), problem.reason,
                                 "Give this command the files that the service has", Reaction::kStop,
                                 StopReason::kConfiguration});
  }
  TlsClient client(reachable(server.host), server.port, *context, patience);
  auto answer = answer_of(client, request, "https://" + to_string(server));
  if (client.refused().empty()) return answer;
  answer.error().cause = client.refused();
  answer.error().remedy = "Is it the service of this pipeline file? That one shows " + files.certificate.string();
  return answer;
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
                            const std::string& authorization, Millis patience, const std::optional<TlsFiles>& tls) {
  httplib::Request request;
  request.method = method;
  request.path = path;
  if (!authorization.empty()) request.set_header("Authorization", authorization);
  if (tls) return ask_by_tls(server, request, patience, *tls);
  httplib::Client client(reachable(server.host), server.port);
  client.set_read_timeout(patience);
  return answer_of(client, request, "http://" + to_string(server));
}

}  // namespace millrace

#include "service/admin/permission.h"

#include "service/admin/api/answers.h"
#include "service/http/token.h"

namespace millrace {
namespace {

using api::refusal;

HttpAnswer not_without_token(const AdminConfig& config) {
  const std::string or_certificate = config.knows_clients() ? ", or a certificate of admin.tls.client_ca" : "";
  auto refused =
      refusal(401, "this needs the token of admin.token_file, as Authorization: Bearer TOKEN" + or_certificate);
  refused.headers.emplace_back("WWW-Authenticate", "Bearer");
  return refused;
}

HttpAnswer not_without_certificate(const AdminConfig& config) {
  return refusal(403, config.knows_clients()
                          ? "this needs a client certificate of admin.tls.client_ca"
                          : "nothing can be changed here: neither admin.token_file nor admin.tls.client_ca is set");
}

// Nothing: whoever asks may.
std::optional<HttpAnswer> refused_to(const HttpRequest& request, const AdminConfig& config) {
  const bool from_elsewhere = !request.origin.empty() && request.origin != "https://" + request.host;
  if (request.certified && !from_elsewhere) return std::nullopt;
  if (config.token_file.empty() && request.certified) {
    return refusal(403, "a page of " + request.origin + " may not change anything here");
  }
  if (config.token_file.empty()) return not_without_certificate(config);
  const auto token = read_token(config.token_file);
  if (!token) return refusal(503, token.error().message());
  if (gives_token(request.authorization, *token)) return std::nullopt;
  return not_without_token(config);
}

}  // namespace

HttpHandler for_those_who_may(const AdminConfig& config, HttpHandler handler) {
  return [config, handler = std::move(handler)](const HttpRequest& request) {
    auto refused = refused_to(request, config);
    return refused ? *std::move(refused) : handler(request);
  };
}

}  // namespace millrace

#include "service/admin_client.h"

#include <algorithm>

#include "service/admin/admin_server.h"

namespace millrace {

Error unusable_file(std::string attempt, const std::filesystem::path& file, std::string cause, std::string remedy) {
  return {std::move(attempt), file.string(),   std::move(cause),
          std::move(remedy),  Reaction::kStop, StopReason::kConfiguration};
}

Result<ListenAddress> known_address(std::string attempt, const std::filesystem::path& file, const std::string& key,
                                    const std::string& listen) {
  const auto address = parse_listen_address(listen);
  if (address && address->port != 0) return *address;
  return std::unexpected(unusable_file(std::move(attempt), file, key + " is '" + listen + "', so the port is not known",
                                       "Give " + key + " a port"));
}

Result<ListenAddress> admin_address(const Config& config, const std::filesystem::path& file, std::string attempt) {
  if (!config.admin) {
    return std::unexpected(unusable_file(std::move(attempt), file, "it has no admin interface",
                                         "Add admin: {} and start the service with it"));
  }
  return known_address(std::move(attempt), file, "admin.listen", config.admin->listen);
}

Result<HttpAnswer> of_this_pipeline(Result<HttpAnswer> answer, const Config& config, const ListenAddress& asked) {
  if (!answer) return answer;
  const auto said = std::ranges::find(answer->headers, kPipelineHeader, &HttpHeaders::value_type::first);
  if (said == answer->headers.end() || said->second == config.name) return answer;
  return std::unexpected(Error{"ask the running service of pipeline '" + config.name + "'", to_string(asked),
                               "pipeline '" + said->second + "' answers there",
                               "Give each pipeline file an admin.listen of its own, and start the service with it",
                               Reaction::kStop, StopReason::kConfiguration});
}

std::optional<TlsFiles> without_key(std::optional<TlsFiles> tls) {
  if (tls) tls->key.clear();
  return tls;
}

const JsonValue* member(const JsonValue& value, std::string_view name) {
  const auto* members = value.object();
  if (members == nullptr) return nullptr;
  const auto found = std::ranges::find(*members, name, &JsonValue::Object::value_type::first);
  return found == members->end() ? nullptr : &found->second;
}

std::string text_of(const JsonValue* value, std::string_view name) {
  const auto* held = value != nullptr ? member(*value, name) : nullptr;
  const auto* text = held != nullptr ? std::get_if<std::string>(&held->value) : nullptr;
  return text != nullptr ? *text : "";
}

}  // namespace millrace

#include "service/config/secrets.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/letters.h"
#include "base/nearest_name.h"

namespace millrace {
namespace {

// librdkafka 2.8's own; sasl.oauthbearer.config carries tokens of the unsecured handler.
const std::vector<std::string>& known_secrets() {
  static const std::vector<std::string> names = {"sasl.password",
                                                 "ssl.key.password",
                                                 "ssl.key.pem",
                                                 "ssl.keystore.password",
                                                 "sasl.oauthbearer.client.secret",
                                                 "ssl_key",
                                                 "sasl.oauthbearer.config"};
  return names;
}

constexpr std::array<std::string_view, 7> kSecretWords = {"password",   "passwd",  "secret", "passphrase",
                                                          "credential", "private", "jaas"};
// These too, as a whole word: `ssl.key.location` is no secret, and neither is a monkey.
constexpr std::array<std::string_view, 6> kSecretVariableWords = {"key", "token", "jaas", "pass", "pwd", "auth"};

bool sounds_secret(std::string_view lower_name) {
  return std::ranges::any_of(kSecretWords, [&](std::string_view word) { return lower_name.contains(word); });
}

// ": ${NAME}" and nothing after it but a comment: the secret is elsewhere.
bool is_reference(std::string_view after_name) {
  const std::string_view line = after_name.substr(0, after_name.find('\n'));
  std::size_t at = line.find_first_not_of("\"' :");
  if (at == std::string_view::npos || !line.substr(at).starts_with("${")) return false;
  at += 2;
  while (at < line.size() && (std::isalnum(static_cast<unsigned char>(line[at])) != 0 || line[at] == '_')) ++at;
  if (at >= line.size() || line[at] != '}') return false;
  const std::size_t rest = line.find_first_not_of("\"', }\r", at);
  return rest == std::string_view::npos || line[rest] == '#';
}

}  // namespace

bool is_secret_property(std::string_view name) {
  return sounds_secret(lower(name)) || lower(name).ends_with("token") ||
         nearest_name(name, known_secrets()).has_value();
}

bool is_secret_variable(std::string_view name) {
  const std::string words = "_" + lower(name) + "_";
  const auto has = [&](std::string_view word) { return words.contains("_" + std::string(word) + "_"); };
  return sounds_secret(words) || std::ranges::any_of(kSecretVariableWords, has);
}

std::optional<std::string> SecretVariables::look_up(const std::string& name) {
  auto value = environment_(name);
  if (value && value->size() >= kShortest && is_secret_variable(name)) values_.push_back(*value);
  return value;
}

std::vector<std::string> secret_values(const KafkaProperties& properties, std::vector<std::string> others) {
  std::vector<std::string> values = std::move(others);
  for (const auto& [name, value] : properties) {
    if (!is_secret_property(name) || value.empty()) continue;
    values.push_back(value);
    for (std::size_t at = 0; value.find('\n') != std::string::npos && at < value.size();) {
      const std::size_t end = std::min(value.find('\n', at), value.size());
      const std::string line = value.substr(at, end - at);
      if (line.size() >= 16 && !line.starts_with("-----")) values.push_back(line);
      at = end + 1;
    }
  }
  std::ranges::sort(values, std::ranges::greater{}, &std::string::size);  // whole ones before parts of them
  return values;
}

bool may_hold_secrets(std::string_view text) {
  const std::string lowered = lower(text);
  const auto held = [&](std::string_view word) {
    for (std::size_t at = lowered.find(word); at != std::string::npos; at = lowered.find(word, at + 1)) {
      if (!is_reference(text.substr(at + word.size()))) return true;
    }
    return false;
  };
  return std::ranges::any_of(known_secrets(), held) || std::ranges::any_of(kSecretWords, held);
}

}  // namespace millrace

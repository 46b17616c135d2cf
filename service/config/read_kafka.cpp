// The `kafka` section: librdkafka properties, handed through.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <ranges>

#include "connectors/kafka_clients.h"
#include "service/config/pipeline_file.h"
#include "service/config/secrets.h"
#include "service/config/units.h"

namespace millrace {
namespace {

constexpr std::string_view kServers = "bootstrap.servers";
constexpr std::array<std::string_view, 4> kProtocols = {"PLAINTEXT://", "SSL://", "SASL_PLAINTEXT://", "SASL_SSL://"};

bool names_brokers(std::string_view name) { return name == kServers || name == "metadata.broker.list"; }

// "[PROTOCOL://]HOST[:PORT]", as librdkafka reads it.
bool is_broker(std::string_view text) {
  const auto known = std::ranges::find_if(kProtocols, [&](std::string_view p) { return text.starts_with(p); });
  const auto address = known == kProtocols.end() ? text : text.substr(known->size());
  const auto colon = address.rfind(':');
  const bool has_port = colon != address.npos && address.find(']', colon) == address.npos;  // [::1] has none
  const auto port = has_port ? parse_count(address.substr(colon + 1)) : 9092;
  return !address.empty() && colon != 0 && address.find_first_of("/ ") == address.npos && port && *port > 0 &&
         *port <= 65535;
}

// librdkafka takes any text, leaves out what it cannot use, and waits for ever.
std::optional<std::string> wrong_with_brokers(std::string_view list) {
  for (const auto part : std::views::split(list, ',')) {
    std::string_view broker(part.begin(), part.end());
    broker.remove_prefix(std::min(broker.find_first_not_of(' '), broker.size()));
    broker = broker.substr(0, broker.find_last_not_of(' ') + 1);
    if (is_broker(broker)) continue;
    return fmt::format("'{}' is no broker; expected host:port, several separated by commas", broker);
  }
  if (list.empty()) return "it is empty; expected host:port, several separated by commas";
  return std::nullopt;
}

// The problem with one property, in words; a secret's value never comes into them.
std::optional<std::string> wrong_with_property(const std::string& name, const std::string& value) {
  if (const auto reason = reserved_property(name)) return "property '" + name + "' cannot be set: " + *reason;
  if (names_brokers(name)) {
    if (const auto wrong = wrong_with_brokers(value)) return "property '" + name + "': " + *wrong;
  }
  const Result<void> checked = check_property(name, value);
  if (checked) return std::nullopt;
  const bool shows_value = !value.empty() && checked.error().message().find(value) != std::string::npos;
  if (is_secret_property(name) && shows_value) return "librdkafka does not take this value of '" + name + "'";
  const std::string& remedy = checked.error().remedy;
  return "property '" + name + "': " + checked.error().cause + (remedy.empty() ? "" : ". " + remedy);
}

// Whether the text names the property, not one that it is a part of.
bool names(std::string_view text, std::string_view property) {
  const auto belongs = [&](std::size_t at) {
    return at < text.size() && (std::isalnum(static_cast<unsigned char>(text[at])) != 0 || text[at] == '_');
  };
  for (auto at = text.find(property); at != text.npos; at = text.find(property, at + 1)) {
    const auto end = at + property.size();
    const bool goes_on = belongs(end) || (end < text.size() && text[end] == '.' && belongs(end + 1));
    const bool began_before = at > 0 && (belongs(at - 1) || text[at - 1] == '.');
    if (!goes_on && !began_before) return true;
  }
  return false;
}

}  // namespace

void check_kafka(const NamedNode& entry, const Config& config, Reading& reading) {
  const auto checked = check_clients({config.kafka, config.name, config.transaction_timeout(), {}});
  if (checked) return;
  const std::string& cause = checked.error().cause;
  const YamlNode* place = entry.key;
  std::string missing;  // OpenSSL's words do not tell
  for (const YamlEntry& property : entry.value->entries) {
    const std::string& name = property.key->scalar;
    if (!names(cause, name)) continue;
    place = property.key;
    const auto value = config.kafka.find(name);
    const bool is_file = name.ends_with(".location") && value != config.kafka.end();
    std::error_code ignored;
    if (is_file && !std::filesystem::exists(value->second, ignored)) missing = ": there is no " + value->second;
  }
  reading.problems.add(*place, "librdkafka makes no client of these properties: " + cause + missing);
}

KafkaProperties read_kafka(const NamedNode& entry, Reading& reading) {
  KafkaProperties properties;
  bool names_servers = false;
  for (const NamedNode& property : named_entries(*entry.value, "kafka", reading)) {
    names_servers = names_servers || names_brokers(property.name);
    const auto reserved = reserved_property(property.name);
    const auto value =
        reserved ? Text{"", property.value} : read_text(*property.value, "property '" + property.name + "'", reading);
    if (!value) continue;
    if (const auto wrong = wrong_with_property(property.name, value->value)) {
      reading.problems.add(*property.key, *wrong);
    } else {
      properties.emplace(property.name, value->value);
    }
  }
  if (!names_servers && entry.value->kind == YamlNode::Kind::kMapping) {
    reading.problems.add(*entry.key, "kafka needs the key 'bootstrap.servers'");
  }
  return properties;
}

}  // namespace millrace

// The `kafka` section: librdkafka properties, handed through.
#include "service/config/pipeline_file.h"
#include "service/config/secrets.h"

namespace millrace {
namespace {

constexpr std::string_view kServers = "bootstrap.servers";

// The problem with one property, in words; a secret's value never comes into them.
std::optional<std::string> wrong_with_property(const std::string& name, const std::string& value) {
  if (const auto reason = reserved_property(name)) return "property '" + name + "' cannot be set: " + *reason;
  const Result<void> checked = check_property(name, value);
  if (checked) return std::nullopt;
  const bool shows_value = !value.empty() && checked.error().message().find(value) != std::string::npos;
  if (is_secret_property(name) && shows_value) return "librdkafka does not take this value of '" + name + "'";
  const std::string& remedy = checked.error().remedy;
  return "property '" + name + "': " + checked.error().cause + (remedy.empty() ? "" : ". " + remedy);
}

}  // namespace

KafkaProperties read_kafka(const NamedNode& entry, Reading& reading) {
  KafkaProperties properties;
  bool names_servers = false;
  for (const NamedNode& property : named_entries(*entry.value, "kafka", reading)) {
    names_servers = names_servers || property.name == kServers || property.name == "metadata.broker.list";
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

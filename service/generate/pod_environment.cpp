#include "service/generate/pod_environment.h"

#include <algorithm>
#include <cctype>
#include <regex>
#include <set>

#include "service/config/expand.h"
#include "service/config/secrets.h"

namespace millrace {
namespace {

using Scalar = YamlValue::Scalar;
using List = YamlValue::List;
using Mapping = YamlValue::Mapping;

std::set<std::string> variables_in(const std::string& text) {
  std::set<std::string> names;
  expand(text, [&](const std::string& name) {
    names.insert(name);
    return std::optional<std::string>("");
  });
  return names;
}

void collect_variables(const YamlValue& value, std::set<std::string>& names) {
  if (const auto* scalar = std::get_if<Scalar>(&value.value)) names.merge(variables_in(scalar->text));
  if (const auto* list = std::get_if<List>(&value.value)) {
    for (const YamlValue& item : *list) collect_variables(item, names);
  }
  if (const auto* mapping = std::get_if<Mapping>(&value.value)) {
    for (const auto& [key, held] : *mapping) {
      if (key != "sql") collect_variables(held, names);
    }
  }
}

// "sasl.password" -> "KAFKA_SASL_PASSWORD"
std::string variable_for(const std::string& property) {
  std::string name = "KAFKA_" + property;
  std::ranges::transform(name, name.begin(), [](unsigned char c) {
    return std::isalnum(c) != 0 ? static_cast<char>(std::toupper(c)) : '_';
  });
  return name;
}

// Names the variables that stand for secret properties. A default would be a secret written out.
std::set<std::string> hide_secret_properties(YamlValue& kafka) {
  static const std::regex variable(R"(\$\{[A-Za-z_][A-Za-z0-9_]*\})");
  std::set<std::string> names;
  auto* properties = std::get_if<Mapping>(&kafka.value);
  if (properties == nullptr) return names;
  for (auto& [property, value] : *properties) {
    auto* scalar = std::get_if<Scalar>(&value.value);
    if (scalar == nullptr || !is_secret_property(property)) continue;
    if (!std::regex_match(scalar->text, variable)) scalar->text = "${" + variable_for(property) + "}";
    names.merge(variables_in(scalar->text));
  }
  return names;
}

YamlValue reference(const std::string& secret, const std::string& key) {
  const YamlValue selector{Mapping{{"name", quoted(secret)}, {"key", quoted(key)}}};
  return {Mapping{{"secretKeyRef", selector}}};
}

}  // namespace

PodEnvironment take_environment(YamlValue& pipeline, const Environment& environment, const std::string& secret) {
  std::set<std::string> secrets;
  if (auto* kafka = pipeline.find("kafka")) secrets = hide_secret_properties(*kafka);
  std::set<std::string> names;
  collect_variables(pipeline, names);
  PodEnvironment pod{{List{}}, {}};
  for (const std::string& name : names) {
    YamlValue entry{Mapping{{"name", quoted(name)}}};
    if (secrets.contains(name) || is_secret_variable(name)) {
      entry.set("valueFrom", reference(secret, name));
      pod.secrets.push_back(name);
    } else {
      entry.set("value", quoted(environment(name).value_or("")));
    }
    std::get<List>(pod.entries.value).push_back(std::move(entry));
  }
  return pod;
}

}  // namespace millrace

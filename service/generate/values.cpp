#include "service/generate/values.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <tuple>

#include "service/config/file_text.h"
#include "service/generate/pod_environment.h"
#include "service/generate/yaml_value.h"
#include "service/http/listen_address.h"

namespace millrace {
namespace {

using List = YamlValue::List;
using Mapping = YamlValue::Mapping;

// Kubernetes is stricter about names than Kafka.
std::string object_name(std::string name) {
  std::ranges::replace_if(name, [](char c) { return c == '.' || c == '_'; }, '-');
  return name;
}

void erase_from(YamlValue& pipeline, std::string_view section, std::string_view key) {
  auto* settings = pipeline.find(section);
  if (settings == nullptr) return;
  settings->erase(key);
  const auto* left = std::get_if<Mapping>(&settings->value);
  if (left != nullptr && left->empty()) pipeline.erase(section);
}

void leave_places_to_the_chart(YamlValue& pipeline) {
  pipeline.erase("metrics");
  pipeline.erase("admin");
  erase_from(pipeline, "state", "directory");
  erase_from(pipeline, "checkpoint", "storage");
}

// The chart mounts certificates from a secret. Empty: there are none; else the chart's `tls`.
Mapping take_certificates(YamlValue& pipeline, const std::string& secret, std::vector<std::string>& files) {
  constexpr std::array<std::tuple<const char*, const char*, const char*>, 3> all = {
      {{"ssl.ca.location", "caKey", "ca.crt"},
       {"ssl.certificate.location", "certKey", "tls.crt"},
       {"ssl.key.location", "keyKey", "tls.key"}}};
  Mapping keys;
  for (const auto& [property, key, file] : all) {
    const bool given = pipeline.find("kafka")->find(property) != nullptr;
    keys.emplace_back(key, quoted(given ? file : ""));
    if (given) files.emplace_back(file);
    pipeline.find("kafka")->erase(property);
  }
  if (files.empty()) return {};
  keys.insert(keys.begin(), {{"enabled", plain("true")}, {"existingSecret", quoted(secret)}});
  return keys;
}

// What the chart asks of a pod's memory: 1.5 times state.memory and 256 MiB.
YamlValue resources(const Config& config) {
  constexpr std::uint64_t mib = 1ULL << 20U;
  const YamlValue memory = quoted(fmt::format("{}Mi", (config.state.memory * 3 / 2 + mib - 1) / mib + 256));
  const YamlValue both{Mapping{{"memory", memory}}};
  return {Mapping{{"requests", both}, {"limits", both}}};
}

Mapping port_of(const std::string& listen) {
  const auto address = parse_listen_address(listen);
  if (!address || address->port == 0) return {};
  return {{"port", plain(std::to_string(address->port))}};
}

// The chart has an admin interface, at 8080, unless it is told not to.
bool takes_port_of_admin(const Config& config) {
  const auto metrics = parse_listen_address(config.metrics_listen);
  return metrics && metrics->port == 8080;
}

YamlValue admin_tls(const AdminConfig& config, const std::string& secret) {
  Mapping tls = {{"existingSecret", quoted(secret)}};
  if (config.knows_clients()) tls.emplace_back("clientCaKey", quoted("ca.crt"));
  return {tls};
}

std::vector<std::string> admin_files(const AdminConfig& config) {
  if (!config.tls) return {};
  return config.knows_clients() ? std::vector<std::string>{"tls.crt", "tls.key", "ca.crt"}
                                : std::vector<std::string>{"tls.crt", "tls.key"};
}

YamlValue admin(const AdminConfig& config, const std::string& secret) {
  Mapping section = port_of(config.listen);
  if (!is_loopback(config.listen)) section.emplace(section.begin(), "address", quoted("0.0.0.0"));
  section.emplace(section.begin(), "enabled", plain("true"));
  if (!config.token_file.empty()) section.emplace_back("existingSecret", quoted(secret));
  if (config.tls) section.emplace_back("tls", admin_tls(config, secret + "-tls"));
  List hosts;
  for (const auto& host : config.hosts) hosts.push_back(quoted(host));
  if (!hosts.empty()) section.emplace_back("hosts", YamlValue{hosts});
  return {section};
}

// The chart derives the others itself.
YamlValue objectives(const Config& config, const GivenObjectives& given) {
  Mapping named;
  for (const auto& [name, value] : objectives_of(config, given)) {
    const bool is_given = name == "lagSeconds" || (name == "latencySeconds" && given.latency);
    if (is_given) named.emplace_back(name, plain(std::to_string(value)));
  }
  return {Mapping{{"objectives", YamlValue{named}}}};
}

// The chart reads the time itself, but not a variable.
std::optional<YamlValue> grace_period(YamlValue& pipeline, const Config& config) {
  auto* section = pipeline.find("checkpoint");
  auto* timeout = section != nullptr ? section->find("timeout") : nullptr;
  const auto* scalar = timeout != nullptr ? std::get_if<YamlValue::Scalar>(&timeout->value) : nullptr;
  if (scalar == nullptr || !scalar->text.contains('$')) return std::nullopt;
  return plain(std::to_string(2 * ((config.checkpoint.timeout.count() + 999) / 1000) + 15));
}

std::string needs(const std::string& secret, const std::vector<std::string>& keys) {
  return keys.empty() ? "" : fmt::format("# It needs the secret {}, with {}.\n", secret, fmt::join(keys, ", "));
}

}  // namespace

std::string helm_values(const Config& config, const std::string& text, const Environment& environment,
                        const GivenObjectives& given) {
  const std::string name = object_name(config.name);
  std::string before =
      fmt::format("# Values of helm/millrace for pipeline {}, by `millrace generate values`.\n", config.name);
  const auto tree = parse_yaml(FileText(text).text());
  YamlValue pipeline = yaml_value(*tree->root);
  YamlValue values{Mapping{}};

  leave_places_to_the_chart(pipeline);
  std::vector<std::string> files;
  const Mapping tls = take_certificates(pipeline, name + "-tls", files);
  if (!tls.empty()) values.set("kafka", {Mapping{{"tls", YamlValue{tls}}}});
  const PodEnvironment pod = take_environment(pipeline, environment, name + "-secrets");
  if (!std::get<List>(pod.entries.value).empty()) values.set("extraEnv", pod.entries);
  values.set("resources", resources(config));
  if (auto period = grace_period(pipeline, config)) values.set("terminationGracePeriodSeconds", *std::move(period));
  if (const Mapping port = port_of(config.metrics_listen); !port.empty()) values.set("metrics", {port});
  if (config.admin) values.set("admin", admin(*config.admin, name + "-admin"));
  if (!config.admin && takes_port_of_admin(config)) values.set("admin", {Mapping{{"enabled", plain("false")}}});
  if (given.lag || given.latency) values.set("prometheusRule", objectives(config, given));
  values.set("pipeline", std::move(pipeline));

  const AdminConfig asked = config.admin.value_or(AdminConfig{});
  const auto token = asked.token_file.empty() ? std::vector<std::string>{} : std::vector<std::string>{"token"};
  return before + needs(name + "-secrets", pod.secrets) + needs(name + "-tls", files) + needs(name + "-admin", token) +
         needs(name + "-admin-tls", admin_files(asked)) + yaml_text(values);
}

}  // namespace millrace

#include "service/generate/acl.h"

#include <fmt/format.h>

#include <set>

namespace millrace {
namespace {

// As one word of a shell, whatever it holds.
std::string shell_word(const std::string& text) {
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return word + "'";
}

std::string property(const Config& config, const std::string& name) {
  const auto found = config.kafka.find(name);
  return found == config.kafka.end() ? "" : found->second;
}

std::string principal_of(const Config& config, const std::optional<std::string>& principal) {
  if (principal) return shell_word(*principal);
  const std::string user = property(config, "sasl.username");
  return user.empty() ? "${PRINCIPAL:?who the service is, such as User:orders}" : shell_word("User:" + user);
}

}  // namespace

std::string acl_script(const Config& config, const std::optional<std::string>& principal) {
  std::set<std::string> sources;
  std::set<std::string> sinks;
  for (const SourceConfig& source : config.sources) sources.insert(source.topic);
  for (const QueryConfig& query : config.queries) sinks.insert(query.sink.topic);

  std::string text =
      fmt::format(R"(#!/bin/sh
# What pipeline {0} may do, by `millrace generate acl`. Run it with Apache Kafka's kafka-acls.sh in PATH;
# COMMAND_CONFIG names the client properties of a user that may alter ACLs, if the cluster asks for one.
set -eu
principal={1}
allow() {{
  kafka-acls.sh --bootstrap-server {2} ${{COMMAND_CONFIG:+--command-config "$COMMAND_CONFIG"}} \
    --add --allow-principal "$principal" "$@"
}}
allow --transactional-id {0} --operation Write --operation Describe
allow --group {0} --operation Read
)",
                  config.name, principal_of(config, principal), shell_word(property(config, "bootstrap.servers")));
  for (const auto& topic : sources)
    text += fmt::format("allow --topic {} --operation Read --operation Describe\n", topic);
  for (const auto& topic : sinks)
    text += fmt::format("allow --topic {} --operation Write --operation Describe\n", topic);
  return text;
}

}  // namespace millrace

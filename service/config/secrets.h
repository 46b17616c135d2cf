// Which properties hold secrets. What they hold is never printed: not in problems, not in excerpts, not in logs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "connectors/kafka_cluster.h"
#include "service/config/config.h"

namespace millrace {

// Also for a misspelt name ("sasl.pasword") and for names that librdkafka does not have, if they sound like one.
bool is_secret_property(std::string_view name);

// Variables that sound like secrets: "KAFKA_PASSWORD", "API_KEY".
bool is_secret_variable(std::string_view name);

// The values that must not be shown: of secret properties, whole and (keys in PEM form) by line, and `others`. Longest
// first.
std::vector<std::string> secret_values(const KafkaProperties& properties, std::vector<std::string> others = {});

// An environment that remembers what it told of variables that sound like secrets. Lives while one file is read.
class SecretVariables {
 public:
  explicit SecretVariables(const Environment& environment) : environment_(environment) {}
  std::optional<std::string> look_up(const std::string& name);
  const std::vector<std::string>& values() const { return values_; }

 private:
  static constexpr std::size_t kShortest = 4;  // a shorter one would be hidden in the middle of every other word
  const Environment& environment_;
  std::vector<std::string> values_;
};

// Whether a text that is not valid YAML may hold a secret somewhere. `sasl.password: ${NAME}` is none.
bool may_hold_secrets(std::string_view text);

}  // namespace millrace

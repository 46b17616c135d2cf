// Which properties hold secrets. What they hold is never printed: not in problems, not in excerpts, not in logs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "connectors/kafka_cluster.h"

namespace millrace {

// Also for a misspelt name ("sasl.pasword") and for names that librdkafka does not have, if they sound like one.
bool is_secret_property(std::string_view name);

// The values that logs must not show: of secret properties, whole and (keys in PEM form) by line.
std::vector<std::string> secret_values(const KafkaProperties& properties);

// Whether a text that is not valid YAML may hold a secret somewhere. `sasl.password: ${NAME}` is none.
bool may_hold_secrets(std::string_view text);

}  // namespace millrace

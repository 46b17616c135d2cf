// What a pipeline may do on its cluster.
#pragma once

#include <optional>
#include <string>

#include "service/config/config.h"

namespace millrace {

// A shell script of kafka-acls.sh calls that grants what exactly-once asks of the brokers, and no more. `principal` as
// Kafka writes it: "User:orders". None: the file's sasl.username, or else the script asks for it.
std::string acl_script(const Config& config, const std::optional<std::string>& principal);

}  // namespace millrace

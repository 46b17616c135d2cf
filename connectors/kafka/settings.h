// DescribeConfigs of one setting.
#pragma once

#include <optional>
#include <string>

#include "connectors/kafka/client.h"
#include "connectors/kafka/errors.h"

namespace millrace {

struct SettingOf {
  rd_kafka_ResourceType_t type;
  std::string name;  // a broker's id, a topic
};

// None: there is no such thing or setting, or it is not shown to this user.
Result<std::optional<std::string>> setting(const Client& client, const SettingOf& of, const std::string& name,
                                           const Subject& subject, const Deadline& deadline);

}  // namespace millrace

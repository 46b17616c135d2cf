// librdkafka's statistics, read from its JSON.
#pragma once

#include <optional>
#include <string_view>

#include "connectors/client_statistics.h"

namespace millrace {

// None: not the JSON of a handle's statistics. A field that is not there counts as zero, as versions differ.
std::optional<ClientStatistics> read_statistics(std::string_view json);

}  // namespace millrace

#include <fmt/format.h>

#include "connectors/kafka_cluster.h"

namespace millrace {

std::string how_to_grant(std::string_view operation, std::string_view resource) {
  return fmt::format(
      "Grant it: kafka-acls --add --allow-principal User:<this client's user> --operation {} {}; "
      "`millrace generate acl -c FILE` prints all that the pipeline needs",
      operation, resource);
}

}  // namespace millrace

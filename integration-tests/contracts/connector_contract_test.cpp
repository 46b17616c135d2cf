// The connectors' contracts at the broker that KAFKA_BOOTSTRAP names.
#include <cstdlib>

#include "connectors/tests/cluster_contract.h"
#include "connectors/tests/real_world.h"
#include "connectors/tests/sink_contract.h"
#include "connectors/tests/source_contract.h"

namespace millrace {
namespace {

std::unique_ptr<KafkaWorld> make_real_world() {
  const char* bootstrap_servers = std::getenv("KAFKA_BOOTSTRAP");
  if (bootstrap_servers == nullptr) throw std::runtime_error("KAFKA_BOOTSTRAP is not set");
  return std::make_unique<RealWorld>(bootstrap_servers);
}

INSTANTIATE_TEST_SUITE_P(RealBroker, SourceContract, testing::Values(WorldUnderTest{"real", &make_real_world}),
                         name_of_world);
INSTANTIATE_TEST_SUITE_P(RealBroker, SinkContract, testing::Values(WorldUnderTest{"real", &make_real_world}),
                         name_of_world);
INSTANTIATE_TEST_SUITE_P(RealBroker, ClusterContract, testing::Values(WorldUnderTest{"real", &make_real_world}),
                         name_of_world);

}  // namespace
}  // namespace millrace

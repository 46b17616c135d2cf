// What librdkafka says of properties only when a client is made of all of them.
#include "connectors/kafka/client.h"
#include "connectors/kafka/properties.h"
#include "connectors/kafka_clients.h"

namespace millrace {
namespace {

// Of a client that is only tried: it runs no kinit, fetches no token and knows no broker.
LayeredProperties kept_at_home(LayeredProperties properties) {
  std::erase_if(properties, [](const auto& property) {
    return property.first == "bootstrap.servers" || property.first == "metadata.broker.list" ||
           property.first == "sasl.oauthbearer.method";
  });
  properties.emplace_back("sasl.kerberos.min.time.before.relogin", "0");
  return properties;
}

Result<void> try_client(ClientKind kind, LayeredProperties properties) {
  const auto client = Client::make(kind, kept_at_home(std::move(properties)), {});
  if (!client) return std::unexpected(client.error());
  return {};
}

}  // namespace

Result<void> check_clients(const KafkaSettings& settings) {
  auto tried = try_client(ClientKind::kConsumer, source_properties(settings));
  if (tried) tried = try_client(ClientKind::kProducer, sink_properties(settings));
  if (tried) tried = try_client(ClientKind::kConsumer, cluster_properties(settings));
  return tried;
}

}  // namespace millrace

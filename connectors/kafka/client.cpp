#include "connectors/kafka/client.h"

#include <array>

namespace millrace {
namespace {

std::unexpected<Error> misconfigured(const std::string& cause) {
  return std::unexpected(Error{"create the Kafka client", "", cause, "Correct the pipeline file's kafka: section",
                               Reaction::kStop, StopReason::kConfiguration});
}

}  // namespace

Result<Client> Client::make(ClientKind kind, const LayeredProperties& properties, ClientLog log, ClientWatch watch) {
  KafkaConf conf(rd_kafka_conf_new());
  std::array<char, 512> text{};
  for (const auto& [name, value] : properties) {
    if (rd_kafka_conf_set(conf.get(), name.c_str(), value.c_str(), text.data(), text.size()) != RD_KAFKA_CONF_OK) {
      return misconfigured(text.data());
    }
  }
  auto events = std::make_unique<ClientEvents>(std::move(log), std::move(watch));
  const bool producer = kind == ClientKind::kProducer;
  events->attach(conf.get(), producer);
  KafkaHandle handle(
      rd_kafka_new(producer ? RD_KAFKA_PRODUCER : RD_KAFKA_CONSUMER, conf.get(), text.data(), text.size()));
  if (!handle) return misconfigured(text.data());
  static_cast<void>(conf.release());  // the handle's now
  return Client(std::move(events), std::move(handle));
}

}  // namespace millrace

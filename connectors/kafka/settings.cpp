#include "connectors/kafka/settings.h"

#include <span>

#include "connectors/kafka/admin_answer.h"

namespace millrace {
namespace {

// Settings may be hidden from an ordinary user: no reason to fail.
bool is_hidden(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED ||
         code == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED || is_missing(code);
}

std::optional<std::string> value_of(const rd_kafka_ConfigResource_t* resource, const std::string& name) {
  std::size_t count = 0;
  const auto** entries = rd_kafka_ConfigResource_configs(resource, &count);
  for (const auto* entry : std::span(entries, count)) {
    if (name != rd_kafka_ConfigEntry_name(entry)) continue;
    const char* value = rd_kafka_ConfigEntry_value(entry);
    if (value != nullptr) return value;
  }
  return std::nullopt;
}

}  // namespace

Result<std::optional<std::string>> setting(const Client& client, const SettingOf& of, const std::string& name,
                                           const Subject& subject, const Deadline& deadline) {
  const bool of_topic = of.type == RD_KAFKA_RESOURCE_TOPIC;
  const std::string attempted = of_topic ? "ask for a setting of topic " + of.name : "ask for a broker's setting";
  const ConfigResource resource(rd_kafka_ConfigResource_new(of.type, of.name.c_str()));
  rd_kafka_ConfigResource_t* resources[] = {resource.get()};
  const AdminOptions options = admin_options(client.get(), RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, deadline);
  const KafkaQueue queue(rd_kafka_queue_new(client.get()));
  rd_kafka_DescribeConfigs(client.get(), resources, 1, options.get(), queue.get());
  const auto event = next_answer(client, queue, deadline, attempted, name, subject);
  if (!event) return std::unexpected(event.error());
  std::size_t count = 0;
  const auto** answers =
      rd_kafka_DescribeConfigs_result_resources(rd_kafka_event_DescribeConfigs_result(event->get()), &count);
  if (count != 1) return std::nullopt;
  const auto code = rd_kafka_ConfigResource_error(answers[0]);
  if (is_hidden(code)) return std::nullopt;
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return value_of(answers[0], name);
  const char* words = rd_kafka_ConfigResource_error_string(answers[0]);
  return std::unexpected(kafka_error(attempted, name, code, words == nullptr ? "" : words, {}, subject));
}

}  // namespace millrace

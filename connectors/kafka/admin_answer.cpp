#include "connectors/kafka/admin_answer.h"

#include <algorithm>

namespace millrace {

AdminOptions admin_options(rd_kafka_t* client, rd_kafka_admin_op_t operation, const Deadline& deadline) {
  AdminOptions options(rd_kafka_AdminOptions_new(client, operation));
  rd_kafka_AdminOptions_set_request_timeout(options.get(), std::max(deadline.left_ms(), 1), nullptr, 0);
  return options;
}

Result<KafkaEvent> next_answer(const Client& client, const KafkaQueue& queue, const Deadline& deadline,
                               const std::string& attempted, const std::string& object, const Subject& subject) {
  KafkaEvent event(rd_kafka_queue_poll(queue.get(), std::max(deadline.left_ms(), 1)));
  client.drain_events();
  if (!event) return std::unexpected(client.events().with_trouble(out_of_time(attempted, object, "no answer in time")));
  if (const auto code = rd_kafka_event_error(event.get()); code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return std::unexpected(client.events().with_trouble(
        kafka_error(attempted, object, code, rd_kafka_event_error_string(event.get()), {}, subject)));
  }
  client.events().clear_trouble();
  return event;
}

}  // namespace millrace

// Admin requests of librdkafka: asked, waited for, checked.
#pragma once

#include "base/error.h"
#include "connectors/kafka/client.h"
#include "connectors/kafka/errors.h"

namespace millrace {

// Options whose request gives up with the caller's deadline.
AdminOptions admin_options(rd_kafka_t* client, rd_kafka_admin_op_t operation, const Deadline& deadline);

// The next answer in `queue`, or kRetry at the deadline. A broker's refusal becomes an error with its Reaction.
Result<KafkaEvent> next_answer(const Client& client, const KafkaQueue& queue, const Deadline& deadline,
                               const std::string& attempted, const std::string& object, const Subject& subject);

}  // namespace millrace

// librdkafka's handles, owned; and the one way in which these tools fail: an exception with what was attempted.
//
// The tools and tests under integration-tests share nothing with the service but its dependencies: what checks
// the service must not repeat its mistakes.
#pragma once

#include <librdkafka/rdkafka.h>

#include <map>
#include <memory>
#include <stdexcept>
#include <string>

namespace millrace::trial {

inline constexpr int kTimeoutMs = 30000;  // of any one call to the broker

class KafkaFailure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct Release {
  void operator()(rd_kafka_t* handle) const;
  void operator()(rd_kafka_topic_partition_list_t* list) const { rd_kafka_topic_partition_list_destroy(list); }
  void operator()(rd_kafka_queue_t* queue) const { rd_kafka_queue_destroy(queue); }
  void operator()(rd_kafka_message_t* message) const { rd_kafka_message_destroy(message); }
  void operator()(rd_kafka_event_t* event) const { rd_kafka_event_destroy(event); }
  void operator()(rd_kafka_error_t* error) const { rd_kafka_error_destroy(error); }
};
template <typename T>
using Owned = std::unique_ptr<T, Release>;

using Settings = std::map<std::string, std::string>;

// `failure`, if given, must outlive the handle; it receives the first delivery that failed, during polls and flushes.
Owned<rd_kafka_t> open_producer(const std::string& bootstrap, const Settings& settings = {},
                                std::string* failure = nullptr);
Owned<rd_kafka_t> open_consumer(const std::string& bootstrap, const Settings& settings = {});

// What an admin client's request has brought into its queue. Throws KafkaFailure if that is an error, or nothing.
Owned<rd_kafka_event_t> await_answer(rd_kafka_queue_t* queue, const std::string& attempted);

// Throws KafkaFailure unless `code` is success.
void require(rd_kafka_resp_err_t code, const std::string& attempted);

}  // namespace millrace::trial

#include "integration-tests/kafka_io/handle.h"

#include <array>

namespace millrace::trial {
namespace {

using Text = std::array<char, 512>;

rd_kafka_conf_t* configuration(const std::string& bootstrap, const Settings& settings) {
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  Settings all = settings;
  all.emplace("bootstrap.servers", bootstrap);
  all.emplace("log_level", "2");  // a broker that restarts is no news here
  all.emplace("reconnect.backoff.max.ms", "500");
  Text text{};
  for (const auto& [name, value] : all) {
    if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), text.data(), text.size()) == RD_KAFKA_CONF_OK) continue;
    rd_kafka_conf_destroy(conf);
    throw KafkaFailure("set " + name + " to '" + value + "': " + text.data());
  }
  return conf;
}

void note_failure(rd_kafka_t*, const rd_kafka_message_t* message, void* opaque) {
  auto& failure = *static_cast<std::string*>(opaque);
  if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR || !failure.empty()) return;
  failure = "a record was not delivered to partition " + std::to_string(message->partition) + ": " +
            rd_kafka_err2str(message->err);
}

Owned<rd_kafka_t> open(rd_kafka_type_t type, const std::string& bootstrap, const Settings& settings,
                       std::string* failure) {
  rd_kafka_conf_t* conf = configuration(bootstrap, settings);
  if (failure) rd_kafka_conf_set_opaque(conf, failure);
  if (failure) rd_kafka_conf_set_dr_msg_cb(conf, note_failure);
  Text text{};
  Owned<rd_kafka_t> handle(rd_kafka_new(type, conf, text.data(), text.size()));
  if (handle) return handle;
  rd_kafka_conf_destroy(conf);
  throw KafkaFailure(std::string("open a Kafka client: ") + text.data());
}

}  // namespace

void Release::operator()(rd_kafka_t* handle) const {
  rd_kafka_destroy_flags(handle, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
}

Owned<rd_kafka_t> open_producer(const std::string& bootstrap, const Settings& settings, std::string* failure) {
  Settings all = settings;
  all.emplace("linger.ms", "5");
  all.emplace("enable.idempotence", "true");
  all.emplace("queue.buffering.max.messages", "200000");
  return open(RD_KAFKA_PRODUCER, bootstrap, all, failure);
}

Owned<rd_kafka_t> open_consumer(const std::string& bootstrap, const Settings& settings) {
  Settings all = settings;
  all.emplace("group.id", "millrace-trial");  // never joined, never committed to
  all.emplace("enable.auto.commit", "false");
  all.emplace("auto.offset.reset", "error");
  all.emplace("fetch.queue.backoff.ms", "5");  // by default a full queue holds fetching back for a second
  Owned<rd_kafka_t> handle = open(RD_KAFKA_CONSUMER, bootstrap, all, nullptr);
  rd_kafka_poll_set_consumer(handle.get());
  return handle;
}

Owned<rd_kafka_event_t> await_answer(rd_kafka_queue_t* queue, const std::string& attempted) {
  Owned<rd_kafka_event_t> event(rd_kafka_queue_poll(queue, 30000));
  if (!event) throw KafkaFailure(attempted + ": no answer within 30 s");
  if (rd_kafka_event_error(event.get()))
    throw KafkaFailure(attempted + ": " + rd_kafka_event_error_string(event.get()));
  return event;
}

void require(rd_kafka_resp_err_t code, const std::string& attempted) {
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) throw KafkaFailure(attempted + ": " + rd_kafka_err2str(code));
}

}  // namespace millrace::trial

#include "integration-tests/kafka_io/topic_writer.h"

#include <array>

namespace millrace::trial {
namespace {

// librdkafka takes pointers to data that it does not change.
void point_to(const std::optional<std::string_view>& bytes, decltype(rd_kafka_vu_t::u.mem)& memory) {
  memory.ptr = bytes ? const_cast<char*>(bytes->data() ? bytes->data() : "") : nullptr;
  memory.size = bytes ? bytes->size() : 0;
}

}  // namespace

TopicWriter::TopicWriter(const std::string& bootstrap, std::string topic, const Settings& settings)
    : topic_(std::move(topic)), producer_(open_producer(bootstrap, settings, &failure_)) {}

TopicWriter::~TopicWriter() { rd_kafka_purge(producer_.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT); }

void TopicWriter::write(int partition, std::optional<std::string_view> key, std::optional<std::string_view> value,
                        std::int64_t timestamp_ms) {
  std::array<rd_kafka_vu_t, 6> record{};
  record[0].vtype = RD_KAFKA_VTYPE_TOPIC;
  record[0].u.cstr = topic_.c_str();
  record[1].vtype = RD_KAFKA_VTYPE_PARTITION;
  record[1].u.i32 = partition < 0 ? RD_KAFKA_PARTITION_UA : partition;
  record[2].vtype = RD_KAFKA_VTYPE_KEY;
  point_to(key, record[2].u.mem);
  record[3].vtype = RD_KAFKA_VTYPE_VALUE;
  point_to(value, record[3].u.mem);
  record[4].vtype = RD_KAFKA_VTYPE_TIMESTAMP;
  record[4].u.i64 = timestamp_ms;
  record[5].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
  record[5].u.i = RD_KAFKA_MSG_F_COPY;
  for (;;) {
    const Owned<rd_kafka_error_t> error(rd_kafka_produceva(producer_.get(), record.data(), record.size()));
    const auto code = rd_kafka_error_code(error.get());
    if (code != RD_KAFKA_RESP_ERR__QUEUE_FULL) return require(code, "write to " + topic_);
    rd_kafka_poll(producer_.get(), 10);
  }
}

void TopicWriter::flush() {
  require(rd_kafka_flush(producer_.get(), 60000), "flush to " + topic_);
  if (!failure_.empty()) throw KafkaFailure("write to " + topic_ + ": " + failure_);
}

}  // namespace millrace::trial

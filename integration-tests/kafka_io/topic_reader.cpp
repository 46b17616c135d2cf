#include "integration-tests/kafka_io/topic_reader.h"

namespace millrace::trial {
namespace {

constexpr int kStallMs = 30000;

std::optional<std::string_view> bytes(const void* data, std::size_t size) {
  if (data == nullptr) return std::nullopt;
  return std::string_view(static_cast<const char*>(data), size);
}

// Partitions are done when their position reached the end: a record at or past it, or the end-of-partition event,
// whose offset also counts the markers and aborted records behind the last record delivered.
class Reading {
 public:
  Reading(const TopicRange& range, const std::function<void(const TopicRecord&)>& record)
      : ends_(range.end), done_(range.end.size()), record_(record) {
    for (std::size_t p = 0; p < ends_.size(); ++p) advance(p, range.begin[p]);
  }

  bool finished() const { return open_ == 0; }
  std::uint64_t records() const { return records_; }

  void take(const rd_kafka_message_t& message) {
    const auto p = static_cast<std::size_t>(message.partition);
    if (message.err == RD_KAFKA_RESP_ERR__PARTITION_EOF) return advance(p, message.offset);
    require(message.err, "read partition " + std::to_string(message.partition));
    if (message.offset < ends_[p]) {
      ++records_;
      record_({message.partition, message.offset, rd_kafka_message_timestamp(&message, nullptr),
               bytes(message.key, message.key_len), bytes(message.payload, message.len)});
    }
    advance(p, message.offset + 1);
  }

 private:
  void advance(std::size_t partition, std::int64_t position) {
    if (done_[partition] || position < ends_[partition]) return;
    done_[partition] = true;
    --open_;
  }

  std::vector<std::int64_t> ends_;
  std::vector<bool> done_;
  std::size_t open_ = ends_.size();
  std::uint64_t records_ = 0;
  const std::function<void(const TopicRecord&)>& record_;
};

void assign(rd_kafka_t* consumer, const std::string& topic, const std::vector<std::int64_t>& begin) {
  Owned<rd_kafka_topic_partition_list_t> list(rd_kafka_topic_partition_list_new(static_cast<int>(begin.size())));
  for (std::size_t p = 0; p < begin.size(); ++p) {
    rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), static_cast<int>(p))->offset = begin[p];
  }
  require(rd_kafka_assign(consumer, list.get()), "assign " + topic);
}

}  // namespace

std::uint64_t read_topic(const std::string& bootstrap, const std::string& topic, Isolation isolation,
                         const std::function<void(const TopicRecord&)>& record) {
  const TopicRange range = topic_range(bootstrap, topic, isolation);
  const auto consumer = open_consumer(
      bootstrap, {{"isolation.level", isolation == Isolation::kCommitted ? "read_committed" : "read_uncommitted"},
                  {"enable.partition.eof", "true"},
                  {"fetch.wait.max.ms", "50"}});
  assign(consumer.get(), topic, range.begin);
  Reading reading(range, record);
  while (!reading.finished()) {
    const Owned<rd_kafka_message_t> message(rd_kafka_consumer_poll(consumer.get(), kStallMs));
    if (!message) throw KafkaFailure("read topic " + topic + ": nothing arrived for 30 s before its end");
    reading.take(*message);
  }
  return reading.records();
}

}  // namespace millrace::trial

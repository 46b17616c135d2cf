#include "connectors/kafka/outgoing_rows.h"

#include <algorithm>
#include <array>

namespace millrace {
namespace {

std::size_t size_of(const RowView& row) { return row.value.size() + row.key.value_or(std::string_view()).size(); }

rd_kafka_vu_t field(rd_kafka_vtype_t type) {
  rd_kafka_vu_t vu{};
  vu.vtype = type;
  return vu;
}

// A null pointer is a null key; an empty key must point somewhere.
void set_bytes(rd_kafka_vu_t& vu, std::string_view bytes) {
  vu.u.mem.ptr = const_cast<char*>(bytes.data() == nullptr ? "" : bytes.data());  // read only: it is copied
  vu.u.mem.size = bytes.size();
}

// To the client 0 means "now", and Kafka has no time before 1970.
constexpr std::int64_t kEarliest = 1;

KafkaError produce(rd_kafka_t* producer, rd_kafka_topic_t* topic, const RowView& row) {
  std::array<rd_kafka_vu_t, 5> fields = {field(RD_KAFKA_VTYPE_RKT), field(RD_KAFKA_VTYPE_MSGFLAGS),
                                         field(RD_KAFKA_VTYPE_VALUE), field(RD_KAFKA_VTYPE_TIMESTAMP),
                                         field(RD_KAFKA_VTYPE_KEY)};
  fields[0].u.rkt = topic;
  fields[1].u.i = RD_KAFKA_MSG_F_COPY;
  set_bytes(fields[2], row.value);
  fields[3].u.i64 = std::max(row.timestamp, kEarliest);
  std::size_t count = 4;
  if (row.key) set_bytes(fields[count++], *row.key);
  return KafkaError(rd_kafka_produceva(producer, fields.data(), count));
}

}  // namespace

OutgoingRows::OutgoingRows(rd_kafka_t* producer, const std::vector<std::string>& topics, QueueLimits limits)
    : producer_(producer), names_(topics), limits_(limits), taken_for_(topics.size()) {
  for (const std::string& name : topics) topics_.emplace_back(rd_kafka_topic_new(producer, name.c_str(), nullptr));
}

bool OutgoingRows::has_room(std::span<const RowView> rows) {
  const auto queued = static_cast<std::size_t>(rd_kafka_outq_len(producer_));
  if (queued == 0) {
    seen_empty();
    return true;
  }
  if (queued + rows.size() > limits_.rows) return false;
  std::size_t bytes = rows_taken_ == 0 ? 0 : bytes_taken_ / rows_taken_ * queued;
  for (const RowView& row : rows) bytes += size_of(row);
  return bytes <= limits_.bytes;
}

void OutgoingRows::seen_empty() {
  rows_taken_ = bytes_taken_ = 0;
  taken_for_.assign(taken_for_.size(), false);
}

std::string OutgoingRows::topics_under_way() const {
  std::string topics;
  for (std::size_t i = 0; i < names_.size(); ++i) {
    if (taken_for_[i]) topics += (topics.empty() ? "'" : ", '") + names_[i] + "'";
  }
  return topics;
}

OutgoingRows::Refused OutgoingRows::take(std::span<const RowView> rows) {
  for (const RowView& row : rows) {
    if (KafkaError error = produce(producer_, topics_[row.topic].get(), row)) return {std::move(error), row.topic};
    ++rows_taken_;
    taken_for_[row.topic] = true;
    bytes_taken_ += size_of(row);
  }
  return {};
}

}  // namespace millrace

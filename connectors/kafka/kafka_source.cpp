#include "connectors/kafka/kafka_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "connectors/kafka/errors.h"
#include "connectors/kafka/partition_ends.h"
#include "connectors/kafka/topic_metadata.h"

namespace millrace {
namespace {

constexpr Millis kAnswerWait{2000};  // for a look-up beside the reading

bool is_out_of_range(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET || code == RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE ||
         code == RD_KAFKA_RESP_ERR__LOG_TRUNCATION;
}

}  // namespace

Result<std::unique_ptr<Source>> KafkaSource::make(const KafkaSettings& settings, const std::string& topic) {
  auto client = Client::make(ClientKind::kConsumer, source_properties(settings), settings.log, settings.watch);
  if (!client) return std::unexpected(std::move(client.error()));
  return std::unique_ptr<Source>(new KafkaSource(std::move(*client), topic, metadata_refresh(settings)));
}

Result<void> KafkaSource::assign(std::span<const PartitionStart> starts) {
  positions_.clear();
  broken_.reset();
  failure_.reset();
  for (const auto& [partition, offset] : starts) {
    const auto index = static_cast<std::size_t>(partition.partition.value);
    if (positions_.size() <= index) positions_.resize(index + 1, kUnassigned);
    positions_[index] = offset.value;
  }
  auto there = require_partitions();
  if (there) {
    const auto code = queue_.assign(starts);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return {};
    there = std::unexpected(kafka_error("assign partitions", "topic " + topic_, code, {}, {}, {topic_, false, {}}));
  }
  broken_ = there.error();
  return there;
}

// The client would wait for a missing partition silently. A broker that does not answer is no reason to fail, though:
// reading waits for it.
Result<void> KafkaSource::require_partitions() {
  const auto assigned = static_cast<std::uint32_t>(positions_.size());
  watch_.begin(assigned);
  if (positions_.empty()) return {};
  const auto count =
      require_partition(client_, {topic_, PartitionId{static_cast<std::int32_t>(assigned) - 1}}, Deadline(kAnswerWait));
  if (count) watch_.begin(*count);
  if (!count && count.error().reaction != Reaction::kRetry) return std::unexpected(count.error());
  return {};
}

Result<std::size_t> KafkaSource::poll(std::size_t max, Millis wait, RecordVisitor visit) {
  const Deadline deadline(wait);
  std::size_t visited = 0;
  client_.drain_events();
  if (!broken_) {
    if (auto same = watch_.look(client_); !same) broken_ = std::move(same.error());
  }
  if (broken_) return std::unexpected(*broken_);
  do {  // what the client delivers may be no record: the end of a partition, or traces of an assignment
    visited = visit_some(max, deadline, visit);
  } while (visited == 0 && !failure_ && !deadline.passed());
  if (failure_) broken_ = error_of(*std::exchange(failure_, std::nullopt));
  if (broken_ && visited == 0) return std::unexpected(*broken_);
  return visited;
}

std::size_t KafkaSource::visit_some(std::size_t max, const Deadline& deadline, RecordVisitor visit) {
  std::size_t visited = 0;
  try {
    queue_.consume(Millis{deadline.left_ms()}, [&](const rd_kafka_message_t& message) {
      if (message.err != RD_KAFKA_RESP_ERR_NO_ERROR) return on_event(message);
      const auto index = static_cast<std::size_t>(message.partition);
      if (index >= positions_.size() || message.offset < positions_[index]) return true;  // read before: dropped
      visit(view_of(message));
      positions_[index] = message.offset + 1;
      return ++visited < max;
    });
  } catch (...) {  // the client has let go of that record: reading on would skip it
    broken_ = Error{"read", "topic " + topic_, "the visit of a record failed", "", Reaction::kFatal, StopReason::kNone};
    throw;
  }
  return visited;
}

bool KafkaSource::on_event(const rd_kafka_message_t& message) {
  const auto index = static_cast<std::size_t>(message.partition);
  if (index >= positions_.size() || positions_[index] == kUnassigned) return true;  // of an earlier assignment
  if (message.err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
    positions_[index] = std::max(positions_[index], message.offset);
    return true;
  }
  if (is_transient(message.err)) {  // the client goes on by itself
    client_.events().note_trouble(message.err, words_of(message));
    return true;
  }
  client_.events().count(message.err);
  failure_ = Failure{message.err, message.partition, words_of(message)};
  return false;
}

Error KafkaSource::error_of(const Failure& failure) {
  if (is_out_of_range(failure.code)) return out_of_range(failure);
  return kafka_error("read", partition_name(topic_, failure.partition), failure.code,
                     fmt::format("{} ({})", failure.words, rd_kafka_err2name(failure.code)), {}, {topic_, false, {}});
}

Error KafkaSource::out_of_range(const Failure& failure) {
  const PartitionId partition{failure.partition};
  const auto exists = query_ends(client_, {{topic_, partition}}, kAnswerWait);
  const std::string found =
      exists ? fmt::format("offsets {} to {} exist", exists->front().low.value, exists->front().high_watermark.value)
             : "what exists could not be found out: " + exists.error().cause;
  return {fmt::format("read from offset {}", position(partition).value),
          partition_name(topic_, failure.partition),
          fmt::format("that offset is not there ({}); {}", rd_kafka_err2name(failure.code), found),
          "Records were deleted before they were read, or the topic was created anew. Nothing was skipped; choose with "
          "millrace run --from or --accept-offsets",
          Reaction::kStop,
          StopReason::kRefused};
}

Offset KafkaSource::position(PartitionId partition) const {
  return Offset{positions_.at(static_cast<std::size_t>(partition.value))};
}

std::optional<Offset> KafkaSource::known_end(PartitionId partition) const {
  std::int64_t low = 0;
  std::int64_t high = 0;
  const auto code = rd_kafka_get_watermark_offsets(client_.get(), topic_.c_str(), partition.value, &low, &high);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR || high < 0) return std::nullopt;
  return Offset{high};
}

Result<std::vector<PartitionEnds>> KafkaSource::ends(std::span<const PartitionId> partitions, Millis wait) {
  std::vector<TopicPartition> of_topic;
  for (const auto partition : partitions) of_topic.push_back({topic_, partition});
  return query_ends(client_, of_topic, wait);
}

Result<std::unique_ptr<Source>> make_kafka_source(const KafkaSettings& settings, const std::string& topic) {
  return KafkaSource::make(settings, topic);
}

}  // namespace millrace

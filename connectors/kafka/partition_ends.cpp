#include "connectors/kafka/partition_ends.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <string>

#include "connectors/kafka/admin_answer.h"
#include "connectors/kafka/partition_list.h"
#include "connectors/kafka/topic_metadata.h"

namespace millrace {
namespace {

struct Question {
  rd_kafka_OffsetSpec_t spec;
  rd_kafka_IsolationLevel_t isolation;
  Offset PartitionEnds::* answer;
};
constexpr std::array<Question, 3> kQuestions = {{
    {RD_KAFKA_OFFSET_SPEC_EARLIEST, RD_KAFKA_ISOLATION_LEVEL_READ_UNCOMMITTED, &PartitionEnds::low},
    {RD_KAFKA_OFFSET_SPEC_LATEST, RD_KAFKA_ISOLATION_LEVEL_READ_COMMITTED, &PartitionEnds::last_stable},
    {RD_KAFKA_OFFSET_SPEC_LATEST, RD_KAFKA_ISOLATION_LEVEL_READ_UNCOMMITTED, &PartitionEnds::high_watermark},
}};

constexpr const char* kAskForEnds = "ask for the ends";
std::string object_of(const TopicPartition& partition) {
  return partition_name(partition.topic, partition.partition.value);
}
Subject subject_of(const TopicPartition& partition) { return {partition.topic, false, {}}; }

// One asking: of all its partitions, each question in one call.
class Asking {
 public:
  Asking(const Client& client, const std::vector<TopicPartition>& partitions, Millis wait)
      : client_(client), partitions_(partitions), deadline_(wait), answers_(rd_kafka_queue_new(client.get())) {
    for (const auto& partition : partitions) ends_.push_back({partition, {}, {}, {}});
  }

  Result<std::vector<PartitionEnds>> run() {
    for (const Question& question : kQuestions) {  // all at once: each may wait behind a Fetch
      if (auto asked = ask(question); !asked) return std::unexpected(asked.error());
    }
    for (std::size_t i = 0; i < kQuestions.size(); ++i) {
      if (auto taken = take_answer(); !taken) return std::unexpected(taken.error());
    }
    return std::move(ends_);
  }

 private:
  Result<void> ask(const Question& question);
  Result<void> take_answer();
  Result<void> take(const rd_kafka_ListOffsetsResultInfo_t* info, const Question& question);
  Error explained(Error error) const;

  std::string name() const {
    const auto first = object_of(partitions_.front());
    return partitions_.size() == 1 ? first : fmt::format("{} and {} more", first, partitions_.size() - 1);
  }

  const Client& client_;
  const std::vector<TopicPartition>& partitions_;
  const Deadline deadline_;
  const KafkaQueue answers_;
  std::vector<PartitionEnds> ends_;
};

// The answer carries the question's address.
Result<void> Asking::ask(const Question& question) {
  const AdminOptions options = admin_options(client_.get(), RD_KAFKA_ADMIN_OP_LISTOFFSETS, deadline_);
  rd_kafka_AdminOptions_set_opaque(options.get(), const_cast<Question*>(&question));
  if (const KafkaError refused{rd_kafka_AdminOptions_set_isolation_level(options.get(), question.isolation)}) {
    return std::unexpected(kafka_error(kAskForEnds, name(), refused, client_.get(), subject_of(partitions_.front())));
  }
  const PartitionList list = new_partition_list(partitions_.size());
  for (const auto& partition : partitions_) add(list, partition).offset = question.spec;
  rd_kafka_ListOffsets(client_.get(), list.get(), options.get(), answers_.get());
  return {};
}

Result<void> Asking::take_answer() {
  const auto event = next_answer(client_, answers_, deadline_, kAskForEnds, name(), subject_of(partitions_.front()));
  if (!event) return std::unexpected(explained(event.error()));
  const auto& question = *static_cast<const Question*>(rd_kafka_event_opaque(event->get()));
  std::size_t count = 0;
  const auto* infos = rd_kafka_ListOffsets_result_infos(rd_kafka_event_ListOffsets_result(event->get()), &count);
  if (count != partitions_.size()) {
    return std::unexpected(out_of_time(kAskForEnds, name(), "an answer without all of these partitions"));
  }
  for (const auto* info : std::span(infos, count)) {
    if (auto taken = take(info, question); !taken) return std::unexpected(explained(taken.error()));
  }
  return {};
}

Result<void> Asking::take(const rd_kafka_ListOffsetsResultInfo_t* info, const Question& question) {
  const auto* answer = rd_kafka_ListOffsetsResultInfo_topic_partition(info);
  const auto found = std::ranges::find_if(ends_, [&](const PartitionEnds& ends) {
    return ends.partition.topic == answer->topic && ends.partition.partition.value == answer->partition;
  });
  if (found == ends_.end())
    return std::unexpected(out_of_time(kAskForEnds, name(), "an answer about another partition"));
  const auto& partition = found->partition;
  if (answer->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return std::unexpected(kafka_error(kAskForEnds, object_of(partition), answer->err, {}, {}, subject_of(partition)));
  }
  // Seen of a loaded broker: success, and an offset that says "unknown". Taken for an end it would refuse a recovery.
  if (answer->offset < 0) {
    return std::unexpected(out_of_time(kAskForEnds, object_of(partition), "the broker did not say where it ends"));
  }
  (*found).*question.answer = Offset{answer->offset};
  return {};
}

// The client says "no leaders found" both of a partition whose leader is moving and of one that is not there.
Error Asking::explained(Error error) const {
  if (error.reaction != Reaction::kFatal) return error;
  for (const auto& partition : partitions_) {
    if (auto there = require_partition(client_, partition, deadline_); !there) return std::move(there.error());
  }
  error.reaction = Reaction::kRetry;
  return error;
}

}  // namespace

Result<std::vector<PartitionEnds>> query_ends(const Client& client, const std::vector<TopicPartition>& partitions,
                                              Millis wait) {
  if (partitions.empty()) return {};
  return Asking(client, partitions, wait).run();
}

}  // namespace millrace

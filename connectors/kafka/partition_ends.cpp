#include "connectors/kafka/partition_ends.h"

#include <array>
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

constexpr const char* kAttempted = "ask for the ends";
std::string object_of(const TopicPartition& partition) {
  return partition_name(partition.topic, partition.partition.value);
}

// The answer carries the question's address.
Result<void> ask(const Client& client, const TopicPartition& partition, const Question& question,
                 const Deadline& deadline, const KafkaQueue& answers) {
  const AdminOptions options = admin_options(client.get(), RD_KAFKA_ADMIN_OP_LISTOFFSETS, deadline);
  rd_kafka_AdminOptions_set_opaque(options.get(), const_cast<Question*>(&question));
  if (const KafkaError refused{rd_kafka_AdminOptions_set_isolation_level(options.get(), question.isolation)}) {
    return std::unexpected(
        kafka_error(kAttempted, object_of(partition), refused, client.get(), {partition.topic, false, {}}));
  }
  const PartitionList list = new_partition_list(1);
  add(list, partition).offset = question.spec;
  rd_kafka_ListOffsets(client.get(), list.get(), options.get(), answers.get());
  return {};
}

Result<void> take_answer(const Client& client, PartitionEnds& ends, const Deadline& deadline,
                         const KafkaQueue& answers) {
  const std::string object = object_of(ends.partition);
  const Subject subject{ends.partition.topic, false, {}};
  const auto event = next_answer(client, answers, deadline, kAttempted, object, subject);
  if (!event) return std::unexpected(event.error());
  const auto& question = *static_cast<const Question*>(rd_kafka_event_opaque(event->get()));
  std::size_t count = 0;
  const auto* infos = rd_kafka_ListOffsets_result_infos(rd_kafka_event_ListOffsets_result(event->get()), &count);
  if (count != 1) return std::unexpected(out_of_time(kAttempted, object, "an answer without this partition"));
  const auto* info = rd_kafka_ListOffsetsResultInfo_topic_partition(infos[0]);
  if (info->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return std::unexpected(kafka_error(kAttempted, object, info->err, {}, {}, subject));
  }
  // Seen of a loaded broker: success, and an offset that says "unknown". Taken for an end it would refuse a recovery.
  if (info->offset < 0) return std::unexpected(out_of_time(kAttempted, object, "the broker did not say where it ends"));
  ends.*question.answer = Offset{info->offset};
  return {};
}

// The client says "no leaders found" both of a partition whose leader is moving and of one that is not there.
Error explained(const Client& client, const TopicPartition& partition, Error error, const Deadline& deadline) {
  if (error.reaction != Reaction::kFatal) return error;
  if (auto there = require_partition(client, partition, deadline); !there) return std::move(there.error());
  error.reaction = Reaction::kRetry;
  return error;
}

}  // namespace

Result<PartitionEnds> query_ends(const Client& client, const TopicPartition& partition, Millis wait) {
  const Deadline deadline(wait);
  PartitionEnds ends{.partition = partition, .low = {}, .last_stable = {}, .high_watermark = {}};
  const KafkaQueue answers(rd_kafka_queue_new(client.get()));
  for (const Question& question : kQuestions) {  // all at once: each may wait behind a Fetch
    if (auto asked = ask(client, partition, question, deadline, answers); !asked) return std::unexpected(asked.error());
  }
  for (std::size_t i = 0; i < kQuestions.size(); ++i) {
    if (auto taken = take_answer(client, ends, deadline, answers); !taken) {
      return std::unexpected(explained(client, partition, std::move(taken.error()), deadline));
    }
  }
  return ends;
}

}  // namespace millrace

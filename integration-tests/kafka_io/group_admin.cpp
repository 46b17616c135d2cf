#include "integration-tests/kafka_io/group_admin.h"

#include <cstdlib>
#include <cstring>

namespace millrace::trial {
namespace {

struct GroupRelease {
  void operator()(rd_kafka_DeleteGroup_t* group) const { rd_kafka_DeleteGroup_destroy(group); }
  void operator()(rd_kafka_consumer_group_metadata_t* metadata) const {
    rd_kafka_consumer_group_metadata_destroy(metadata);
  }
};

Owned<rd_kafka_topic_partition_list_t> list_of(const std::string& topic, const std::vector<std::int64_t>& offsets) {
  Owned<rd_kafka_topic_partition_list_t> list(rd_kafka_topic_partition_list_new(static_cast<int>(offsets.size())));
  for (std::size_t p = 0; p < offsets.size(); ++p) {
    rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), static_cast<int>(p))->offset = offsets[p];
  }
  return list;
}

// The list frees it.
void set_metadata(rd_kafka_topic_partition_t& element, const std::string& metadata) {
  element.metadata = std::malloc(metadata.size());
  element.metadata_size = metadata.size();
  std::memcpy(element.metadata, metadata.data(), metadata.size());
}

void require_ok(rd_kafka_error_t* error, const std::string& attempted) {
  const Owned<rd_kafka_error_t> owned(error);
  if (owned) throw KafkaFailure(attempted + ": " + rd_kafka_error_string(owned.get()));
}

}  // namespace

void reset_offsets(const std::string& bootstrap, const std::string& group, const std::string& topic,
                   const std::vector<std::int64_t>& offsets) {
  const auto client = open_consumer(bootstrap, {{"group.id", group}});
  const auto list = list_of(topic, offsets);
  require(rd_kafka_commit(client.get(), list.get(), 0), "reset the offsets of group " + group);
}

void restore_offsets(const std::string& bootstrap, const std::string& group, const std::string& topic,
                     const std::vector<CommittedOffset>& offsets) {
  std::vector<std::int64_t> bare;
  for (const auto& offset : offsets) bare.push_back(offset.offset);
  const auto client = open_consumer(bootstrap, {{"group.id", group}});
  const auto list = list_of(topic, bare);
  for (std::size_t p = 0; p < offsets.size(); ++p) set_metadata(list->elems[p], offsets[p].metadata);
  require(rd_kafka_commit(client.get(), list.get(), 0), "restore the offsets of group " + group);
}

void delete_group(const std::string& bootstrap, const std::string& group) {
  const std::string attempted = "delete group " + group;
  const auto client = open_producer(bootstrap);
  const Owned<rd_kafka_queue_t> queue(rd_kafka_queue_new(client.get()));
  const std::unique_ptr<rd_kafka_DeleteGroup_t, GroupRelease> request(rd_kafka_DeleteGroup_new(group.c_str()));
  rd_kafka_DeleteGroup_t* requests[] = {request.get()};
  rd_kafka_DeleteGroups(client.get(), requests, 1, nullptr, queue.get());
  const auto answer = await_answer(queue.get(), attempted);
  std::size_t count = 0;
  const auto* const* results =
      rd_kafka_DeleteGroups_result_groups(rd_kafka_event_DeleteGroups_result(answer.get()), &count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto* const error = rd_kafka_group_result_error(results[i]);
    if (error) throw KafkaFailure(attempted + ": " + rd_kafka_error_string(error));
  }
}

ForeignTransaction::ForeignTransaction(const std::string& bootstrap, const std::string& group, const std::string& topic,
                                       const std::vector<std::int64_t>& offsets)
    : producer_(open_producer(bootstrap, {{"transactional.id", "foreign-" + group}})) {
  require_ok(rd_kafka_init_transactions(producer_.get(), kTimeoutMs), "initialise a foreign producer");
  require_ok(rd_kafka_begin_transaction(producer_.get()), "begin a foreign transaction");
  const auto list = list_of(topic, offsets);
  const std::unique_ptr<rd_kafka_consumer_group_metadata_t, GroupRelease> metadata(
      rd_kafka_consumer_group_metadata_new(group.c_str()));
  require_ok(rd_kafka_send_offsets_to_transaction(producer_.get(), list.get(), metadata.get(), kTimeoutMs),
             "send offsets to a foreign transaction");
}

void ForeignTransaction::commit() {
  require_ok(rd_kafka_commit_transaction(producer_.get(), kTimeoutMs), "commit a foreign transaction");
}

void ForeignTransaction::abort() {
  require_ok(rd_kafka_abort_transaction(producer_.get(), kTimeoutMs), "abort a foreign transaction");
}

}  // namespace millrace::trial

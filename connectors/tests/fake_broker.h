// A Kafka cluster in memory, for tests of what stands on the ports: topics, transactions and their fencing,
// read_committed, committed offsets with metadata, and failures on demand. It runs the same contracts as the real one.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "connectors/kafka_cluster.h"
#include "connectors/tests/fake_partition.h"

namespace millrace {

enum class FakeCall {
  kInit,
  kBegin,
  kProduce,
  kFlush,
  kSendOffsets,
  kCommit,
  kAbort,  // sink
  kAssign,
  kPoll,
  kEnds,  // source
  kPartitions,
  kTopicId,
  kDescribeTopic,
  kCommitted,
  kClusterEnds,
  kReadRecord,
  kBrokerSetting,
  kTopicSetting  // cluster
};

// Any thread. Ports made by it must not outlive it.
class FakeBroker {
 public:
  // ---- the world outside ----
  void create_topic(const std::string& name, std::uint32_t partitions);
  void delete_topic(const std::string& name);
  void set_topic_id(const std::string& name, std::string_view id);
  void add_partitions(const std::string& topic, std::uint32_t total);
  Offset append(const TopicPartition& to, FakeRecord record);
  void delete_records_before(const TopicPartition& partition, Offset offset);
  // What a read_committed reader sees of a topic, partition after partition.
  std::vector<FakeRecord> committed_rows(const std::string& topic) const;
  std::optional<CommittedOffset> committed(const std::string& group, const TopicPartition& partition) const;
  // What an operator's tool does: no metadata, no transaction.
  void set_committed(const std::string& group, const TopicPartition& partition, std::optional<Offset> offset,
                     std::string metadata = {});
  // What an open transaction of a stranger on that group does: the committed offset cannot be told for now.
  void set_unstable(const std::string& group, const TopicPartition& partition, bool unstable);
  // What another instance of that name, or the broker after a timeout, does: later calls of the present one fail.
  void fence(const std::string& transactional_id);
  void set_broker_setting(const std::string& name, std::string value);

  // ---- failures ----
  // The next `times` calls do nothing and return `error`.
  void fail_next(FakeCall call, Error error, int times = 1);
  // The next commit (or any other call) happens, and its answer is lost: `error` is returned all the same.
  void lose_answer_of_next(FakeCall call, Error error);
  // After its next end of a transaction the sink wants to be replaced.
  void make_next_end_suspicious();
  // Called on each call, outside the lock, before it happens: to interleave something else.
  void on_call(std::function<void(FakeCall)> observer);

  // ---- ports ----
  std::unique_ptr<Source> source(const std::string& topic);
  std::unique_ptr<TransactionalSink> sink(const std::string& name, const std::vector<std::string>& topics);
  std::unique_ptr<KafkaCluster> cluster(const std::string& name);

 private:
  friend class FakeSource;
  friend class FakeSink;
  friend class FakeCluster;

  struct Topic {
    std::string id;
    std::vector<FakePartition> partitions;
  };
  struct Producer {
    int epoch = 0;
    std::map<TopicPartition, CommittedOffset> offsets;  // of the open transaction
  };
  using Group = std::map<TopicPartition, CommittedOffset>;

  // An injected error for this call, and whether the call happens nevertheless.
  struct Injected {
    std::optional<Error> error;
    bool happens = true;
  };
  Injected enter(FakeCall call);

  // Under the lock:
  std::size_t partition_count(const std::string& topic) const;
  FakePartition* find(const TopicPartition& partition);
  const FakePartition* find(const TopicPartition& partition) const {
    return const_cast<FakeBroker*>(this)->find(partition);
  }
  void end_transaction(const std::string& producer, bool commit);

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, Topic> topics_;
  std::map<std::string, Producer> producers_;
  std::map<std::string, Group> groups_;  // group and transactional id are one name
  std::set<std::pair<std::string, TopicPartition>> unstable_;
  std::map<std::string, std::string> settings_{{"transaction.max.timeout.ms", "900000"}};
  std::map<FakeCall, std::vector<Injected>> injected_;
  std::function<void(FakeCall)> observer_;
  bool next_end_suspicious_ = false;
  int topics_made_ = 0;
};

inline Error fake_error(Reaction reaction, StopReason stop = StopReason::kNone) {
  return {"a call", "the fake broker", "failure on demand", "", reaction, stop};
}

}  // namespace millrace

#include "connectors/tests/fake_broker_inl.h"  // IWYU pragma: export

// The bodies of fake_broker.h; in headers, so that any room's tests can use the fake without linking anything.
#pragma once

#include "connectors/tests/fake_broker.h"
#include "connectors/tests/fake_cluster.h"
#include "connectors/tests/fake_sink.h"
#include "connectors/tests/fake_source.h"

namespace millrace {

inline void FakeBroker::create_topic(const std::string& name, std::uint32_t partitions) {
  const std::lock_guard lock(mutex_);
  topics_[name] = {.id = "topic-id-" + std::to_string(++topics_made_), .partitions = {}};
  topics_[name].partitions.resize(partitions);
}

inline void FakeBroker::delete_topic(const std::string& name) {
  const std::lock_guard lock(mutex_);
  topics_.erase(name);
  changed_.notify_all();
}

inline void FakeBroker::set_topic_id(const std::string& name, std::string_view id) {
  const std::lock_guard lock(mutex_);
  topics_.at(name).id = id;
}

inline void FakeBroker::add_partitions(const std::string& topic, std::uint32_t total) {
  const std::lock_guard lock(mutex_);
  topics_.at(topic).partitions.resize(total);
  changed_.notify_all();
}

inline std::size_t FakeBroker::partition_count(const std::string& topic) const {
  const auto found = topics_.find(topic);
  return found == topics_.end() ? 0 : found->second.partitions.size();
}

inline Offset FakeBroker::append(const TopicPartition& to, FakeRecord record) {
  const std::lock_guard lock(mutex_);
  changed_.notify_all();
  return topics_.at(to.topic).partitions.at(static_cast<std::size_t>(to.partition.value)).append(std::move(record));
}

inline void FakeBroker::delete_records_before(const TopicPartition& partition, Offset offset) {
  const std::lock_guard lock(mutex_);
  find(partition)->delete_before(offset);
}

inline std::vector<FakeRecord> FakeBroker::committed_rows(const std::string& topic) const {
  const std::lock_guard lock(mutex_);
  std::vector<FakeRecord> rows;
  for (const FakePartition& partition : topics_.at(topic).partitions) {
    for (auto at = partition.next_readable(Offset{0}); at; at = partition.next_readable(Offset{at->value + 1})) {
      rows.push_back(partition.entry(*at).record);
    }
  }
  return rows;
}

inline std::optional<CommittedOffset> FakeBroker::committed(const std::string& group,
                                                            const TopicPartition& partition) const {
  const std::lock_guard lock(mutex_);
  const auto found = groups_.find(group);
  if (found == groups_.end() || !found->second.contains(partition)) return std::nullopt;
  return found->second.at(partition);
}

inline void FakeBroker::set_committed(const std::string& group, const TopicPartition& partition,
                                      std::optional<Offset> offset, std::string metadata) {
  const std::lock_guard lock(mutex_);
  if (!offset) {
    groups_[group].erase(partition);
  } else {
    groups_[group][partition] = {partition, offset, std::move(metadata)};
  }
}

inline void FakeBroker::set_unstable(const std::string& group, const TopicPartition& partition, bool unstable) {
  const std::lock_guard lock(mutex_);
  if (unstable) {
    unstable_.emplace(group, partition);
  } else {
    unstable_.erase({group, partition});
  }
}

inline void FakeBroker::fence(const std::string& transactional_id) {
  const std::lock_guard lock(mutex_);
  end_transaction(transactional_id, false);
  ++producers_[transactional_id].epoch;
}

inline void FakeBroker::set_broker_setting(const std::string& name, std::string value) {
  const std::lock_guard lock(mutex_);
  settings_[name] = std::move(value);
}

inline void FakeBroker::fail_next(FakeCall call, Error error, int times) {
  const std::lock_guard lock(mutex_);
  for (int i = 0; i < times; ++i) injected_[call].push_back({error, false});
}

inline void FakeBroker::lose_answer_of_next(FakeCall call, Error error) {
  const std::lock_guard lock(mutex_);
  injected_[call].push_back({std::move(error), true});
}

inline void FakeBroker::make_next_end_suspicious() {
  const std::lock_guard lock(mutex_);
  next_end_suspicious_ = true;
}

inline void FakeBroker::on_call(std::function<void(FakeCall)> observer) {
  const std::lock_guard lock(mutex_);
  observer_ = std::move(observer);
}

inline FakeBroker::Injected FakeBroker::enter(FakeCall call) {
  std::unique_lock lock(mutex_);
  Injected injected;
  if (auto& queue = injected_[call]; !queue.empty()) {
    injected = std::move(queue.front());
    queue.erase(queue.begin());
  }
  const auto observer = observer_;
  lock.unlock();
  if (observer) observer(call);
  return injected;
}

inline FakePartition* FakeBroker::find(const TopicPartition& partition) {
  const auto topic = topics_.find(partition.topic);
  const auto index = static_cast<std::size_t>(partition.partition.value);
  if (topic == topics_.end() || index >= topic->second.partitions.size()) return nullptr;
  return &topic->second.partitions[index];
}

inline void FakeBroker::end_transaction(const std::string& producer, bool commit) {
  for (auto& [name, topic] : topics_) {
    for (FakePartition& partition : topic.partitions) partition.end_transaction(producer, commit);
  }
  auto offsets = std::exchange(producers_[producer].offsets, {});
  if (commit) {
    for (auto& [partition, offset] : offsets) groups_[producer][partition] = std::move(offset);
  }
  changed_.notify_all();
}

inline std::unique_ptr<Source> FakeBroker::source(const std::string& topic) {
  return std::make_unique<FakeSource>(*this, topic);
}

inline std::unique_ptr<TransactionalSink> FakeBroker::sink(const std::string& name,
                                                           const std::vector<std::string>& topics) {
  return std::make_unique<FakeSink>(*this, name, topics);
}

inline std::unique_ptr<KafkaCluster> FakeBroker::cluster(const std::string& name) {
  return std::make_unique<FakeCluster>(*this, name);
}

}  // namespace millrace

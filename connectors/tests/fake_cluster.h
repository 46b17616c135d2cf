// KafkaCluster on the fake broker.
#pragma once

#include "connectors/tests/fake_broker.h"

namespace millrace {

class FakeCluster : public KafkaCluster {
 public:
  FakeCluster(FakeBroker& broker, std::string name) : broker_(broker), name_(std::move(name)) {}

  Result<std::optional<std::uint32_t>> partitions(const std::string& topic, Millis) override {
    return call<std::optional<std::uint32_t>>(FakeCall::kPartitions, [&]() -> std::optional<std::uint32_t> {
      const auto found = broker_.topics_.find(topic);
      if (found == broker_.topics_.end()) return std::nullopt;
      return static_cast<std::uint32_t>(found->second.partitions.size());
    });
  }

  Result<std::optional<std::string>> topic_id(const std::string& topic, Millis) override {
    return call<std::optional<std::string>>(FakeCall::kTopicId, [&]() -> std::optional<std::string> {
      const auto found = broker_.topics_.find(topic);
      if (found == broker_.topics_.end()) return std::nullopt;
      return found->second.id;
    });
  }

  Result<std::optional<TopicDescription>> describe_topic(const std::string& topic, Millis) override {
    return call<std::optional<TopicDescription>>(FakeCall::kDescribeTopic, [&]() -> std::optional<TopicDescription> {
      const auto found = broker_.topics_.find(topic);
      if (found == broker_.topics_.end()) return std::nullopt;
      const auto partitions = static_cast<std::uint32_t>(found->second.partitions.size());
      return TopicDescription{.id = found->second.id, .partitions = partitions, .replicas = 1, .in_sync = 1};
    });
  }

  Result<std::vector<CommittedOffset>> committed(const std::vector<TopicPartition>& partitions, Millis) override {
    using Answer = Result<std::vector<CommittedOffset>>;
    return call<std::vector<CommittedOffset>>(FakeCall::kCommitted, [&]() -> Answer {
      std::vector<CommittedOffset> offsets;
      const auto& group = broker_.groups_[name_];
      for (const TopicPartition& partition : partitions) {
        if (broker_.producers_[name_].offsets.contains(partition) || broker_.unstable_.contains({name_, partition})) {
          return std::unexpected(fake_error(Reaction::kRetry));
        }
        const auto found = group.find(partition);
        offsets.push_back(found == group.end() ? CommittedOffset{partition, std::nullopt, {}} : found->second);
      }
      return offsets;
    });
  }

  Result<PartitionEnds> ends(const TopicPartition& partition, Millis) override {
    return call<PartitionEnds>(FakeCall::kClusterEnds, [&]() -> Result<PartitionEnds> {
      const FakePartition* log = broker_.find(partition);
      if (log == nullptr) return std::unexpected(fake_error(Reaction::kStop, StopReason::kRefused));
      return PartitionEnds{partition, log->low(), log->last_stable(), log->high_watermark()};
    });
  }

  Result<bool> read_record(const TopicPartition& partition, Offset offset, Millis, RecordVisitor visit) override {
    FakeRecord record;
    const auto there = call<bool>(FakeCall::kReadRecord, [&]() -> Result<bool> {
      const FakePartition* log = broker_.find(partition);
      if (log == nullptr) return std::unexpected(fake_error(Reaction::kStop, StopReason::kRefused));
      if (offset < log->low() || log->next_readable(offset) != offset) return false;
      record = log->entry(offset).record;
      return true;
    });
    if (there && *there) visit({partition.partition, offset, record.timestamp, view(record.key), view(record.value)});
    return there;
  }

  Result<std::optional<std::string>> broker_setting(const std::string& name, Millis) override {
    return call<std::optional<std::string>>(FakeCall::kBrokerSetting, [&]() -> std::optional<std::string> {
      const auto found = broker_.settings_.find(name);
      if (found == broker_.settings_.end()) return std::nullopt;
      return found->second;
    });
  }

  Result<std::optional<std::string>> topic_setting(const std::string& topic, const std::string& name, Millis) override {
    return call<std::optional<std::string>>(FakeCall::kTopicSetting, [&]() -> std::optional<std::string> {
      if (!broker_.topics_.contains(topic) || name != "min.insync.replicas") return std::nullopt;
      return "1";
    });
  }

 private:
  static std::optional<std::string_view> view(const std::optional<std::string>& bytes) {
    if (!bytes) return std::nullopt;
    return *bytes;
  }

  template <class Answer, class Body>
  Result<Answer> call(FakeCall which, Body body) {
    const auto injected = broker_.enter(which);
    if (injected.error) return std::unexpected(*injected.error);
    const std::lock_guard lock(broker_.mutex_);
    return body();
  }

  FakeBroker& broker_;
  std::string name_;
};

}  // namespace millrace

// The contracts' world at a real broker.
#pragma once

#include <unistd.h>

#include <chrono>
#include <map>

#include "connectors/tests/contract_steps.h"
#include "connectors/tests/kafka_admin.h"
#include "connectors/tests/kafka_world.h"

namespace millrace {

class RealWorld : public KafkaWorld {
 public:
  explicit RealWorld(std::string bootstrap_servers)
      : bootstrap_servers_(std::move(bootstrap_servers)), admin_(bootstrap_servers_) {}

  // Unique among processes that use the broker, one after another or at once.
  std::string fresh_name() override {
    static const std::string run =
        std::to_string(std::chrono::system_clock::now().time_since_epoch().count()) + "-" + std::to_string(::getpid());
    static int count = 0;
    return "contract-" + run + "-" + std::to_string(++count);
  }
  std::string create_topic(std::uint32_t partitions) override {
    std::string name = fresh_name();
    create_topic_named(name, partitions);
    return name;
  }
  // The answer may come before every broker knows the topic, or has forgotten it.
  void create_topic_named(const std::string& name, std::uint32_t partitions) override {
    admin_.create_topic(name, partitions);
    await_partitions(name, partitions);
  }
  void add_partitions(const std::string& topic, std::uint32_t total) override {
    admin_.add_partitions(topic, total);
    await_partitions(topic, total);
    admin_ = KafkaAdmin(bootstrap_servers_);  // a producer goes on believing in the old number for a while
  }
  void delete_topic(const std::string& topic) override {
    admin_.delete_topic(topic);
    await_partitions(topic, std::nullopt);
  }
  void append(const TopicPartition& to, const std::vector<FakeRecord>& records) override { admin_.append(to, records); }
  void delete_records_before(const TopicPartition& partition, Offset offset) override {
    admin_.delete_records_before(partition, offset);
  }

  void hold_offset(const std::string& group, const TopicPartition& partition) override {
    auto client =
        Client::make(ClientKind::kProducer,
                     {{"bootstrap.servers", bootstrap_servers_}, {"transactional.id", group + "-stranger"}}, {});
    if (!client) throw std::runtime_error(client.error().message());
    succeed(rd_kafka_init_transactions(client->get(), kPatienceMs));
    succeed(rd_kafka_begin_transaction(client->get()));
    const std::vector<OffsetToCommit> offsets = {{partition, Offset{0}, "a stranger's"}};
    const GroupMetadata metadata(rd_kafka_consumer_group_metadata_new(group.c_str()));
    succeed(rd_kafka_send_offsets_to_transaction(client->get(), list_of(offsets).get(), metadata.get(), kPatienceMs));
    strangers_.emplace(group, std::move(*client));
  }
  void release_offset(const std::string& group, const TopicPartition&) override {
    succeed(rd_kafka_abort_transaction(strangers_.at(group).get(), kPatienceMs));
    strangers_.erase(group);
  }

  std::unique_ptr<Source> source(const std::string& topic) override {
    auto impatient = settings(fresh_name());
    impatient.properties["topic.metadata.refresh.interval.ms"] = "200";
    return made(make_kafka_source(impatient, topic));
  }
  std::unique_ptr<TransactionalSink> sink(const std::string& name, const std::vector<std::string>& topics) override {
    return made(make_kafka_sink(settings(name), topics));
  }
  std::unique_ptr<KafkaCluster> cluster(const std::string& name) override {
    return made(connect_kafka(settings(name)));
  }

 private:
  static constexpr int kPatienceMs = 30'000;

  KafkaSettings settings(const std::string& name) const {
    KafkaSettings settings;
    settings.properties["bootstrap.servers"] = bootstrap_servers_;
    settings.name = name;
    return settings;
  }
  template <class Port>
  static std::unique_ptr<Port> made(Result<std::unique_ptr<Port>> port) {
    if (!port) throw std::runtime_error(port.error().message());
    return std::move(*port);
  }
  static void succeed(rd_kafka_error_t* raw) {
    const KafkaError error(raw);
    if (error) throw std::runtime_error(rd_kafka_error_string(error.get()));
  }
  void await_partitions(const std::string& topic, std::optional<std::uint32_t> count) {
    const auto observer = cluster(fresh_name());
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    while (must([&] { return observer->partitions(topic, kSlice); }) != count) {
      if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error("topic " + topic + " is not ready");
    }
  }

  std::string bootstrap_servers_;
  KafkaAdmin admin_;
  std::map<std::string, Client> strangers_;
};

}  // namespace millrace

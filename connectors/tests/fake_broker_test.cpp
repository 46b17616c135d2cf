#include "connectors/tests/fake_broker.h"

#include "connectors/tests/cluster_contract.h"
#include "connectors/tests/sink_contract.h"
#include "connectors/tests/source_contract.h"

namespace millrace {
namespace {

class FakeWorld : public KafkaWorld {
 public:
  std::string fresh_name() override { return "name-" + std::to_string(++names_); }
  std::string create_topic(std::uint32_t partitions) override {
    std::string name = fresh_name();
    broker_.create_topic(name, partitions);
    return name;
  }
  void create_topic_named(const std::string& name, std::uint32_t partitions) override {
    broker_.create_topic(name, partitions);
  }
  void add_partitions(const std::string& topic, std::uint32_t total) override { broker_.add_partitions(topic, total); }
  void delete_topic(const std::string& topic) override { broker_.delete_topic(topic); }
  void append(const TopicPartition& to, const std::vector<FakeRecord>& records) override {
    for (const FakeRecord& one : records) broker_.append(to, one);
  }
  void delete_records_before(const TopicPartition& partition, Offset offset) override {
    broker_.delete_records_before(partition, offset);
  }
  void hold_offset(const std::string& group, const TopicPartition& partition) override {
    broker_.set_unstable(group, partition, true);
  }
  void release_offset(const std::string& group, const TopicPartition& partition) override {
    broker_.set_unstable(group, partition, false);
  }
  std::unique_ptr<Source> source(const std::string& topic) override { return broker_.source(topic); }
  std::unique_ptr<TransactionalSink> sink(const std::string& name, const std::vector<std::string>& topics) override {
    return broker_.sink(name, topics);
  }
  std::unique_ptr<KafkaCluster> cluster(const std::string& name) override { return broker_.cluster(name); }

 private:
  FakeBroker broker_;
  int names_ = 0;
};

std::unique_ptr<KafkaWorld> make_fake_world() { return std::make_unique<FakeWorld>(); }

INSTANTIATE_TEST_SUITE_P(Fake, SourceContract, testing::Values(WorldUnderTest{"fake", &make_fake_world}),
                         name_of_world);
INSTANTIATE_TEST_SUITE_P(Fake, SinkContract, testing::Values(WorldUnderTest{"fake", &make_fake_world}), name_of_world);
INSTANTIATE_TEST_SUITE_P(Fake, ClusterContract, testing::Values(WorldUnderTest{"fake", &make_fake_world}),
                         name_of_world);

class FakeBrokerTest : public testing::Test {
 protected:
  FakeBrokerTest() { broker_.create_topic("out", 1); }
  FakeBroker broker_;
};

TEST_F(FakeBrokerTest, FailsExactlyTheNextCallsAndDoesNothingInThem) {
  const auto sink = broker_.sink("p", {"out"});
  ASSERT_TRUE(sink->init(kSlice));
  broker_.fail_next(FakeCall::kCommit, fake_error(Reaction::kAbort), 2);
  ASSERT_TRUE(sink->begin());
  write(*sink, {"a"});
  for (int i = 0; i < 2; ++i) {
    const auto commit = sink->commit(kSlice);
    ASSERT_FALSE(commit);
    EXPECT_EQ(commit.error().reaction, Reaction::kAbort);
    EXPECT_TRUE(broker_.committed_rows("out").empty());
  }
  EXPECT_TRUE(sink->commit(kSlice));
  EXPECT_EQ(broker_.committed_rows("out").size(), 1u);
}

TEST_F(FakeBrokerTest, LosesTheAnswerOfACommitThatHappened) {
  const auto sink = broker_.sink("p", {"out"});
  ASSERT_TRUE(sink->init(kSlice));
  broker_.lose_answer_of_next(FakeCall::kCommit, fake_error(Reaction::kFatal));
  ASSERT_TRUE(sink->begin());
  write(*sink, {"a"});
  EXPECT_FALSE(sink->commit(kSlice));
  EXPECT_EQ(broker_.committed_rows("out").size(), 1u);
}

TEST_F(FakeBrokerTest, ASuspiciousEndForbidsTheNextBegin) {
  const auto sink = broker_.sink("p", {"out"});
  ASSERT_TRUE(sink->init(kSlice));
  broker_.make_next_end_suspicious();
  transact(*sink, {"a"});
  EXPECT_TRUE(sink->needs_new_handle());
  EXPECT_FALSE(sink->begin());
}

TEST_F(FakeBrokerTest, ObserversSeeEachCallBeforeItHappens) {
  std::vector<FakeCall> calls;
  broker_.on_call([&](FakeCall call) { calls.push_back(call); });
  const auto sink = broker_.sink("p", {"out"});
  ASSERT_TRUE(sink->init(kSlice));
  transact(*sink, {"a"});
  EXPECT_THAT(calls, testing::ElementsAre(FakeCall::kInit, FakeCall::kBegin, FakeCall::kProduce, FakeCall::kFlush,
                                          FakeCall::kCommit));
}

}  // namespace
}  // namespace millrace

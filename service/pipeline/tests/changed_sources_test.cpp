// Sources that are removed from the file and come back: the others' state lives on.
#include <gmock/gmock.h>

#include "service/pipeline/tests/pipeline_world.h"

namespace millrace::test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

constexpr auto kBoth = R"({"user_id":"ada","window_end":2000,"n":2,"total":7})";

class ChangedSources : public PipelineWorld {
 protected:
  void SetUp() override { configure(with_visits()); }

  static std::string with_visits() {
    auto file = std::string(kOrdersPipeline);
    file.replace(file.find("queries:"), 9,
                 "  visits: { topic: visits, columns: { page: text } }\n"
                 "queries:\n"
                 "  pages: { sql: SELECT page FROM visits, sink: { topic: pages } }\n");
    return file;
  }
  static std::string visits_alone() {
    const std::string_view orders = kOrdersPipeline;
    return "name: world\n"
           "kafka: { bootstrap.servers: \"unused:9092\" }\n"
           "sources:\n"
           "  visits: { topic: visits, columns: { page: text } }\n"
           "queries:\n"
           "  pages: { sql: SELECT page FROM visits, sink: { topic: pages } }\n" +
           std::string(orders.substr(orders.find("state:")));
  }
  void visit(const std::string& page) {
    broker.append({"visits", PartitionId{0}}, {std::nullopt, R"({"page":")" + page + R"("})", 1'700'000'000'000});
  }
  std::optional<CommittedOffset> left() { return broker.committed("world", {"visits", PartitionId{0}}); }
  void expect_run(const std::function<bool()>& until) {
    const auto outcome = run_until(until);
    EXPECT_FALSE(outcome.error) << outcome.error->message();
  }
  // One order and one visit are read; then the visits are removed from the file and a checkpoint is taken without them.
  void read_both_and_remove_visits() {
    order(0, "ada", 3, 1000);
    visit("a");
    expect_run([&] { return visible("pages") == 1 && instruments->records_committed == 2; });
    before = left();
    configure(kOrdersPipeline);
    const auto completed = instruments->completed.load();
    expect_run([&] { return instruments->completed > completed + 1; });
  }

  std::optional<CommittedOffset> before;
};

TEST_F(ChangedSources, ARemovedOneIsToldAndLeavesItsOffsetsAndTheOthersState) {
  read_both_and_remove_visits();
  EXPECT_THAT(told, Contains(HasSubstr("source visits is gone")));
  EXPECT_THAT(told, Contains(HasSubstr("query pages is gone: its state is dropped")));
  ASSERT_TRUE(before && left());
  EXPECT_EQ(left()->offset, before->offset);
  EXPECT_EQ(left()->metadata, before->metadata);
  order(0, "ada", 4, 1999);
  close_windows();
  expect_run([&] { return visible() == 1; });
  EXPECT_THAT(values(), ElementsAre(kBoth));
}

TEST_F(ChangedSources, OneThatIsBackIsReadOnWhereItWasLeft) {
  read_both_and_remove_visits();
  visit("b");
  configure(with_visits());
  order(0, "ada", 4, 1999);
  close_windows();
  expect_run([&] { return visible("pages") == 2 && visible() == 1; });
  EXPECT_THAT(values("pages"), UnorderedElementsAre(R"({"page":"a"})", R"({"page":"b"})")) << "none is repeated";
  EXPECT_THAT(values(), ElementsAre(kBoth));
  EXPECT_THAT(told, Contains("visits[0] is back: reading it from offset 1"));
  EXPECT_EQ(left()->metadata, broker.committed("world", {"orders", PartitionId{0}})->metadata);
}

TEST_F(ChangedSources, AcceptedOffsetsAreAlsoThoseOfOneThatIsBack) {
  read_both_and_remove_visits();
  configure(with_visits());
  broker.set_committed("world", {"orders", PartitionId{0}}, Offset{0});
  const auto recovered = recover_now({.from = std::nullopt, .accept_offsets = true});
  ASSERT_TRUE(recovered) << recovered.error().message();
  const auto visits = std::ranges::find(recovered->manifest.positions, "visits", &PartitionPosition::topic);
  ASSERT_NE(visits, recovered->manifest.positions.end());
  EXPECT_EQ(visits->next, Offset{1});
}

// A then B then both: what Kafka names for the topics of the file alone would be the checkpoint before A ran alone.
TEST_F(ChangedSources, SwappingThemKeepsOneLineOfCheckpoints) {
  read_both_and_remove_visits();
  const auto newest = parse_checkpoint_name(broker.committed("world", {"orders", PartitionId{0}})->metadata)->id;
  visit("b");
  configure(visits_alone());
  expect_run([&] { return visible("pages") == 2; });
  EXPECT_THAT(told, Contains("visits[0] is back: reading it from offset 1"));
  EXPECT_THAT(told, Contains(HasSubstr("source orders is gone")));
  EXPECT_GT(parse_checkpoint_name(left()->metadata)->id, newest) << "no id twice";
  configure(with_visits());
  visit("c");
  expect_run([&] { return visible("pages") == 3; });
  EXPECT_THAT(told, Contains("orders[0] is back: reading it from offset 1"));
}

TEST_F(ChangedSources, AllReplacedByANewOneGoOnFromTheirCheckpoint) {
  order(0, "ada", 3, 1000);
  expect_run([&] { return instruments->records_committed == 1; });
  visit("a");
  configure(visits_alone());
  expect_run([&] { return visible("pages") == 1; });
  EXPECT_THAT(told, Contains(HasSubstr("source orders is gone")));
}

TEST_F(ChangedSources, OneThatIsBackAfterItsRecordsWereDeletedIsRefused) {
  read_both_and_remove_visits();
  visit("b");
  visit("c");
  broker.delete_records_before({"visits", PartitionId{0}}, Offset{2});
  configure(with_visits());
  const auto recovered = recover_now();
  ASSERT_FALSE(recovered);
  EXPECT_EQ(recovered.error().stop, StopReason::kRefused);
  EXPECT_THAT(recovered.error().message(), HasSubstr("offset 1 is committed, the partition holds 2 to 3"));
  transaction.drop_handle();
}

TEST_F(ChangedSources, APartitionThatCameMeanwhileIsReadFromItsBeginning) {
  auto file = with_visits();
  file.replace(file.find("topic: visits"), 13, "topic: visits, start: latest");
  configure(file);
  order(0, "ada", 3, 1000);
  visit("a");
  expect_run([&] { return instruments->records_committed >= 1; });
  configure(kOrdersPipeline);
  const auto completed = instruments->completed.load();
  expect_run([&] { return instruments->completed > completed + 1; });
  broker.add_partitions("visits", 3);
  broker.append({"visits", PartitionId{2}}, {std::nullopt, R"({"page":"new"})", 1'700'000'000'000});
  configure(file);
  expect_run([&] { return visible("pages") >= 1; });
  EXPECT_THAT(values("pages"), Contains(R"({"page":"new"})"));
}

// Hole 6: only what no checkpoint has read since may name an older one.
TEST_F(ChangedSources, AnOlderNameOnAPartitionThatIsReadIsRefusedStill) {
  order(0, "ada", 3, 1000);
  expect_run([&] { return instruments->records_committed == 1; });
  const auto old = *broker.committed("world", {"orders", PartitionId{1}});
  order(0, "ada", 3, 1001);
  expect_run([&] { return instruments->records_committed == 2; });
  broker.set_committed("world", {"orders", PartitionId{1}}, old.offset, old.metadata);
  const auto recovered = recover_now();
  ASSERT_FALSE(recovered);
  EXPECT_THAT(recovered.error().message(), HasSubstr("found 2 different checkpoints"));
  transaction.drop_handle();
}

}  // namespace
}  // namespace millrace::test

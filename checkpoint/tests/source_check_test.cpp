// Sources that come and go between two starts.
#include "checkpoint/source_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "checkpoint/tests/builders.h"

namespace millrace::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::UnorderedElementsAre;

// It has read orders and visits, and the file reads orders only.
struct WithoutVisits {
  WithoutVisits() {
    read.positions = {position(0, 10), position(1, 20), position(0, 7, "visits")};
    read.topic_ids = {{"orders", "a"}, {"visits", "b"}};
    read.ledger = Ledger{.sources = {{"orders", {}}, {"visits", {}}}, .queries = {}, .rows_sent = 0};
    kafka = {committed(0, 10, name(read)), committed(1, 20, name(read))};
  }
  Manifest read = manifest(41);
  std::vector<CommittedPosition> kafka;
};

TEST(SourceCheck, DoesNotMissASourceThatWasRemoved) {
  const WithoutVisits given;
  EXPECT_TRUE(check_present(given.read, given.kafka));
  const auto unknown = check_manifest(given.read, given.kafka, {"orders-per-user", 2, "rocksdb", {}});
  ASSERT_TRUE(unknown) << unknown.error().error.message();
  EXPECT_THAT(*unknown, IsEmpty());
}

TEST(SourceCheck, MissesAPartitionOfASourceThatIsStillThere) {
  WithoutVisits given;
  given.kafka.pop_back();
  const auto refused = check_present(given.read, given.kafka);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, Refusal::kPartitionLost);
  EXPECT_THAT(refused.error().error.cause, ::testing::HasSubstr("orders[1] of source orders;"));
}

TEST(SourceCheck, MissesASourceWhoseTopicIsReadUnderAnotherName) {
  WithoutVisits given;
  given.kafka.push_back({"calls", "visits", PartitionId{0}, Offset{7}, ""});
  EXPECT_FALSE(check_present(given.read, given.kafka));
}

TEST(SourceCheck, ForgetsAllOfARemovedSource) {
  WithoutVisits given;
  EXPECT_THAT(drop_removed_sources(given.read, given.kafka), ElementsAre("visits"));
  EXPECT_THAT(given.read.positions, ElementsAre(position(0, 10), position(1, 20)));
  EXPECT_THAT(given.read.topic_ids, UnorderedElementsAre(Key("orders")));
  EXPECT_THAT(given.read.ledger->sources, UnorderedElementsAre(Key("orders")));
}

TEST(SourceCheck, ForgetsNothingWhereNoneWasRemoved) {
  WithoutVisits given;
  given.kafka.push_back(committed(0, 7, "", "visits"));
  const auto before = given.read;
  EXPECT_THAT(drop_removed_sources(given.read, given.kafka), IsEmpty());
  EXPECT_EQ(given.read, before);
}

TEST(SourceCheck, KnowsWhatARemovedSourceHasLeftInTheGroup) {
  auto newest = manifest(42);
  newest.positions = {position(0, 10)};  // of orders
  const auto left = [&](const Manifest& named, const std::string& topic) {
    auto p = committed(0, 7, name(named));
    p.topic = topic;
    return is_left_behind(p, name(newest), newest);
  };
  EXPECT_TRUE(left(manifest(41), "visits"));
  EXPECT_FALSE(left(newest, "visits"));        // committed by that very checkpoint
  EXPECT_FALSE(left(manifest(41), "orders"));  // a topic that it reads cannot be behind
}

}  // namespace
}  // namespace millrace::test

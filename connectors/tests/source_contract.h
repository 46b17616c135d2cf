// What every Source does; instantiated over the fake broker (connectors/tests) and a real one (integration-tests).
#pragma once

#include <gmock/gmock.h>

#include "connectors/tests/contract_steps.h"

namespace millrace {

class SourceContract : public KafkaContract {
 protected:
  std::string topic_ = world_->create_topic(3);
  TopicPartition first_{topic_, PartitionId{0}};
  std::unique_ptr<Source> source_ = world_->source(topic_);
  SeenRecords seen_;

  auto seen_count(std::size_t count) {
    return [this, count] { return seen_.size() >= count; };
  }
  // The first error of reading on.
  Error read_to_error() {
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    while (std::chrono::steady_clock::now() < deadline) {
      if (const auto polled = source_->poll(100, Millis{20}, remember_in(seen_)); !polled) return polled.error();
    }
    return {"read", topic_, "no error came", "", Reaction::kRetry, StopReason::kNone};
  }
};

using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;

TEST_P(SourceContract, VisitsRecordsInOrderWithKeyValueAndTimestamp) {
  const std::vector<FakeRecord> records = {{"a", "1", 1'600'000'000'001},
                                           {std::nullopt, "no key", 1'600'000'000'002},
                                           {"tombstone", std::nullopt, 1'600'000'000'003},
                                           {"", "", 1'600'000'000'004},
                                           {std::string("\0\xff", 2), std::string("\xfe\0x", 3), 1'600'000'000'005}};
  world_->append(first_, records);
  start(*source_, topic_, {{0, 0}});
  read_until(*source_, seen_, seen_count(records.size()));
  ASSERT_EQ(seen_.size(), records.size());
  for (std::size_t i = 0; i < records.size(); ++i) {
    EXPECT_EQ(seen_[i].record, records[i]) << i;
    EXPECT_EQ(seen_[i].offset, Offset{static_cast<std::int64_t>(i)});
    EXPECT_EQ(seen_[i].partition, PartitionId{0});
  }
}

TEST_P(SourceContract, EndsReadingForARecoveryWhenPartitionsWereAdded) {
  world_->append(first_, numbered(3));
  start(*source_, topic_, {{0, 0}});
  read_until(*source_, seen_, seen_count(3));
  world_->add_partitions(topic_, 4);
  const auto error = read_to_error();
  EXPECT_EQ(error.reaction, Reaction::kAbort);
  EXPECT_TRUE(error.is_growth) << error.message();
  start(*source_, topic_, {{0, 3}, {3, 0}});
  world_->append({topic_, PartitionId{3}}, {{std::nullopt, "in the new one", 0}});
  read_until(*source_, seen_, seen_count(4));
  EXPECT_EQ(seen_.back().record.value, "in the new one");
}

TEST_P(SourceContract, StartsExactlyAtTheAssignedOffset) {
  world_->append(first_, numbered(10));
  start(*source_, topic_, {{0, 7}});
  EXPECT_EQ(source_->position(PartitionId{0}), Offset{7});
  read_until(*source_, seen_, seen_count(3));
  EXPECT_THAT(values(seen_), ElementsAre("r7", "r8", "r9"));
}

TEST_P(SourceContract, VisitsAtMostAboutMaxAndLosesNothingBetweenPolls) {
  world_->append(first_, numbered(500));
  start(*source_, topic_, {{0, 0}});
  while (seen_.size() < 500) {
    const auto before = seen_.size();
    const auto polled = source_->poll(7, Millis{100}, remember_in(seen_));
    ASSERT_TRUE(polled) << polled.error().message();
    EXPECT_EQ(seen_.size() - before, *polled);
    EXPECT_LE(*polled, 8u);
    EXPECT_EQ(source_->position(PartitionId{0}), Offset{static_cast<std::int64_t>(seen_.size())});
  }
  for (int i = 0; i < 500; ++i) EXPECT_EQ(seen_[static_cast<std::size_t>(i)].offset, Offset{i});
}

TEST_P(SourceContract, ReadsAllAssignedPartitionsEachInItsOrder) {
  for (int p = 0; p < 3; ++p) world_->append({topic_, PartitionId{p}}, numbered(100));
  start(*source_, topic_, {{0, 0}, {1, 50}, {2, 99}});
  read_until(*source_, seen_, seen_count(151), 10);
  std::map<PartitionId, Offset> expected = {
      {PartitionId{0}, Offset{0}}, {PartitionId{1}, Offset{50}}, {PartitionId{2}, Offset{99}}};
  for (const Seen& one : seen_) EXPECT_EQ(one.offset.value, expected.at(one.partition).value++);
  for (const auto& [partition, next] : expected) EXPECT_EQ(next, Offset{100});
}

TEST_P(SourceContract, WaitsForWhatIsAppendedLater) {
  start(*source_, topic_, {{0, 0}});
  const auto nothing = source_->poll(10, Millis{1}, remember_in(seen_));
  ASSERT_TRUE(nothing);
  EXPECT_EQ(*nothing, 0u);
  world_->append(first_, {record("late")});
  read_until(*source_, seen_, seen_count(1));
  EXPECT_THAT(values(seen_), ElementsAre("late"));
}

TEST_P(SourceContract, SkipsAbortedRecordsAndItsPositionReachesTheEndBehindThem) {
  const auto topic = world_->create_topic(1);
  const auto writer = ready_sink(*world_, world_->fresh_name(), {topic});
  transact(*writer, {"a", "b"});         // 0 1, marker 2
  transact(*writer, {"x", "y"}, false);  // aborted 3 4, marker 5
  transact(*writer, {"c"});              // 6, marker 7
  transact(*writer, {"z"}, false);       // aborted 8, marker 9
  source_ = world_->source(topic);
  start(*source_, topic, {{0, 0}});
  read_until(*source_, seen_, [&] { return source_->position(PartitionId{0}) == Offset{10}; });
  EXPECT_THAT(values(seen_), ElementsAre("a", "b", "c"));
  EXPECT_THAT(offsets(seen_), ElementsAre(0, 1, 6));
}

TEST_P(SourceContract, HidesAnOpenTransactionUntilItIsDecided) {
  const auto topic = world_->create_topic(1);
  const auto writer = ready_sink(*world_, world_->fresh_name(), {topic});
  transact(*writer, {"a"});  // 0, marker 1
  must_do([&] { return writer->begin(); });
  write(*writer, {"b"});
  must_do([&] { return writer->flush(kSlice); });
  source_ = world_->source(topic);
  start(*source_, topic, {{0, 0}});
  read_until(*source_, seen_, [&] { return source_->position(PartitionId{0}) == Offset{2}; });
  const auto open = ends_of(*source_);
  EXPECT_EQ(open.low, Offset{0});
  EXPECT_EQ(open.last_stable, Offset{2});
  EXPECT_EQ(open.high_watermark, Offset{3});
  EXPECT_THAT(values(seen_), ElementsAre("a"));
  must_do([&] { return writer->commit(kSlice); });
  read_until(*source_, seen_, seen_count(2));
  EXPECT_THAT(values(seen_), ElementsAre("a", "b"));
  const auto closed = ends_of(*source_);
  EXPECT_EQ(closed.last_stable, closed.high_watermark);
}

TEST_P(SourceContract, ResumesAtAnyPositionItReported) {
  const auto topic = world_->create_topic(1);
  const auto writer = ready_sink(*world_, world_->fresh_name(), {topic});
  transact(*writer, {"a"});
  transact(*writer, {"x"}, false);
  source_ = world_->source(topic);
  start(*source_, topic, {{0, 0}});
  read_to_end(*source_, seen_);
  const Offset end = source_->position(PartitionId{0});
  EXPECT_EQ(end, Offset{4});
  transact(*writer, {"b"});
  const auto later = world_->source(topic);
  start(*later, topic, {{0, end.value}});
  seen_.clear();
  read_until(*later, seen_, seen_count(1));
  EXPECT_THAT(values(seen_), ElementsAre("b"));
}

TEST_P(SourceContract, AssignedAgainGoesBackAndDropsWhatWasFetchedAhead) {
  world_->append(first_, numbered(200));
  for (const int back : {0, 150, 20}) {
    start(*source_, topic_, {{0, back}});
    EXPECT_EQ(source_->position(PartitionId{0}), Offset{back});
    SeenRecords seen;
    read_until(*source_, seen, [&] { return seen.size() >= 10; }, 10);
    EXPECT_EQ(seen.front().offset, Offset{back});
    for (std::size_t i = 1; i < seen.size(); ++i) EXPECT_EQ(seen[i].offset.value, seen[i - 1].offset.value + 1);
  }
}

TEST_P(SourceContract, AssignedAgainReadsOnlyThosePartitions) {
  for (int p = 0; p < 2; ++p) world_->append({topic_, PartitionId{p}}, numbered(50));
  start(*source_, topic_, {{0, 0}, {1, 0}});
  read_until(*source_, seen_, seen_count(1), 1);
  seen_.clear();
  start(*source_, topic_, {{1, 10}});
  read_until(*source_, seen_, seen_count(40));
  for (const Seen& one : seen_) EXPECT_EQ(one.partition, PartitionId{1});
  EXPECT_EQ(seen_.size(), 40u);
}

TEST_P(SourceContract, RefusesAnOffsetBeyondTheEnd) {
  world_->append(first_, numbered(3));
  start(*source_, topic_, {{0, 8}});
  const Error error = read_to_error();
  EXPECT_EQ(error.reaction, Reaction::kStop) << error.message();
  EXPECT_EQ(error.stop, StopReason::kRefused);
  EXPECT_TRUE(seen_.empty());
}

TEST_P(SourceContract, RefusesAnOffsetThatRetentionHasTaken) {
  world_->append(first_, numbered(10));
  world_->delete_records_before(first_, Offset{5});
  start(*source_, topic_, {{0, 2}});
  const Error error = read_to_error();
  EXPECT_EQ(error.reaction, Reaction::kStop) << error.message();
  EXPECT_EQ(error.stop, StopReason::kRefused);
  EXPECT_TRUE(seen_.empty()) << "a silent reset";
  EXPECT_EQ(ends_of(*source_).low, Offset{5});
}

TEST_P(SourceContract, GoesOnRefusingUntilAssignedAnew) {
  world_->append(first_, numbered(3));
  world_->append({topic_, PartitionId{1}}, numbered(3));
  start(*source_, topic_, {{0, 8}, {1, 0}});
  read_to_error();
  seen_.clear();
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(source_->poll(10, Millis{1}, remember_in(seen_)));
  EXPECT_TRUE(seen_.empty()) << "read past an error";
  start(*source_, topic_, {{0, 1}});
  read_until(*source_, seen_, seen_count(2));
  EXPECT_THAT(values(seen_), ElementsAre("r1", "r2"));
}

TEST_P(SourceContract, RefusesAPartitionThatIsNotThere) {
  const std::vector<PartitionStart> starts = {{{topic_, PartitionId{9}}, Offset{0}}};
  const auto assigned = source_->assign(starts);
  const Error error = assigned ? read_to_error() : assigned.error();
  EXPECT_EQ(error.reaction, Reaction::kStop) << error.message();
  EXPECT_EQ(error.stop, StopReason::kRefused);
}

TEST_P(SourceContract, RefusesATopicThatIsDeletedUnderItsHands) {
  world_->append(first_, numbered(3));
  start(*source_, topic_, {{0, 0}});
  read_until(*source_, seen_, seen_count(3));
  world_->delete_topic(topic_);
  const Error error = read_to_error();
  EXPECT_EQ(error.reaction, Reaction::kStop) << error.message();
  EXPECT_EQ(error.stop, StopReason::kRefused);
}

TEST_P(SourceContract, ReadsNothingPastARecordWhoseVisitFailed) {
  world_->append(first_, numbered(5));
  start(*source_, topic_, {{0, 0}});
  const auto fail_at_two = [&](const RecordView& view) {
    if (view.offset == Offset{2}) throw std::logic_error("a bug");
    seen_.push_back({view.partition, view.offset, owned(view)});
  };
  EXPECT_THROW(
      {
        while (source_->poll(10, Millis{20}, fail_at_two)) {
        }
      },
      std::logic_error);
  EXPECT_EQ(source_->position(PartitionId{0}), Offset{2});
  EXPECT_FALSE(source_->poll(10, Millis{20}, remember_in(seen_)));
  EXPECT_EQ(seen_.size(), 2u);
}

}  // namespace millrace

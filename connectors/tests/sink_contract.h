// What every TransactionalSink does; instantiated over the fake broker (connectors/tests) and a real one
// (integration-tests).
#pragma once

#include <gmock/gmock.h>

#include "connectors/tests/contract_steps.h"

namespace millrace {

class SinkContract : public KafkaContract {
 protected:
  std::string topic_ = world_->create_topic(1);
  std::string input_ = world_->create_topic(2);
  std::string name_ = world_->fresh_name();
  TopicPartition in0_{input_, PartitionId{0}};
  TopicPartition in1_{input_, PartitionId{1}};
  std::unique_ptr<TransactionalSink> sink_ = ready_sink(*world_, name_, {topic_});

  void send(TransactionalSink& sink, const std::vector<OffsetToCommit>& offsets) {
    must_do([&] { return sink.send_offsets(offsets, kSlice); });
  }
  std::vector<CommittedOffset> committed(const std::vector<TopicPartition>& partitions) {
    const auto cluster = world_->cluster(name_);
    return must([&] { return cluster->committed(partitions, kSlice); });
  }
  // The first refusal on the way from produce to commit.
  std::optional<Error> refusal_of_a_transaction(TransactionalSink& sink) {
    const std::vector<RowView> rows = {{0, "key", "late", 1}};
    const std::vector<OffsetToCommit> offsets = {{in0_, Offset{99}, "late"}};
    const std::vector<std::function<Result<void>()>> steps = {
        [&] { return sink.produce(rows); }, [&] { return sink.flush(kSlice); },
        [&] { return sink.send_offsets(offsets, kSlice); }, [&] { return sink.commit(kSlice); }};
    for (const auto& step : steps) {
      if (const auto done = settled(step); !done) return done.error();
    }
    return std::nullopt;
  }
};

using testing::ElementsAre;
using testing::IsEmpty;

TEST_P(SinkContract, CommittedRowsCarryKeyValueAndTimestamp) {
  const std::vector<RowView> rows = {
      {0, "k", "v", 1'600'000'000'001},
      {0, std::nullopt, "null key", 1'600'000'000'002},
      {0, "", "", 1'600'000'000'003},
      {0, std::string_view("\0k", 2), std::string_view("\xffv\0", 3), 1'600'000'000'004}};
  must_do([&] { return sink_->begin(); });
  must_do([&] { return sink_->produce(rows); });
  must_do([&] { return sink_->flush(kSlice); });
  must_do([&] { return sink_->commit(kSlice); });
  const SeenRecords seen = committed_in(*world_, topic_);
  ASSERT_EQ(seen.size(), rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(seen[i].record, (FakeRecord{owned(rows[i].key), std::string(rows[i].value), rows[i].timestamp})) << i;
  }
}

TEST_P(SinkContract, CopiesRowsBeforeProduceReturns) {
  must_do([&] { return sink_->begin(); });
  std::string buffer = "before";
  const std::vector<RowView> rows = {{0, buffer, buffer, 1}};
  must_do([&] { return sink_->produce(rows); });
  buffer.assign("AFTER!");
  must_do([&] { return sink_->commit(kSlice); });
  EXPECT_THAT(values(committed_in(*world_, topic_)), ElementsAre("before"));
}

TEST_P(SinkContract, AbortedRowsNeverBecomeVisible) {
  transact(*sink_, {"a"});
  transact(*sink_, {"b"}, false);
  transact(*sink_, {"c"});
  EXPECT_THAT(values(committed_in(*world_, topic_)), ElementsAre("a", "c"));
}

TEST_P(SinkContract, AbortDiscardsRowsThatWereNeverFlushed) {
  must_do([&] { return sink_->begin(); });
  write(*sink_, std::vector<std::string>(5000, "discarded"));
  must_do([&] { return sink_->abort(kSlice); });
  transact(*sink_, {"kept"});
  EXPECT_THAT(values(committed_in(*world_, topic_)), ElementsAre("kept"));
}

TEST_P(SinkContract, AbortWithoutATransactionIsNoError) {
  EXPECT_TRUE(sink_->abort(kSlice));
  transact(*sink_, {"a"});
  EXPECT_TRUE(sink_->abort(kSlice));
  EXPECT_THAT(values(committed_in(*world_, topic_)), ElementsAre("a"));
}

TEST_P(SinkContract, KeepsTheOrderOfManyRows) {
  std::vector<std::string> rows;
  for (int i = 0; i < 20'000; ++i) rows.push_back(std::to_string(i));
  must_do([&] { return sink_->begin(); });
  for (int i = 0; i < 20'000; i += 1000) write(*sink_, {rows.begin() + i, rows.begin() + i + 1000});
  must_do([&] { return sink_->flush(kSlice); });
  must_do([&] { return sink_->commit(kSlice); });
  EXPECT_EQ(values(committed_in(*world_, topic_)), rows);
}

TEST_P(SinkContract, WritesSeveralTopicsInOneTransaction) {
  const auto other = world_->create_topic(1);
  const auto sink = ready_sink(*world_, world_->fresh_name(), {topic_, other});
  must_do([&] { return sink->begin(); });
  write(*sink, {"to the first"}, 0);
  write(*sink, {"to the second"}, 1);
  must_do([&] { return sink->flush(kSlice); });
  EXPECT_THAT(values(visible_in(*world_, topic_)), IsEmpty());
  must_do([&] { return sink->commit(kSlice); });
  EXPECT_THAT(values(committed_in(*world_, topic_)), ElementsAre("to the first"));
  EXPECT_THAT(values(committed_in(*world_, other)), ElementsAre("to the second"));
}

TEST_P(SinkContract, RefusesARowThatIsTooLarge) {
  must_do([&] { return sink_->begin(); });
  const std::string large(3'000'000, 'x');
  const std::vector<RowView> rows = {{0, "key", large, 1}};
  const auto produced = settled([&] { return sink_->produce(rows); });
  ASSERT_FALSE(produced);
  EXPECT_EQ(produced.error().reaction, Reaction::kStop) << produced.error().message();
  EXPECT_EQ(produced.error().stop, StopReason::kConfiguration);
}

TEST_P(SinkContract, OffsetsAndMetadataAreCommittedWithTheTransaction) {
  must_do([&] { return sink_->begin(); });
  send(*sink_, {{in0_, Offset{7}, "checkpoint-1"}, {in1_, Offset{0}, std::string("zero\0in", 7)}});
  must_do([&] { return sink_->commit(kSlice); });
  const auto offsets = committed({in0_, in1_});
  ASSERT_EQ(offsets.size(), 2u);
  EXPECT_EQ(offsets[0].partition, in0_);
  EXPECT_EQ(offsets[0].offset, Offset{7});
  EXPECT_EQ(offsets[0].metadata, "checkpoint-1");
  EXPECT_EQ(offsets[1].offset, Offset{0});
  EXPECT_EQ(offsets[1].metadata, std::string("zero\0in", 7));
}

TEST_P(SinkContract, OffsetsOfAnAbortedTransactionLeaveTheFormerOnes) {
  must_do([&] { return sink_->begin(); });
  send(*sink_, {{in0_, Offset{7}, "kept"}});
  must_do([&] { return sink_->commit(kSlice); });
  must_do([&] { return sink_->begin(); });
  send(*sink_, {{in0_, Offset{9}, "aborted"}});
  must_do([&] { return sink_->abort(kSlice); });
  const auto offsets = committed({in0_});
  EXPECT_EQ(offsets[0].offset, Offset{7});
  EXPECT_EQ(offsets[0].metadata, "kept");
}

TEST_P(SinkContract, TheLaterOfTwoOffsetsInATransactionCounts) {
  must_do([&] { return sink_->begin(); });
  send(*sink_, {{in0_, Offset{1}, "first"}});
  send(*sink_, {{in0_, Offset{2}, "second"}});
  must_do([&] { return sink_->commit(kSlice); });
  EXPECT_EQ(committed({in0_})[0].metadata, "second");
}

TEST_P(SinkContract, ATransactionMayBeEmpty) {
  must_do([&] { return sink_->begin(); });
  must_do([&] { return sink_->flush(kSlice); });
  must_do([&] { return sink_->commit(kSlice); });
  transact(*sink_, {"a"});
  EXPECT_THAT(values(committed_in(*world_, topic_)), ElementsAre("a"));
}

TEST_P(SinkContract, InitEndsTheTransactionOfTheFormerSelf) {
  must_do([&] { return sink_->begin(); });
  write(*sink_, {"never decided"});
  must_do([&] { return sink_->flush(kSlice); });
  send(*sink_, {{in0_, Offset{5}, "never decided"}});
  const auto heir = ready_sink(*world_, name_, {topic_});
  EXPECT_EQ(committed({in0_})[0].offset, std::nullopt);
  transact(*heir, {"by the heir"});
  EXPECT_THAT(values(committed_in(*world_, topic_)), ElementsAre("by the heir"));
}

TEST_P(SinkContract, AFencedSinkStopsAndNothingOfItBecomesVisible) {
  transact(*sink_, {"before"});
  must_do([&] { return sink_->begin(); });
  write(*sink_, {"in the open transaction"});
  must_do([&] { return sink_->flush(kSlice); });
  const auto heir = ready_sink(*world_, name_, {topic_});
  const auto refusal = refusal_of_a_transaction(*sink_);
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->reaction, Reaction::kStop) << refusal->message();
  EXPECT_EQ(refusal->stop, StopReason::kFenced) << refusal->message();
  transact(*heir, {"by the heir"});
  EXPECT_THAT(values(committed_in(*world_, topic_)), ElementsAre("before", "by the heir"));
  EXPECT_EQ(committed({in0_})[0].offset, std::nullopt);
}

TEST_P(SinkContract, AnIdleFencedSinkStopsInItsNextTransaction) {
  transact(*sink_, {"before"});
  const auto heir = ready_sink(*world_, name_, {topic_});
  std::optional<Error> refusal;
  if (const auto begun = sink_->begin(); begun) {
    refusal = refusal_of_a_transaction(*sink_);
  } else {
    refusal = begun.error();
  }
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->stop, StopReason::kFenced) << refusal->message();
  EXPECT_THAT(values(committed_in(*world_, topic_)), ElementsAre("before"));
}

TEST_P(SinkContract, QuickEndsLeaveTheHandleInUse) {
  for (int i = 0; i < 5; ++i) {
    transact(*sink_, {std::to_string(i)}, i % 2 == 0);
    EXPECT_TRUE(sink_->begin());
    EXPECT_TRUE(sink_->abort(kSlice));
  }
  EXPECT_THAT(values(committed_in(*world_, topic_)), ElementsAre("0", "2", "4"));
}

}  // namespace millrace

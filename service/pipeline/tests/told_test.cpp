// What a run tells the world about itself: the metrics' true values.
#include <gmock/gmock.h>

#include "service/pipeline/tests/pipeline_world.h"

namespace millrace::test {
namespace {

using ::testing::Contains;

class Told : public PipelineWorld {
 protected:
  // The one source's.
  SourceCounters& source() { return counters->sources[0]; }
  std::uint64_t busy_of_shards() const {
    std::uint64_t busy = 0;
    for (const auto& shard : counters->shards) busy += shard.work.busy_ns.read();
    return busy;
  }
};

TEST_F(Told, EveryRecordsArrivalWithTheCheckpointThatReadIt) {
  for (int i = 0; i < 7; ++i) order(i % 2, "ada", 1, 1000 + i);
  run_until([&] { return instruments->records_committed >= 7; });
  EXPECT_EQ(instruments->records_committed, 7U);
}

TEST_F(Told, NoArrivalTwiceThoughItsEpochWasAbortedOnce) {
  ASSERT_TRUE(recover_now());
  for (int i = 0; i < 7; ++i) order(i % 2, "ada", 1, 1000 + i);
  broker.fail_next(FakeCall::kSendOffsets, fake_error(Reaction::kAbort));
  ASSERT_EQ(run_until([] { return false; }).next, Outcome::Next::kRecover);
  EXPECT_EQ(instruments->records_committed, 0U);
  run_until([&] { return instruments->records_committed >= 7; });
  EXPECT_EQ(instruments->records_committed, 7U);
}

TEST_F(Told, ThePartitionsOfARunAndNoneAfterIt) {
  run_until([&] { return source().partitions.read() == 2; });
  EXPECT_EQ(source().partitions.read(), 0U);
}

TEST_F(Told, TheTimestampOfTheLastRecordReadWithTheLag) {
  order(0, "ada", 3, 1000);
  const auto stamped = [&] {
    const auto lags = source().lags.read();
    return std::ranges::any_of(
        lags, [](const PartitionLag& lag) { return lag.last_read == std::optional<std::int64_t>(1'700'000'000'000); });
  };
  run_until(stamped);
  EXPECT_TRUE(stamped());
}

TEST_F(Told, TheTimeOfItsThreads) {
  const auto measured = [&] { return source().work.idle_ns.read() > 0 && source().work.busy_ns.read() > 0; };
  run_until([&] {
    order(0, "ada", 3, 1000);
    return measured() && busy_of_shards() > 0;
  });
  EXPECT_TRUE(measured());
  EXPECT_GT(busy_of_shards(), 0U);
}

TEST_F(Told, WhatTheCommittedStateTakesInTheStore) {
  order(0, "ada", 3, 1000);
  run_until([&] { return instruments->stored_bytes > 0; });
  EXPECT_GT(instruments->stored_bytes, 0U);
}

TEST_F(Told, ThatItIsStopping) {
  run_until([&] { return instruments->completed >= 1; });
  EXPECT_EQ(instruments->stops, 1);
}

TEST_F(Told, AFailedWriteByWhatWasToBeWritten) {
  ASSERT_TRUE(recover_now());
  store->fail(StoreOperation::kPut, 1);
  run_until([&] { return instruments->completed >= 1; });
  EXPECT_THAT(instruments->read(instruments->storage), Contains("manifest"));
}

}  // namespace
}  // namespace millrace::test

#include "connectors/kafka/partition_list.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <chrono>
#include <memory>
#include <thread>

#include "connectors/kafka/background_call.h"

namespace millrace {
namespace {

RC_GTEST_PROP(PartitionList, CarriesAnyMetadataWhole, (const std::string& metadata)) {
  const std::vector<OffsetToCommit> offsets = {{{"topic", PartitionId{3}}, Offset{42}, metadata}};
  const PartitionList list = list_of(offsets);
  const CommittedOffset read = committed_offset(elements(list)[0]);
  RC_ASSERT(read.partition == offsets[0].partition);
  RC_ASSERT(read.offset == Offset{42});
  RC_ASSERT(read.metadata == metadata);
}

TEST(PartitionList, WithoutAnOffsetThereIsNoMetadata) {
  const PartitionList list = new_partition_list(1);
  add(list, {"topic", PartitionId{0}});
  const CommittedOffset read = committed_offset(elements(list)[0]);
  EXPECT_EQ(read.offset, std::nullopt);
  EXPECT_EQ(read.metadata, "");
}

TEST(PartitionList, StartsAtTheOffsetsGiven) {
  const std::vector<PartitionStart> starts = {{{"t", PartitionId{0}}, Offset{7}}, {{"t", PartitionId{5}}, Offset{0}}};
  const PartitionList list = list_of(starts);
  ASSERT_EQ(elements(list).size(), 2u);
  EXPECT_EQ(elements(list)[0].offset, 7);
  EXPECT_EQ(elements(list)[1].partition, 5);
}

TEST(BackgroundCall, IsWaitedForInSlices) {
  std::promise<void> allowed;
  BackgroundCall<int> call;
  EXPECT_FALSE(call.is_running());
  call.start([ready = allowed.get_future()]() mutable {
    ready.wait();
    return 7;
  });
  EXPECT_TRUE(call.is_running());
  EXPECT_EQ(call.wait(Millis{1}), std::nullopt);
  EXPECT_EQ(call.wait(Millis{0}), std::nullopt);
  allowed.set_value();
  EXPECT_EQ(call.wait(Millis{60'000}), 7);
  EXPECT_FALSE(call.is_running());
}

TEST(BackgroundCall, MayBeMadeAgain) {
  BackgroundCall<int> call;
  for (int i = 0; i < 3; ++i) {
    call.start([i] { return i; });
    EXPECT_EQ(call.wait(Millis{60'000}), i);
  }
}

TEST(BackgroundCall, IsLeftBehindWhenDroppedAndFreesWhatItOwnsOnceItReturns) {
  auto owned = std::make_shared<int>(7);
  const std::weak_ptr<int> watched = owned;
  std::promise<void> allowed;
  {
    BackgroundCall<int> call;
    call.start([owned = std::move(owned), ready = allowed.get_future()]() mutable {
      ready.wait();
      return *owned;
    });
  }
  EXPECT_FALSE(watched.expired());
  allowed.set_value();
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!watched.expired() && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
  EXPECT_TRUE(watched.expired());
}

}  // namespace
}  // namespace millrace

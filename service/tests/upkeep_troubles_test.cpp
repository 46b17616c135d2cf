#include "service/upkeep_troubles.h"

#include <gmock/gmock.h>

namespace millrace {
namespace {

using ::testing::HasSubstr;

const Error kFull{
    .attempted = "ingest", .object = "shard-0", .cause = "No space left on device", .remedy = "Free space"};

TEST(UpkeepTroubles, AreToldOnceAndKeptUntilTheyAreOver) {
  UpkeepTroubles troubles;
  EXPECT_FALSE(troubles.any());
  const auto told = troubles.failed(ShardId{3}, kFull);
  ASSERT_TRUE(told);
  EXPECT_THAT(told->message(), HasSubstr("local database of shard 3 up to date: ingest: shard-0: No space left"));
  EXPECT_THAT(told->message(), HasSubstr("Free space. It is tried again by itself"));
  EXPECT_FALSE(troubles.failed(ShardId{3}, kFull));
  EXPECT_TRUE(troubles.any());
  EXPECT_TRUE(troubles.done(ShardId{3}));
  EXPECT_FALSE(troubles.done(ShardId{3}));
  EXPECT_FALSE(troubles.any());
}

TEST(UpkeepTroubles, AreAnySingleShards) {
  UpkeepTroubles troubles;
  EXPECT_TRUE(troubles.failed(ShardId{0}, kFull));
  EXPECT_TRUE(troubles.failed(ShardId{1}, kFull));
  troubles.done(ShardId{0});
  EXPECT_THAT(troubles.any().value().message(), HasSubstr("shard 1"));
  troubles.clear();
  EXPECT_FALSE(troubles.any());
}

}  // namespace
}  // namespace millrace

#include "state/storage_errors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

namespace millrace {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;

TEST(StorageErrors, SayWhatWasAttemptedOnWhatAndWhy) {
  const auto error = file_error("fsync", "/data/x", EIO);
  EXPECT_EQ(error.message(), "fsync: /data/x: Input/output error");
  EXPECT_EQ(error.reaction, Reaction::kRetry);
}

TEST(StorageErrors, SayHowMuchSpaceIsNeededAndHowMuchIsFree) {
  const auto error = file_error("write", "/tmp/x", ENOSPC, 119 << 20);
  EXPECT_THAT(error.cause, MatchesRegex("No space left on device \\(119\\.0 MiB needed, [0-9.]+ .*B free\\)"));
  EXPECT_THAT(error.remedy, HasSubstr("checkpoint.retain"));
}

TEST(StorageErrors, SayWhatAReadOnlyDirectoryNeeds) {
  EXPECT_THAT(file_error("create", "/data/x", EROFS).message(), HasSubstr("Read-only file system. Make the directory"));
}

TEST(StorageErrors, RefuseToGoOnFromADamagedObjectAndSayTheWaysOut) {
  const auto error = damaged_object("read delta", "deltas/0/1-aa.delta", "damaged");
  EXPECT_EQ(error.reaction, Reaction::kStop);
  EXPECT_EQ(error.stop, StopReason::kRefused);
  EXPECT_EQ(error.message(), "read delta: deltas/0/1-aa.delta: damaged. Restore this file");
}

TEST(StorageErrors, WriteBytesForPeople) {
  EXPECT_EQ(readable_bytes(0), "0 B");
  EXPECT_EQ(readable_bytes(1023), "1023 B");
  EXPECT_EQ(readable_bytes(1536), "1.5 KiB");
  EXPECT_EQ(readable_bytes(std::uint64_t{5} << 40), "5.0 TiB");
  EXPECT_EQ(readable_bytes(std::uint64_t{5} << 50), "5120.0 TiB");
}

}  // namespace
}  // namespace millrace

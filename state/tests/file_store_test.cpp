#include "state/file_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/tests/temp_directory.h"
#include "checkpoint/tests/checkpoint_store_contract.h"
#include "state/tests/file_size_limit.h"

namespace millrace::test {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

std::unique_ptr<CheckpointStore> open(const fs::path& root) {
  auto store = open_file_store(root, real_files());
  return store ? *std::move(store) : nullptr;
}

INSTANTIATE_TEST_SUITE_P(FileStore, CheckpointStoreContract, ::testing::Values(StoreUnderTest{"file", open}),
                         [](const auto& store) { return store.param.name; });

Result<void> put(CheckpointStore& store, std::string_view name, std::string_view bytes) {
  const std::string_view pieces[] = {bytes};
  return store.put(name, pieces);
}

std::size_t files_below(const fs::path& directory) {
  std::size_t count = 0;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) count += entry.is_regular_file();
  return count;
}

void leave_temporary(const fs::path& path) {
  fs::create_directories(path.parent_path());
  std::ofstream(path) << "half a del";
}

TEST(FileStore, RemovesWhatADeadWriterLeftBeforeItsOwnFirstWrite) {
  const TempDirectory temp;
  leave_temporary(temp / "deltas/3/.tmp-0123456789abcdef");
  leave_temporary(temp / "manifests/.tmp-fedcba9876543210");
  const auto store = open(temp.path());
  ASSERT_TRUE(put(*store, "manifests/1-1-aa.json", "{}"));
  EXPECT_EQ(files_below(temp.path()), 1U);
}

// "millrace checkpoints list" beside a running service must not pull the file it is writing from under it.
TEST(FileStore, LeavesTheTemporaryFilesOfOthersAloneWhileItOnlyReads) {
  const TempDirectory temp;
  leave_temporary(temp / "deltas/3/.tmp-0123456789abcdef");
  const auto store = open(temp.path());
  EXPECT_TRUE(store->list("").value().empty());
  EXPECT_FALSE(store->get("deltas/3/1-aa.delta"));
  EXPECT_TRUE(store->probe());
  EXPECT_EQ(files_below(temp.path()), 1U);
}

TEST(FileStore, LeavesNothingBehindAFailedPut) {
  const TempDirectory temp;
  const auto store = open(temp.path());
  ASSERT_TRUE(put(*store, "deltas/0/1-aa.delta", "first"));
  EXPECT_FALSE(put(*store, "deltas/0/1-aa.delta", "second"));
  EXPECT_EQ(files_below(temp.path()), 1U);
}

TEST(FileStore, LeavesNothingBehindAWriteThatBreaksOffHalfWayAndTakesTheNext) {
  const TempDirectory temp;
  const auto store = open(temp.path());
  const std::string large(100'000, 'x');
  {
    const FileSizeLimit limit(50'000);
    EXPECT_FALSE(put(*store, "deltas/0/1-aa.delta", large));
  }
  EXPECT_EQ(files_below(temp.path()), 0U);
  EXPECT_TRUE(put(*store, "deltas/0/1-aa.delta", large));
}

TEST(FileStore, LinksALocalFileInsteadOfCopyingIt) {
  const TempDirectory temp;
  const auto store = open(temp / "store");
  std::ofstream(temp / "1.sst") << "sorted";
  ASSERT_TRUE(store->put_file("bases/0/1-aa.sst", temp / "1.sst"));
  EXPECT_TRUE(fs::equivalent(temp / "1.sst", temp / "store/bases/0/1-aa.sst"));
  ASSERT_TRUE(store->get_file("bases/0/1-aa.sst", temp / "2.sst", true));
  EXPECT_TRUE(fs::equivalent(temp / "1.sst", temp / "2.sst"));
  ASSERT_TRUE(store->get_file("bases/0/1-aa.sst", temp / "3.sst", false));
  EXPECT_FALSE(fs::equivalent(temp / "1.sst", temp / "3.sst"));
}

TEST(FileStore, MakesADirectoryAgainThatSomebodyDeleted) {
  const TempDirectory temp;
  const auto store = open(temp.path());
  ASSERT_TRUE(put(*store, "deltas/0/1-aa.delta", "first"));
  fs::remove_all(temp / "deltas");
  EXPECT_FALSE(put(*store, "deltas/0/1-bb.delta", "second"));
  EXPECT_TRUE(put(*store, "deltas/0/1-cc.delta", "third"));
}

TEST(FileStore, SaysThatAMissingObjectMustBeRestored) {
  const TempDirectory temp;
  const auto error = open(temp.path())->get("deltas/0/1-aa.delta").error();
  EXPECT_EQ(error.reaction, Reaction::kStop);
  EXPECT_EQ(error.stop, StopReason::kRefused);
  EXPECT_THAT(error.message(), HasSubstr("deltas/0/1-aa.delta"));
  EXPECT_THAT(error.message(), HasSubstr("No such file or directory"));
  EXPECT_THAT(error.remedy, HasSubstr("Restore this file"));
}

TEST(FileStore, CannotBeOpenedWhereAFileIsInTheWay) {
  const TempDirectory temp;
  std::ofstream(temp / "file") << "x";
  const auto opened = open_file_store(temp / "file/store", real_files());
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().message(), HasSubstr("file"));
}

}  // namespace
}  // namespace millrace::test

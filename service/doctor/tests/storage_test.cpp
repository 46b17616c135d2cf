#include <filesystem>
#include <fstream>

#include "base/tests/temp_directory.h"
#include "service/doctor/tests/patients.h"
#include "service/tests/stored_manifests.h"

namespace millrace::test {
namespace {

using ::testing::HasSubstr;
using Verdict = Finding::Verdict;

constexpr std::uint64_t kMiB = 1 << 20;

class Storage : public WithPatient {
 protected:
  Storage() { config_.checkpoint.storage = "/nowhere/at/all"; }

  // A checkpoint whose files have so many bytes, by its manifest.
  void store_checkpoint(std::uint64_t bytes) {
    Manifest manifest = manifest_of(7, 300);
    manifest.shards[0].base = BaseRef{"rocksdb", "", {{"bases/0/1.sst", "1.sst", bytes, "0"}}};
    store_manifest(*store_, manifest);
  }
  Finding checkpoints() { return check_storage(patient()).at(0); }

  const TempDirectory folder_;
};

TEST_F(Storage, WithRoomIsFine) {
  store_checkpoint(100 * kMiB);
  EXPECT_EQ(checkpoints().verdict, Verdict::kOk);
  EXPECT_THAT(checkpoints().text, HasSubstr("checkpoint.storage /nowhere/at/all/orders-per-user (not there yet): "
                                            "100.0 GiB free of 200.0 GiB, 1 checkpoints of "));
  EXPECT_THAT(check_storage(patient()).at(1).text, HasSubstr("state.directory /"));
}

TEST_F(Storage, MustHoldTheNextFullCheckpoint) {
  store_checkpoint(100 * kMiB);
  room_ = {100 * kMiB - 1, 200 * kMiB, ""};
  EXPECT_EQ(checkpoints().verdict, Verdict::kFail);
  EXPECT_THAT(checkpoints().text, HasSubstr("the next checkpoint may need 100.0 MiB"));
  room_.free = 100 * kMiB;
  EXPECT_EQ(checkpoints().verdict, Verdict::kOk);
}

TEST_F(Storage, ThatIsFullFailsEvenWithoutCheckpoints) {
  room_ = {kMiB - 1, 200 * kMiB, ""};
  EXPECT_EQ(checkpoints().verdict, Verdict::kFail);
}

TEST_F(Storage, WarnsWhereTheAlertBegins) {
  room_ = {29ULL << 30U, 200ULL << 30U, ""};
  EXPECT_EQ(checkpoints().verdict, Verdict::kWarn);
  room_.free = 30ULL << 30U;
  EXPECT_EQ(checkpoints().verdict, Verdict::kOk);
}

TEST_F(Storage, MustBeWritable) {
  config_.checkpoint.storage = folder_.path();
  std::filesystem::create_directory(config_.checkpoint_directory());
  room_.trouble = "Read-only file system";
  EXPECT_EQ(checkpoints().verdict, Verdict::kFail);
  EXPECT_THAT(checkpoints().text, HasSubstr("it cannot be written (Read-only file system)"));
  EXPECT_THAT(checkpoints().remedy, HasSubstr("Mount it writable"));
}

TEST_F(Storage, ThatCannotBeMadeIsRefusedAsByARun) {
  room_ = {0, 0, "No such file or directory"};
  EXPECT_EQ(checkpoints().verdict, Verdict::kFail);
  EXPECT_EQ(checkpoints().code, ExitCode::kConfiguration);
  EXPECT_THAT(checkpoints().text, HasSubstr("is not there and cannot be made in / (No such file or directory)"));
  EXPECT_EQ(checkpoints().remedy,
            "Set checkpoint.storage to a directory that this user can create and write, or make it so");
}

TEST_F(Storage, WhoseFileSystemTellsNoRoomIsNotCalledFull) {
  room_ = {0, 0, ""};
  EXPECT_EQ(checkpoints().verdict, Verdict::kOk);
  EXPECT_THAT(checkpoints().text, HasSubstr("does not tell how much room"));
}

TEST_F(Storage, IsTriedWithoutATrace) {
  const auto room = room_of(folder_.path());
  ASSERT_TRUE(room);
  EXPECT_EQ(room->trouble, "");
  EXPECT_GT(room->total, 0U);
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

TEST_F(Storage, CannotBeMadeInAFileNorWhereNobodyMay) {
  std::ofstream(folder_ / "file") << "no folder";
  EXPECT_EQ(room_of(folder_ / "file")->trouble, "Not a directory");
  EXPECT_NE(room_of("/proc")->trouble, "") << "not even for root";
}

TEST_F(Storage, IsJudgedByTheNearestFolderThatIsThere) {
  std::vector<std::filesystem::path> asked;
  Patient asking = patient();
  asking.room = [&](const std::filesystem::path& path) -> Result<Room> {
    asked.push_back(path);
    return room_;
  };
  check_storage(asking);
  EXPECT_EQ(asked.at(0), "/");
}

}  // namespace
}  // namespace millrace::test

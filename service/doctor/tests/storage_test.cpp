#include <filesystem>

#include "service/doctor/absent_store.h"
#include "service/doctor/tests/patients.h"
#include "service/tests/stored_manifests.h"

namespace millrace::testing {
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
  room_ = {100 * kMiB - 1, 200 * kMiB, true};
  EXPECT_EQ(checkpoints().verdict, Verdict::kFail);
  EXPECT_THAT(checkpoints().text, HasSubstr("the next checkpoint may need 100.0 MiB"));
  room_.free = 100 * kMiB;
  EXPECT_EQ(checkpoints().verdict, Verdict::kOk);
}

TEST_F(Storage, ThatIsFullFailsEvenWithoutCheckpoints) {
  room_ = {kMiB - 1, 200 * kMiB, true};
  EXPECT_EQ(checkpoints().verdict, Verdict::kFail);
}

TEST_F(Storage, WarnsWhereTheAlertBegins) {
  room_ = {29ULL << 30U, 200ULL << 30U, true};
  EXPECT_EQ(checkpoints().verdict, Verdict::kWarn);
  room_.free = 30ULL << 30U;
  EXPECT_EQ(checkpoints().verdict, Verdict::kOk);
}

TEST_F(Storage, MustBeWritable) {
  room_.writable = false;
  EXPECT_EQ(checkpoints().verdict, Verdict::kFail);
  EXPECT_THAT(checkpoints().text, HasSubstr("it cannot be written"));
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

TEST_F(Storage, OutOfReachSaysWhy) {
  Patient unlucky = patient();
  unlucky.store = std::make_shared<AbsentStore>(
      "/x", Error{"look at checkpoints", "/x", "Stale file handle", "", Reaction::kStop, StopReason::kConfiguration});
  const auto findings = check_storage(unlucky);
  EXPECT_THAT(findings.at(0).text, HasSubstr("Stale file handle"));
  EXPECT_EQ(code_of(findings), ExitCode::kConfiguration);
}

}  // namespace
}  // namespace millrace::testing

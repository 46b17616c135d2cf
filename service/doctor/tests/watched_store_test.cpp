#include "service/doctor/watched_store.h"

#include <filesystem>
#include <fstream>

#include "base/tests/temp_directory.h"
#include "service/doctor/tests/patients.h"
#include "service/stored_checkpoints.h"
#include "service/tests/stored_manifests.h"
#include "state/file_store.h"

namespace millrace::test {
namespace {

using ::testing::HasSubstr;

class AWatchedStore : public WithPatient {
 protected:
  AWatchedStore() { config_.checkpoint.storage = folder_ / "checkpoints"; }

  Patient watching() {
    Patient patient = WithPatient::patient();
    patient.store = std::make_shared<WatchedStore>(config_);
    return patient;
  }
  void make_store() {
    const auto store = open_file_store(config_.checkpoint_directory(), real_files()).value();
    store_manifest(*store, manifest_of(7, 300));
  }

  const TempDirectory folder_;
};

TEST_F(AWatchedStore, ThatWasNeverWrittenIsEmptyAndStaysAway) {
  const WatchedStore store(config_);
  const auto objects = store.list("");
  ASSERT_TRUE(objects);
  EXPECT_TRUE(objects->empty());
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

TEST_F(AWatchedStore, ThatARunMakesMeanwhileIsSeen) {
  const WatchedStore store(config_);
  EXPECT_TRUE(read_stored_checkpoints(store)->empty());
  make_store();
  const auto found = read_stored_checkpoints(store);
  ASSERT_TRUE(found);
  ASSERT_EQ(found->size(), 1U);
  EXPECT_EQ(found->front().name.id, CheckpointId{7});
  EXPECT_TRUE(found->front().manifest);
}

TEST_F(AWatchedStore, OutOfReachSaysWhy) {
  std::filesystem::create_directory(folder_ / "checkpoints");
  std::ofstream(config_.checkpoint_directory()) << "no folder";
  const auto findings = check_storage(watching());
  EXPECT_THAT(findings.at(0).text, HasSubstr("it is not a directory"));
  EXPECT_EQ(code_of(findings), ExitCode::kConfiguration);
}

TEST_F(AWatchedStore, LetsNobodyWrite) {
  make_store();
  WatchedStore store(config_);
  EXPECT_FALSE(store.put("manifests/x", {}));
  EXPECT_FALSE(store.remove(store.list("")->front().name));
  EXPECT_EQ(store.list("")->size(), 1U);
}

}  // namespace
}  // namespace millrace::test

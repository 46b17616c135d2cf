// What the file store promises survives a power loss at any moment. SIGKILL cannot show this: the page cache survives
// it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "state/file_store.h"
#include "state/tests/forgetful_files.h"

namespace millrace::test {
namespace {

using ::testing::AnyOf;
using ::testing::Eq;

constexpr const char* kRoot = "/data/checkpoints";
constexpr const char* kOld = "deltas/0/1-aa.delta";
constexpr const char* kNew = "deltas/1/1-bb.delta";
const std::string kOldBytes(3000, 'o');
const std::string kNewHead(2000, 'n');
const std::string kNewTail(1000, 'N');

std::unique_ptr<CheckpointStore> open(ForgetfulFiles& files) {
  auto store = open_file_store(kRoot, files);
  return store ? *std::move(store) : nullptr;
}

bool put_old(CheckpointStore& store) {
  const std::string_view pieces[] = {kOldBytes};
  return store.put(kOld, pieces).has_value();
}
bool put_new(CheckpointStore& store) {
  const std::string_view pieces[] = {kNewHead, kNewTail};
  return store.put(kNew, pieces).has_value();
}

std::string bytes_or_absent(CheckpointStore& store, const char* name) { return store.get(name).value_or("absent"); }

struct Outcome {
  bool promised_old = false;
  bool promised_new = false;
  std::string old_bytes;
  std::string new_bytes;
  std::size_t listed = 0;
};

// Opens, puts two objects, and loses power after `cut` operations; then looks at what there is.
Outcome lose_power(ForgetfulFiles& files, int cut, PowerLoss loss) {
  files.cut_after(cut);
  Outcome outcome;
  if (const auto store = open(files)) {
    outcome.promised_old = put_old(*store);
    outcome.promised_new = put_new(*store);
  }
  files.power_on(loss);
  const auto store = open(files);
  outcome.old_bytes = bytes_or_absent(*store, kOld);
  outcome.new_bytes = bytes_or_absent(*store, kNew);
  outcome.listed = store->list("").value().size();
  return outcome;
}

int operations_without_loss() {
  ForgetfulFiles files;
  const auto store = open(files);
  EXPECT_TRUE(put_old(*store));
  EXPECT_TRUE(put_new(*store));
  return files.operations();
}

const char* name_of(PowerLoss kind) {
  switch (kind) {
    case PowerLoss::kForgetNames:
      return "forget_names";
    case PowerLoss::kKeepNames:
      return "keep_names";
    case PowerLoss::kKeepNamesGarbage:
      return "keep_names_garbage";
  }
  return "unknown";
}

class PowerLossAtEveryOperation : public ::testing::TestWithParam<PowerLoss> {};
INSTANTIATE_TEST_SUITE_P(Kinds, PowerLossAtEveryOperation,
                         ::testing::Values(PowerLoss::kForgetNames, PowerLoss::kKeepNames,
                                           PowerLoss::kKeepNamesGarbage),
                         [](const auto& kind) { return std::string(name_of(kind.param)); });

TEST_P(PowerLossAtEveryOperation, LeavesEachObjectWholeOrAbsentAndKeepsWhatWasPromised) {
  const int all = operations_without_loss();
  ASSERT_GT(all, 15);
  for (int cut = 0; cut <= all; ++cut) {
    ForgetfulFiles files;
    const auto outcome = lose_power(files, cut, GetParam());
    EXPECT_THAT(outcome.old_bytes, AnyOf(Eq("absent"), Eq(kOldBytes))) << "power off after operation " << cut;
    EXPECT_THAT(outcome.new_bytes, AnyOf(Eq("absent"), Eq(kNewHead + kNewTail))) << "after operation " << cut;
    if (outcome.promised_old) {
      EXPECT_EQ(outcome.old_bytes, kOldBytes) << "after operation " << cut;
    }
    if (outcome.promised_new) {
      EXPECT_EQ(outcome.new_bytes, kNewHead + kNewTail) << "after operation " << cut;
    }
    const std::size_t whole = (outcome.old_bytes != "absent") + (outcome.new_bytes != "absent");
    EXPECT_EQ(outcome.listed, whole) << "after operation " << cut;
  }
}

TEST_P(PowerLossAtEveryOperation, LeavesTheStoreWritable) {
  for (int cut = 0; cut <= operations_without_loss(); ++cut) {
    ForgetfulFiles files;
    const auto outcome = lose_power(files, cut, GetParam());
    const auto store = open(files);
    EXPECT_EQ(put_old(*store), outcome.old_bytes == "absent") << "after operation " << cut;
    EXPECT_EQ(put_new(*store), outcome.new_bytes == "absent") << "after operation " << cut;
    EXPECT_EQ(bytes_or_absent(*store, kOld), kOldBytes);
    EXPECT_EQ(bytes_or_absent(*store, kNew), kNewHead + kNewTail);
  }
}

TEST_P(PowerLossAtEveryOperation, LeavesAPutFileWholeOrAbsent) {
  constexpr const char* kLocal = "/data/local/1.sst";
  const std::string_view bytes[] = {"sorted entries"};
  for (int cut = 0; cut < 40; ++cut) {
    ForgetfulFiles files;
    ASSERT_TRUE(files.create_directories("/data/local"));
    ASSERT_TRUE(files.write_new(kLocal, bytes));  // RocksDB may not have synced it
    ASSERT_TRUE(files.sync_directory("/data/local"));
    files.cut_after(cut);
    const auto store = open(files);
    const bool promised = store && store->put_file(kNew, kLocal).has_value();
    files.power_on(GetParam());
    const auto found = bytes_or_absent(*open(files), kNew);
    EXPECT_THAT(found, AnyOf(Eq("absent"), Eq(std::string(bytes[0])))) << "after operation " << cut;
    if (promised) {
      EXPECT_EQ(found, bytes[0]) << "after operation " << cut;
    }
  }
}

// The proof must be able to fail: a layer that lies about fsync loses what was promised.
TEST(ForgetfulFiles, ShowTheLossWhenFilesAreNotSynced) {
  ForgetfulFiles files;
  files.skip_file_syncs();
  const auto outcome = lose_power(files, 1'000, PowerLoss::kKeepNamesGarbage);
  EXPECT_TRUE(outcome.promised_old);
  EXPECT_NE(outcome.old_bytes, kOldBytes);
}

TEST(ForgetfulFiles, ShowTheLossWhenDirectoriesAreNotSynced) {
  ForgetfulFiles files;
  files.skip_directory_syncs();
  const auto outcome = lose_power(files, 1'000, PowerLoss::kForgetNames);
  EXPECT_TRUE(outcome.promised_old);
  EXPECT_EQ(outcome.old_bytes, "absent");
}

}  // namespace
}  // namespace millrace::test

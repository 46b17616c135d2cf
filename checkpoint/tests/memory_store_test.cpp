#include "checkpoint/tests/memory_store.h"

#include "checkpoint/tests/checkpoint_store_contract.h"

namespace millrace::test {
namespace {

std::unique_ptr<CheckpointStore> open_memory_store(const std::filesystem::path& root) {
  static std::map<std::filesystem::path, std::shared_ptr<StoredObjects>> disks;
  auto& disk = disks[root];
  if (!disk) disk = std::make_shared<StoredObjects>();
  return std::make_unique<MemoryStore>(disk);
}

INSTANTIATE_TEST_SUITE_P(MemoryStore, CheckpointStoreContract,
                         ::testing::Values(StoreUnderTest{"memory", open_memory_store}),
                         [](const auto& store) { return store.param.name; });

TEST(MemoryStore, FailsAsOftenAsOrderedAndChangesNothing) {
  MemoryStore store;
  store.fail(StoreOperation::kPut, 2);
  const std::string_view pieces[] = {"x"};
  EXPECT_FALSE(store.put("a", pieces));
  EXPECT_EQ(store.put("a", pieces).error().cause, "No space left on device");
  EXPECT_TRUE(store.objects().all().empty());
  EXPECT_TRUE(store.put("a", pieces));
  EXPECT_EQ(store.calls(StoreOperation::kPut), 3);
}

TEST(MemoryStore, FailsOnlyTheOperationNamed) {
  MemoryStore store;
  store.fail(StoreOperation::kProbe, 1, "Read-only file system");
  EXPECT_TRUE(store.list(""));
  EXPECT_TRUE(store.remove("a"));
  EXPECT_EQ(store.probe().error().cause, "Read-only file system");
  EXPECT_TRUE(store.probe());
}

TEST(MemoryStore, DamagesOneBitOfAnObject) {
  MemoryStore store;
  const std::string_view pieces[] = {"abc"};
  ASSERT_TRUE(store.put("a", pieces));
  store.objects().flip_bit("a", 1);
  EXPECT_EQ(store.get("a").value(), "acc");
}

}  // namespace
}  // namespace millrace::test

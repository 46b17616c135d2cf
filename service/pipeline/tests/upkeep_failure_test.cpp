// A local database that cannot be kept up to date: the run goes on, and so does retention.
#include <gmock/gmock.h>

#include "base/tests/fake_clock.h"
#include "checkpoint/tests/builders.h"
#include "service/pipeline/maintenance.h"
#include "service/pipeline/tests/pipeline_world.h"

namespace millrace::test {
namespace {

using namespace std::chrono_literals;
using ::testing::Each;
using ::testing::SizeIs;

class FailingShard final : public ShardStore {
 public:
  FailingShard() : ShardStore(ShardId{0}, {}) {}

  DeltaId applied() const override { return ""; }
  Result<void> consolidate(const std::vector<DeltaRef>&) override {
    ++consolidations;
    return std::unexpected(error(Reaction::kRetry));
  }
  Result<BaseRef> write_base() override {
    ++bases;
    return std::unexpected(error(Reaction::kRetry));
  }
  Result<void> for_each(EntryVisitor) const override { return {}; }
  Result<std::unique_ptr<const StoredView>> view() const override { return std::unexpected(error(Reaction::kRetry)); }
  const std::string& origin() const override { return origin_; }

  std::atomic<int> consolidations{0}, bases{0};

 private:
  std::string origin_ = "made to fail";
};

class UpkeepFailure : public ::testing::Test {
 protected:
  UpkeepFailure() { maintenance.begin({shard}, {}); }

  // With a chain so long that a base is due.
  void publish() {
    auto made = manifest(++id);
    for (std::uint64_t i = 0; i < 300; ++i)
      made.shards[0].chain.push_back(delta("d" + std::to_string(i), i == 0 ? "" : "d" + std::to_string(i - 1), i));
    made.shards.resize(1);
    const std::string_view bytes = "bytes";
    EXPECT_TRUE(store->put(manifest_object(name(made)), {&bytes, 1}));
    maintenance.published(name(made), made);
    ASSERT_TRUE(executor.drained_within(30s));
  }

  std::uint64_t id = 0;
  std::shared_ptr<MemoryStore> store = std::make_shared<MemoryStore>();
  std::shared_ptr<FailingShard> shard = std::make_shared<FailingShard>();
  FakeClock clock;
  std::shared_ptr<NotedInstruments> instruments = std::make_shared<NotedInstruments>();
  Executor executor{1};
  Maintenance maintenance{
      {RunNumber{1}, Incarnation{1}, 2, std::filesystem::path(::testing::TempDir()) / "no-databases"},
      store,
      std::make_shared<Mailbox>(std::make_shared<Bell>()),
      executor,
      clock,
      instruments};
};

TEST_F(UpkeepFailure, IsTriedAgainLessAndLessOften) {
  publish();
  publish();
  EXPECT_EQ(shard->consolidations, 1) << "at once";
  clock.advance(250ms);
  publish();
  EXPECT_EQ(shard->consolidations, 2);
  clock.advance(250ms);
  publish();
  EXPECT_EQ(shard->consolidations, 2) << "now it waits for 0.4 s";
  for (int i = 0; i < 20; ++i) {
    clock.advance(13s);
    publish();
  }
  EXPECT_EQ(shard->consolidations, 22) << "never longer than 12.8 s";
}

TEST_F(UpkeepFailure, IsToldAsWhatFailedAndWritesNoBaseOnTopOfIt) {
  publish();
  EXPECT_EQ(shard->bases, 0);
  EXPECT_THAT(instruments->read(instruments->storage), SizeIs(1));
  EXPECT_THAT(instruments->read(instruments->storage), Each("consolidate"));
  EXPECT_EQ(instruments->upkeeps, 0);
}

TEST_F(UpkeepFailure, DoesNotKeepOldCheckpointsForEver) {
  for (int i = 0; i < 10; ++i) {
    clock.advance(13s);
    publish();
  }
  std::vector<std::string> manifests;
  const auto listed = store->list("manifests/");
  for (const auto& object : *listed) manifests.push_back(object.name);
  EXPECT_THAT(manifests, SizeIs(2));
}

}  // namespace
}  // namespace millrace::test

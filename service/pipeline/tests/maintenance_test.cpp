#include "service/pipeline/maintenance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "checkpoint/tests/builders.h"
#include "service/pipeline/tests/pipeline_world.h"

namespace millrace::test {
namespace {

using ::testing::Contains;
using ::testing::IsSupersetOf;
using ::testing::Not;

// One shard's chain of one delta, in a store, with background jobs that wait to be let go.
class MaintenanceTest : public ::testing::Test {
 protected:
  MaintenanceTest() {
    executor.post([gate = gate.get_future().share()] { gate.wait(); });
  }

  Manifest store_checkpoint(int id) {
    auto made = manifest(id);
    made.shards[0].chain = {delta("d" + std::to_string(id), "", id)};
    const std::string_view bytes = "bytes";
    EXPECT_TRUE(store->put(manifest_object(name(made)), {&bytes, 1}));
    EXPECT_TRUE(store->put(made.shards[0].chain[0].file.object, {&bytes, 1}));
    return made;
  }
  std::vector<std::string> stored() {
    std::vector<std::string> names;
    const auto listed = store->list("");
    for (const auto& object : *listed) names.push_back(object.name);
    return names;
  }
  void let_jobs_go() {
    gate.set_value();
    ASSERT_TRUE(executor.drained_within(std::chrono::seconds(30)));
  }

  std::promise<void> gate;
  std::shared_ptr<MemoryStore> store = std::make_shared<MemoryStore>();
  SystemClock clock;
  std::shared_ptr<NotedInstruments> instruments = std::make_shared<NotedInstruments>();
  Executor executor{1};
  Maintenance maintenance{
      {RunNumber{1}, Incarnation{1}, 1, std::filesystem::path(::testing::TempDir()) / "no-databases"},
      store,
      std::make_shared<Mailbox>(std::make_shared<Bell>()),
      executor,
      clock,
      instruments};
};

TEST_F(MaintenanceTest, DeletesNothingOfACheckpointThatIsPublishedWhileRetentionWaitsForItsTurn) {
  const auto one = store_checkpoint(1);
  maintenance.begin({}, {one});
  const auto two = store_checkpoint(2);
  maintenance.published(name(two), two);  // retention is due, and its job waits
  const auto three = store_checkpoint(3);
  maintenance.published(name(three), three);
  let_jobs_go();
  EXPECT_THAT(stored(), IsSupersetOf({manifest_object(name(three)), three.shards[0].chain[0].file.object}));
  EXPECT_THAT(stored(), Not(Contains(one.shards[0].chain[0].file.object))) << "retention did its work";
}

}  // namespace
}  // namespace millrace::test

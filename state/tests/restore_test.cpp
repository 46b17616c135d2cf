// A shard's state through files and back: what recovery loads must go on exactly as what was lost would have.
#include "state/restore.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <random>

#include "base/tests/temp_directory.h"
#include "checkpoint/tests/memory_store.h"
#include "state/tests/pane_records.h"
#include "state/tests/timeline.h"

namespace millrace::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// One shard with everything around it: freezes become decided deltas.
class RunningShard {
 public:
  explicit RunningShard(std::string backend) : backend_(std::move(backend)) { reopen(); }

  CountingShard& shard() { return shard_; }
  ShardStore& local() { return *local_; }
  CheckpointStore& store() { return store_; }
  ShardManifest& manifest() { return manifest_; }

  // A checkpoint, decided at once.
  void checkpoint() {
    manifest_.watermarks = {{kOrders, shard_.state().watermark(kOrders)}};
    const auto frozen = shard_.freeze();
    if (!frozen) return;
    const DeltaId parent = !manifest_.chain.empty() ? manifest_.chain.back().id
                           : manifest_.base         ? manifest_.base->through
                                                    : DeltaId();
    const auto delta = write_delta(store(), ShardId{0}, Incarnation{1}, CheckpointId{1}, parent, *frozen);
    ASSERT_TRUE(delta) << delta.error().message();
    manifest_.chain.push_back(*delta);
  }
  void consolidate() {
    std::vector<DeltaRef> missing;
    bool behind = local_->applied() == (manifest_.base ? manifest_.base->through : DeltaId());
    for (const auto& delta : manifest_.chain) {
      if (behind) missing.push_back(delta);
      behind |= delta.id == local_->applied();
    }
    const auto done = local_->consolidate(missing);
    ASSERT_TRUE(done) << done.error().message();
  }
  void write_base() {
    consolidate();
    const auto base = local_->write_base();
    ASSERT_TRUE(base) << base.error().message();
    manifest_.base = *base;
    manifest_.chain.clear();
  }
  // The process dies; another recovers.
  void restart(bool keep_local_state) {
    local_.reset();
    if (!keep_local_state) std::filesystem::remove_all(temp_.path());
    reopen();
    shard_ = CountingShard(kLateness);
    const auto restored = restore_shard(*local_, store(), manifest_, shard_.state());
    ASSERT_TRUE(restored) << restored.error().message();
  }

 private:
  static constexpr std::int64_t kLateness = 10;
  void reopen() {
    const ShardStorePlace place{temp_.path(), Incarnation{++incarnation_}, "run", ShardId{0}};
    auto opened = open_shard_store(backend_, place, store_, manifest_, {counting(kOrders, kLateness)});
    ASSERT_TRUE(opened) << opened.error().message();
    local_ = *std::move(opened);
  }

  const std::string backend_;
  TempDirectory temp_;
  MemoryStore store_;
  std::uint64_t incarnation_ = 0;
  ShardManifest manifest_;
  std::unique_ptr<ShardStore> local_;
  CountingShard shard_{kLateness};
};

class Restore : public ::testing::TestWithParam<std::string> {
 protected:
  RunningShard run_{GetParam()};
};
INSTANTIATE_TEST_SUITE_P(Backends, Restore, ::testing::Values("rocksdb", "memory"),
                         [](const auto& backend) { return backend.param; });

TEST_P(Restore, FiresWhatWasNotYetFiredWithAllThatWasCounted) {
  run_.shard().apply({order(100, "ann", 5), order(100, "bob", 7)});
  run_.checkpoint();
  run_.consolidate();
  run_.shard().apply({order(100, "ann", 1)});
  run_.checkpoint();
  run_.restart(true);
  run_.shard().apply({order(100, "bob", 1)});
  EXPECT_THAT(run_.shard().advance(100), ::testing::UnorderedElementsAre("100 ann: 2 6", "100 bob: 2 8"));
}

TEST_P(Restore, DoesNotFireAgainWhatWasFired) {
  run_.shard().apply({order(100, "ann"), order(200, "ann")});
  EXPECT_THAT(run_.shard().advance(100), ElementsAre("100 ann: 1 1"));
  run_.checkpoint();
  run_.restart(false);
  EXPECT_EQ(run_.shard().state().watermark(kOrders), event_time(100));
  EXPECT_THAT(run_.shard().advance(150), IsEmpty());
  EXPECT_THAT(run_.shard().advance(200), ElementsAre("200 ann: 1 1"));
}

TEST_P(Restore, FiresAWindowAgainThatALateRecordChangesAfterwards) {
  run_.shard().apply({order(100, "ann", 5)});
  run_.shard().advance(105);
  run_.checkpoint();
  run_.restart(false);
  EXPECT_EQ(run_.shard().apply({order(100, "ann", 1)}).applied, 1U);
  EXPECT_THAT(run_.shard().fire_changed(), ElementsAre("100 ann: 2 6"));
}

TEST_P(Restore, LosesWhatWasNeverCheckpointed) {
  run_.shard().apply({order(100, "ann")});
  run_.checkpoint();
  run_.shard().apply({order(100, "ann")});
  run_.restart(true);
  EXPECT_THAT(run_.shard().advance(100), ElementsAre("100 ann: 1 1"));
}

TEST_P(Restore, LoadsNoExpiredPane) {
  run_.shard().apply({order(100, "ann")});
  run_.checkpoint();
  run_.consolidate();
  run_.shard().advance(110);  // end + lateness
  run_.checkpoint();
  run_.restart(true);
  EXPECT_EQ(run_.shard().state().size().panes, 0U);
}

TEST_P(Restore, RefusesAnEntryThatDoesNotFitTheQuery) {
  Timeline timeline(run_.store());
  timeline.add({absolute(kOrders.value, 100, "ann", "\x7fgarbage")});
  run_.manifest() = timeline.manifest();
  CountingShard shard;
  const auto restored = restore_shard(run_.local(), run_.store(), run_.manifest(), shard.state());
  ASSERT_FALSE(restored);
  EXPECT_EQ(restored.error().stop, StopReason::kRefused);
}

TEST_P(Restore, RefusesALocalStoreThatTheManifestDoesNotKnow) {
  run_.shard().apply({order(100, "ann")});
  run_.checkpoint();
  run_.consolidate();
  CountingShard shard;
  const auto restored = restore_shard(run_.local(), run_.store(), {}, shard.state());
  ASSERT_FALSE(restored);
  EXPECT_EQ(restored.error().stop, StopReason::kRefused);
  EXPECT_THAT(restored.error().message(), HasSubstr("not in the manifest's chain"));
}

std::vector<std::string> sorted(std::vector<std::string> rows) {
  std::ranges::sort(rows);  // a restart forgets the order of arrival
  return rows;
}

std::vector<Record> draw_records(const std::function<int(int, int)>& draw, std::int64_t watermark) {
  static const std::vector<std::string> kKeys = {"ann", "bob", "cid", ""};
  std::vector<Record> records;
  for (int i = draw(0, 6); i > 0; --i) {
    const auto& key = kKeys[static_cast<std::size_t>(draw(0, 4))];
    records.push_back(order(watermark + draw(-15, 40), key, draw(-9, 9)));
  }
  return records;
}

// Any interleaving of work, checkpoints, consolidations, bases and restarts fires what one uninterrupted run fires.
// `draw(low, high)`: low <= x < high. Empty: equal.
std::string difference_to_an_uninterrupted_run(const std::string& backend, const std::function<int(int, int)>& draw) {
  RunningShard interrupted(backend);
  CountingShard whole(10);
  std::int64_t watermark = 0;
  for (int steps = draw(1, 25), step = 0; step < steps; ++step) {
    const auto records = draw_records(draw, watermark);
    whole.apply(records);
    interrupted.shard().apply(records);
    watermark += draw(0, 12);
    const auto at = "step " + std::to_string(step);
    if (sorted(interrupted.shard().advance(watermark)) != sorted(whole.advance(watermark))) return at + ", advance";
    if (sorted(interrupted.shard().fire_changed()) != sorted(whole.fire_changed())) return at + ", late changes";
    interrupted.checkpoint();
    switch (draw(0, 6)) {
      case 0:
        interrupted.consolidate();
        break;
      case 1:
        interrupted.write_base();
        break;
      case 2:
        interrupted.restart(true);
        break;
      case 3:
        interrupted.restart(false);
        break;
      default:
        break;
    }
  }
  return "";
}

RC_GTEST_PROP(RestoreProperty, WithTheMemoryBackendEqualsAnUninterruptedRun, ()) {
  const auto draw = [](int low, int high) { return *rc::gen::inRange(low, high); };
  RC_ASSERT(difference_to_an_uninterrupted_run("memory", draw) == "");
}

// Fewer cases than RapidCheck's hundred: every one waits for the disk.
TEST(RestoreProperty, WithTheRocksdbBackendEqualsAnUninterruptedRun) {
  for (unsigned seed = 0; seed < 15; ++seed) {
    std::mt19937 random(seed);
    const auto draw = [&](int low, int high) { return std::uniform_int_distribution(low, high - 1)(random); };
    EXPECT_EQ(difference_to_an_uninterrupted_run("rocksdb", draw), "") << "seed " << seed;
  }
}

}  // namespace
}  // namespace millrace::test

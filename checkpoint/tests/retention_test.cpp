#include "checkpoint/retention.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "checkpoint/tests/builders.h"

namespace millrace::test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

std::string object(const Manifest& m) { return manifest_object(name(m)); }

Manifest with(Manifest m, std::optional<BaseRef> base, std::vector<DeltaRef> chain) {
  m.shards[0].base = std::move(base);
  m.shards[0].chain = std::move(chain);
  return m;
}

// Checkpoints 1 to 3 of one shard: a, then a b, then base(b) c.
struct ThreeCheckpoints {
  Manifest one = with(manifest(1), {}, {delta("a", "", 1)});
  Manifest two = with(manifest(2), {}, {delta("a", "", 1), delta("b", "a", 2)});
  Manifest three = with(manifest(3), base("b"), {delta("c", "b", 3)});
  std::vector<Manifest> decided = {three, two, one};
  std::vector<std::string> stored = {object(one),          object(two),          object(three),    "deltas/0/1-a.delta",
                                     "deltas/0/1-b.delta", "deltas/0/1-c.delta", "bases/0/1-b.sst"};
};

TEST(Retention, KeepsTheNewestDecidedOnesAndAllTheyNeed) {
  const ThreeCheckpoints g;
  EXPECT_THAT(deletable(g.decided, g.stored, 3, Incarnation{1}, {}), IsEmpty());
  EXPECT_THAT(deletable(g.decided, g.stored, 2, Incarnation{1}, {}), ElementsAre(object(g.one)));
  EXPECT_THAT(deletable(g.decided, g.stored, 1, Incarnation{1}, {}),
              UnorderedElementsAre(object(g.one), object(g.two), "deltas/0/1-a.delta", "deltas/0/1-b.delta"));
}

TEST(Retention, AlwaysKeepsWhatKafkaNames) {
  const ThreeCheckpoints g;
  EXPECT_EQ(deletable(g.decided, g.stored, 0, Incarnation{1}, {}),
            deletable(g.decided, g.stored, 1, Incarnation{1}, {}));
}

TEST(Retention, DeletesNothingWhileNothingIsKnownToBeDecided) {
  const ThreeCheckpoints g;
  EXPECT_THAT(deletable({}, g.stored, 1, Incarnation{9}, {}), IsEmpty());
}

TEST(Retention, DeletesManifestsBeforeTheFilesTheyName) {
  const ThreeCheckpoints g;
  std::vector<std::string> files_first = g.stored;
  std::ranges::reverse(files_first);
  const auto gone = deletable(g.decided, files_first, 1, Incarnation{1}, {});
  EXPECT_TRUE(std::ranges::is_partitioned(gone, [](const auto& o) { return o.starts_with("manifests/"); }));
}

// Hole 14: aborted attempts are deleted once they are history, by their name and not by their number.
TEST(Retention, DeletesAnAbortedAttemptOfAKeptIdAndItsDeltas) {
  ThreeCheckpoints g;
  const Manifest aborted = with(manifest(3), {}, {delta("a", "", 1), delta("x", "a", 3)});
  g.stored.push_back(object(aborted));
  g.stored.push_back("deltas/0/1-x.delta");
  EXPECT_THAT(deletable(g.decided, g.stored, 3, Incarnation{1}, {}),
              ElementsAre(object(aborted), "deltas/0/1-x.delta"));
}

// The manifest as remembered and as stored might differ in a field that does not matter here. Kafka's must not go.
TEST(Retention, KeepsEveryAttemptOfAKeptIdWhenItCannotTellWhichWasDecided) {
  ThreeCheckpoints g;
  Manifest as_stored = g.three;
  as_stored.created_ms += 1;
  std::ranges::replace(g.stored, object(g.three), object(as_stored));
  EXPECT_THAT(deletable(g.decided, g.stored, 3, Incarnation{1}, {}), IsEmpty());
}

TEST(Retention, LeavesTheManifestOfTheEpochInFlight) {
  ThreeCheckpoints g;
  const Manifest prepared = manifest(4, to_string(name(g.three)));
  g.stored.push_back(object(prepared));
  EXPECT_THAT(deletable(g.decided, g.stored, 3, Incarnation{1}, {}), IsEmpty());
  EXPECT_THAT(deletable(g.decided, g.stored, 3, Incarnation{2}, {}), ElementsAre(object(prepared)));
}

// Hole 14: a newer self may be writing what this one, fenced but not yet aware of it, has never heard of.
TEST(Retention, LeavesWhatAHigherIncarnationWrote) {
  ThreeCheckpoints g;
  Manifest newer = manifest(2);
  newer.incarnation = Incarnation{8};
  g.stored = {object(newer), "deltas/0/8-y.delta", "bases/0/10-y.sst", "deltas/0/7-z.delta"};
  EXPECT_THAT(deletable(g.decided, g.stored, 1, Incarnation{7}, {}), ElementsAre("deltas/0/7-z.delta"));
}

TEST(Retention, LeavesWhatIsBeingWritten) {
  const ThreeCheckpoints g;
  EXPECT_THAT(deletable(g.decided, {"deltas/0/1-new.delta", "bases/0/1-new.sst"}, 1, Incarnation{1},
                        {"deltas/0/1-new.delta", "bases/0/1-new.sst"}),
              IsEmpty());
  EXPECT_THAT(deletable(g.decided, g.stored, 1, Incarnation{1}, {object(g.one)}),
              ::testing::Not(Contains(object(g.one))));
}

TEST(Retention, LeavesWhatItDoesNotKnow) {
  const ThreeCheckpoints g;
  EXPECT_THAT(deletable(g.decided,
                        {"savepoints/1-x.delta", "deltas/0/x.delta", "deltas/0/-1.delta", "manifests/readme.txt",
                         "bases/0/12", "deltas/0/1.delta", "1-x", ""},
                        1, Incarnation{99}, {}),
              IsEmpty());
}

RC_GTEST_PROP(Retention, NeverDeletesWhatAKeptManifestReaches, ()) {
  std::vector<Manifest> decided;
  std::vector<std::string> stored;
  std::string parent;
  std::vector<DeltaRef> chain;
  std::optional<BaseRef> newest_base;
  const int checkpoints = *rc::gen::inRange(1, 12);
  for (int id = 0; id < checkpoints; ++id) {
    const std::string d = "d" + std::to_string(id);
    chain.push_back(delta(d, chain.empty() ? (newest_base ? newest_base->through : "") : chain.back().id, id));
    stored.push_back(chain.back().file.object);
    if (*rc::gen::inRange(0, 4) == 0) {
      newest_base = base(d);
      stored.push_back(newest_base->files[0].object);
      chain.clear();
    }
    Manifest m = with(manifest(id, parent), newest_base, chain);
    m.incarnation = Incarnation{static_cast<std::uint64_t>(id / 3)};
    stored.push_back(object(m));
    if (*rc::gen::inRange(0, 4) == 0) {  // aborted: another attempt follows under this id
      m.created_ms = 77;
      stored.push_back(object(m));
    }
    parent = to_string(name(m));
    decided.insert(decided.begin(), m);
  }
  std::vector<std::string> shuffled;
  while (!stored.empty()) {
    const auto at = *rc::gen::inRange<std::size_t>(0, stored.size());
    shuffled.push_back(stored[at]);
    stored.erase(stored.begin() + static_cast<std::ptrdiff_t>(at));
  }
  const auto retain = *rc::gen::inRange<std::size_t>(0, 5);
  const auto gone = deletable(decided, shuffled, retain, Incarnation{99}, {});
  const auto kept = std::min(std::max<std::size_t>(retain, 1), decided.size());
  for (std::size_t i = 0; i < kept; ++i) {
    RC_ASSERT(std::ranges::find(gone, object(decided[i])) == gone.end());
    for (const auto& shard : decided[i].shards) {
      for (const auto& d : shard.chain) RC_ASSERT(std::ranges::find(gone, d.file.object) == gone.end());
      if (shard.base) RC_ASSERT(std::ranges::find(gone, shard.base->files[0].object) == gone.end());
    }
  }
}

}  // namespace
}  // namespace millrace::test

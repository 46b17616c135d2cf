// Which stored manifests were decided, and which of them `--from ID` means.
#include "checkpoint/decided_path.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "checkpoint/going_back.h"
#include "checkpoint/tests/builders.h"

namespace millrace::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Manifests by name, some of which cannot be loaded.
class Store {
 public:
  CheckpointName add(std::uint64_t id, const std::optional<CheckpointName>& parent,
                     const std::string& trigger = "interval") {
    Manifest m = manifest(id, parent ? to_string(*parent) : "", trigger);
    m.created_ms = ++created_;
    const auto n = name(m);
    manifests_[n] = m;
    names.push_back(n);
    return n;
  }
  void damage(const CheckpointName& n) { broken_[n] = error(Reaction::kStop, StopReason::kRefused); }
  void make_unreachable(const CheckpointName& n) { broken_[n] = error(Reaction::kAbort); }
  void remove(const CheckpointName& n) { std::erase(names, n); }

  Result<Manifest> load(const CheckpointName& n) const {
    EXPECT_NE(std::ranges::find(names, n), names.end()) << "loads only what is stored";
    if (const auto broken = broken_.find(n); broken != broken_.end()) return std::unexpected(broken->second);
    return manifests_.at(n);
  }
  Result<DecidedPath> path(const CheckpointName& newest) const {
    return decided_path(newest, names, [this](const CheckpointName& n) { return load(n); });
  }
  std::expected<NamedManifest, RefusedRecovery> find(std::uint64_t id, std::optional<CheckpointName> current) const {
    return find_decided(GoBack{CheckpointId{id}, CheckpointId{1000}, current}, names,
                        [this](const CheckpointName& n) { return load(n); });
  }
  std::vector<CheckpointId> ids(std::optional<CheckpointName> current) const {
    return decided_ids(current, names, [this](const CheckpointName& n) { return load(n); }).value();
  }

  std::vector<CheckpointName> names;

 private:
  std::map<CheckpointName, Manifest> manifests_;
  std::map<CheckpointName, Error> broken_;
  std::int64_t created_ = 0;
};

std::vector<CheckpointName> names_of(const DecidedPath& path) {
  std::vector<CheckpointName> names;
  for (const auto& m : path.manifests) names.push_back(m.name);
  return names;
}

TEST(DecidedPath, LeadsFromTheNewestToCheckpoint0AndPastAbortedAttempts) {
  Store store;
  const auto zero = store.add(0, {}, "initial");
  const auto one = store.add(1, zero);
  store.add(2, one);  // prepared, then aborted
  const auto two = store.add(2, one);
  store.add(3, two);  // prepared, outcome: not what Kafka names
  const auto path = store.path(two);
  ASSERT_TRUE(path);
  EXPECT_THAT(names_of(*path), ElementsAre(two, one, zero));
  EXPECT_FALSE(path->cut);
}

TEST(DecidedPath, LeavesOutTheTimelineThatWasGoneBackFrom) {
  Store store;
  const auto one = store.add(1, {}, "initial");
  const auto two = store.add(2, one);
  store.add(3, two);
  const auto back = store.add(4, one, "from");
  const auto five = store.add(5, back);
  EXPECT_THAT(names_of(store.path(five).value()), ElementsAre(five, back, one));
}

TEST(DecidedPath, EndsWhereRetentionHasTakenTheParent) {
  Store store;
  const auto one = store.add(1, {});
  const auto two = store.add(2, one);
  const auto three = store.add(3, two);
  store.remove(one);
  const auto path = store.path(three);
  EXPECT_THAT(names_of(path.value()), ElementsAre(three, two));
  EXPECT_FALSE(path->cut);
}

TEST(DecidedPath, EndsBeforeADamagedParentAndSaysSo) {
  Store store;
  const auto one = store.add(1, {});
  const auto two = store.add(2, one);
  store.damage(one);
  const auto path = store.path(two);
  ASSERT_TRUE(path);
  EXPECT_THAT(names_of(*path), ElementsAre(two));
  ASSERT_TRUE(path->cut);
  EXPECT_EQ(path->cut->stop, StopReason::kRefused);
}

// Retention would delete what is only out of reach for the moment.
TEST(DecidedPath, IsUnknownWhileAManifestCannotBeRead) {
  Store store;
  const auto one = store.add(1, {});
  const auto two = store.add(2, one);
  store.make_unreachable(one);
  ASSERT_FALSE(store.path(two));
  EXPECT_EQ(store.path(two).error().reaction, Reaction::kAbort);
}

TEST(DecidedPath, IsRefusedWhenTheNewestItselfIsDamagedOrMissing) {
  Store store;
  const auto one = store.add(1, {});
  store.damage(one);
  EXPECT_EQ(store.path(one).error().stop, StopReason::kRefused);
  store.remove(one);
  EXPECT_THAT(store.path(one).error().message(), HasSubstr(manifest_object(one)));
}

TEST(DecidedPath, EndsWhereAManifestNamesNothingOlderAsItsParent) {
  Store store;
  const auto later = store.add(9, {});
  const auto two = store.add(2, later);
  const auto path = store.path(two);
  ASSERT_TRUE(path);
  EXPECT_THAT(names_of(*path), ElementsAre(two));
  EXPECT_THAT(path->cut.value().message(), HasSubstr("not older"));
}

// ---- going back ----

// Hole 14: the aborted attempt of an id has the same number; its epoch's outputs were never seen by anybody.
TEST(GoingBack, FindsTheDecidedAttemptAmongThoseOfOneId) {
  Store store;
  const auto zero = store.add(0, {}, "initial");
  store.add(1, zero);
  const auto decided = store.add(1, zero);
  store.add(1, zero);
  const auto two = store.add(2, decided);
  EXPECT_EQ(store.find(1, two).value().name, decided);
  EXPECT_EQ(store.find(2, two).value().name, two);
  EXPECT_EQ(store.find(0, two).value().name, zero);
}

TEST(GoingBack, RefusesAnAbortedCheckpoint) {
  Store store;
  const auto one = store.add(1, {});
  store.add(2, one);
  const auto refusal = store.find(2, one);
  ASSERT_FALSE(refusal);
  EXPECT_EQ(refusal.error().reason, Refusal::kUnknownCheckpoint);
  EXPECT_THAT(refusal.error().error.message(),
              AllOf(HasSubstr("checkpoint 2"), HasSubstr("aborted"), HasSubstr("stored are: 1"),
                    HasSubstr("millrace checkpoints list")));
}

TEST(GoingBack, RefusesWhatALaterGoingBackHasLeft) {
  Store store;
  const auto one = store.add(1, {});
  const auto two = store.add(2, one);
  store.add(3, two);
  const auto back = store.add(4, one, "from");
  EXPECT_FALSE(store.find(2, back));
  EXPECT_EQ(store.find(1, back).value().name, one);
}

TEST(GoingBack, SaysWhatIsDamagedOnTheWay) {
  Store store;
  const auto one = store.add(1, {});
  const auto two = store.add(2, one);
  store.damage(one);
  EXPECT_THAT(store.find(1, two).error().error.message(), HasSubstr("beyond them: do something"));
}

// Hole 8: when the offsets have expired, Kafka cannot say what was decided; a child in the store can.
TEST(GoingBack, TrustsAChildWhereKafkaNamesNothing) {
  Store store;
  const auto one = store.add(1, {});
  store.add(2, one);
  const auto two = store.add(2, one);
  store.add(3, two);
  EXPECT_EQ(store.find(2, {}).value().name, two);
}

// Its own bytes are no proof against it: Kafka names it, and what came before it is known as without Kafka.
TEST(GoingBack, TrustsAChildWhereTheManifestThatKafkaNamesIsDamaged) {
  Store store;
  const auto one = store.add(1, {});
  const auto two = store.add(2, one);
  const auto three = store.add(3, two);
  store.damage(three);
  EXPECT_EQ(store.find(1, three).value().name, one);
  EXPECT_FALSE(store.find(2, three)) << "nothing that can be read proves that it was decided";
  store.make_unreachable(three);
  EXPECT_EQ(store.find(1, three).error().error.reaction, Reaction::kAbort);
}

TEST(GoingBack, ListsTheNewestFirst) {
  Store store;
  const auto zero = store.add(0, {}, "initial");
  const auto one = store.add(1, zero);
  const auto two = store.add(2, one);
  store.add(3, one);
  EXPECT_THAT(store.ids(two), ElementsAre(CheckpointId{2}, CheckpointId{1}, CheckpointId{0}));
  EXPECT_THAT(store.ids({}), ElementsAre(CheckpointId{1}, CheckpointId{0}));
}

TEST(GoingBack, RefusesTheNewestWhereNothingProvesThatItWasDecided) {
  Store store;
  const auto one = store.add(1, {});
  const auto two = store.add(2, one);
  store.add(3, two);
  const auto refusal = store.find(3, {});
  ASSERT_FALSE(refusal);
  EXPECT_THAT(refusal.error().error.message(),
              AllOf(HasSubstr("may have been aborted"), HasSubstr("decided are: 1, 2")));
}

TEST(GoingBack, AllowsCheckpointsThatNeverHadOutputs) {
  for (const std::string trigger : {"initial", "from", "accept-offsets"}) {
    Store store;
    const auto only = store.add(5, {}, trigger);
    EXPECT_EQ(store.find(5, {}).value().name, only);
  }
}

TEST(GoingBack, RefusesToChooseBetweenTimelines) {
  Store store;
  const auto a = store.add(1, {});
  const auto b = store.add(1, {});
  store.add(2, a);
  store.add(2, b);
  EXPECT_THAT(store.find(1, {}).error().error.message(), HasSubstr("2 timelines"));
}

TEST(GoingBack, SkipsDamagedManifestsOfOtherIdsButNotUnreachableOnes) {
  Store store;
  const auto one = store.add(1, {});
  store.add(2, one);
  const auto other = store.add(7, {});
  store.damage(other);
  EXPECT_EQ(store.find(1, {}).value().name, one);
  EXPECT_EQ(store.find(7, {}).error().reason, Refusal::kManifestInvalid);
  store.make_unreachable(other);
  EXPECT_EQ(store.find(1, {}).error().error.reaction, Reaction::kAbort);
}

}  // namespace
}  // namespace millrace::test

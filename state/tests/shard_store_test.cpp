// What both backends promise.
#include "state/tests/store_fixture.h"

namespace millrace::test {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ShardStoreContract : public ::testing::TestWithParam<std::string>, protected StoreFixture {
 protected:
  ShardStoreContract() : StoreFixture(GetParam()) {}

  // Everything in the chain is taken in, and a base of it adopted.
  void store_base(ShardStore& local) {
    ASSERT_TRUE(local.consolidate(timeline_.after(local.applied())));
    const auto base = local.write_base();
    ASSERT_TRUE(base) << base.error().message();
    EXPECT_EQ(base->backend, GetParam());
    EXPECT_EQ(base->through, local.applied());
    timeline_.adopt(*base);
  }
  void expect_recovers(const ShardManifest& manifest, const Contents& expected, int incarnation = 2) {
    const auto local = open(manifest, incarnation);
    ASSERT_NE(local, nullptr);
    const auto contents = restored(*local, store(), manifest);
    ASSERT_TRUE(contents) << contents.error().message();
    EXPECT_EQ(*contents, expected);
  }

  Timeline timeline_{store()};
};

INSTANTIATE_TEST_SUITE_P(Backends, ShardStoreContract, ::testing::Values("rocksdb", "memory"),
                         [](const auto& backend) { return backend.param; });

TEST_P(ShardStoreContract, StartsEmpty) {
  const auto local = open({});
  EXPECT_EQ(local->applied(), "");
  EXPECT_THAT(contents_of(*local), IsEmpty());
  EXPECT_THAT(local->origin(), HasSubstr("new and empty"));
  EXPECT_TRUE(local->consolidate({}));
}

TEST_P(ShardStoreContract, HoldsTheNewestOfWhatWasConsolidated) {
  timeline_.add({absolute(1, 10, "a", "old"), absolute(1, 10, "b", "kept")});
  timeline_.add({absolute(1, 10, "a", "new"), absolute(2, 10, "a", "other query")});
  const auto local = open(timeline_.manifest());
  ASSERT_TRUE(local->consolidate(timeline_.deltas()));
  EXPECT_EQ(local->applied(), timeline_.deltas().back().id);
  EXPECT_EQ(contents_of(*local), timeline_.contents());
}

TEST_P(ShardStoreContract, VisitsEntriesInTheOrderOfTheirKeys) {
  std::mt19937 random(7);
  for (int i = 0; i < 5; ++i) timeline_.add_random(random);
  const auto local = open(timeline_.manifest());
  ASSERT_TRUE(local->consolidate(timeline_.deltas()));
  std::vector<std::tuple<QueryId, EventTime, std::string>> keys;
  ASSERT_TRUE(local->for_each([&](const DeltaEntry& entry) -> Result<void> {
    EXPECT_EQ(entry.kind, EntryKind::kAbsolute);
    keys.emplace_back(entry.query, entry.pane_end, entry.key);
    return {};
  }));
  EXPECT_TRUE(std::ranges::is_sorted(keys));
  EXPECT_FALSE(keys.empty());
}

TEST_P(ShardStoreContract, EqualsTheModelAfterEveryStep) {
  for (const unsigned seed : {1U, 2U, 3U}) {
    std::mt19937 random(seed);
    Timeline timeline(store());
    delete_local_state();
    auto local = open({});
    for (int step = 0; step < 15; ++step) {
      for (auto more = 1 + random() % 4; more > 0; --more) timeline.add_random(random);
      ASSERT_TRUE(local->consolidate(timeline.after(local->applied())));
      ASSERT_EQ(contents_of(*local), timeline.contents()) << "seed " << seed << " step " << step;
      if (random() % 3 == 0) timeline.adopt(*local->write_base());
      if (random() % 3 == 0) {
        local.reset();
        if (random() % 2 == 0) delete_local_state();
        local = open(timeline.manifest(), step + 2);
        ASSERT_EQ(contents_of(*local), timeline.contents_at(local->applied())) << "seed " << seed << " step " << step;
        ASSERT_EQ(*restored(*local, store(), timeline.manifest()), timeline.contents());
      }
    }
  }
}

TEST_P(ShardStoreContract, RecoversTheStoreAndTheDeltasAfterIt) {
  std::mt19937 random(11);
  for (int i = 0; i < 6; ++i) timeline_.add_random(random);
  const auto half = std::vector(timeline_.deltas().begin(), timeline_.deltas().begin() + 3);
  ASSERT_TRUE(open(timeline_.manifest())->consolidate(half));
  expect_recovers(timeline_.manifest(), timeline_.contents());
}

TEST_P(ShardStoreContract, RebuildsDeletedLocalStateFromTheBase) {
  std::mt19937 random(12);
  for (int i = 0; i < 4; ++i) timeline_.add_random(random);
  store_base(*open(timeline_.manifest()));
  const auto at_base = timeline_.contents();
  for (int i = 0; i < 4; ++i) timeline_.add_random(random);
  delete_local_state();
  const auto local = open(timeline_.manifest(), 2);
  EXPECT_EQ(local->applied(), timeline_.manifest().base->through);
  EXPECT_EQ(contents_of(*local), at_base);
  EXPECT_EQ(*restored(*local, store(), timeline_.manifest()), timeline_.contents());
}

TEST_P(ShardStoreContract, RecoversFromTheChainAloneWhenLocalStateIsGoneAndThereIsNoBase) {
  std::mt19937 random(13);
  for (int i = 0; i < 4; ++i) timeline_.add_random(random);
  ASSERT_TRUE(open(timeline_.manifest())->consolidate(timeline_.deltas()));
  delete_local_state();
  expect_recovers(timeline_.manifest(), timeline_.contents());
}

TEST_P(ShardStoreContract, WritesBaseUponBase) {
  std::mt19937 random(14);
  auto local = open({});
  for (int i = 0; i < 4; ++i) {
    timeline_.add_random(random);
    store_base(*local);
    EXPECT_THAT(timeline_.manifest().chain, IsEmpty());
  }
  local.reset();
  delete_local_state();
  expect_recovers(timeline_.manifest(), timeline_.contents());
}

TEST_P(ShardStoreContract, StoresAnEmptyBase) {
  store_base(*open({}));
  delete_local_state();
  expect_recovers(timeline_.manifest(), {});
}

// The same file ingested twice would pass unnoticed.
TEST_P(ShardStoreContract, RefusesADeltaThatItAlreadyHolds) {
  timeline_.add({absolute(1, 10, "a", "1")});
  timeline_.add({absolute(1, 10, "a", "2")});
  const auto local = open(timeline_.manifest());
  ASSERT_TRUE(local->consolidate(timeline_.deltas()));
  const auto again = local->consolidate(timeline_.deltas());
  ASSERT_FALSE(again);
  EXPECT_THAT(again.error().message(), HasSubstr(timeline_.deltas().front().file.object));
  EXPECT_THAT(again.error().message(), HasSubstr(timeline_.deltas().back().id));
  EXPECT_EQ(contents_of(*local), timeline_.contents());
}

TEST_P(ShardStoreContract, RefusesAGapAndAWrongOrder) {
  for (const char* value : {"1", "2", "3"}) timeline_.add({absolute(1, 10, "a", value)});
  const auto& d = timeline_.deltas();
  const auto local = open(timeline_.manifest());
  EXPECT_FALSE(local->consolidate({d[1]}));
  EXPECT_FALSE(local->consolidate({d[0], d[2]}));
  EXPECT_FALSE(local->consolidate({d[1], d[0]}));
  EXPECT_EQ(local->applied(), "");
  EXPECT_THAT(contents_of(*local), IsEmpty());
}

TEST_P(ShardStoreContract, RefusesIncrements) {
  auto increment = absolute(1, 10, "a", "1");
  increment.kind = EntryKind::kIncrement;
  timeline_.add({increment});
  const auto local = open(timeline_.manifest());
  const auto contents = restored(*local, store(), timeline_.manifest());
  ASSERT_FALSE(contents);
  EXPECT_EQ(contents.error().stop, StopReason::kRefused);
  EXPECT_THAT(contents.error().message(), HasSubstr("increments"));
}

TEST_P(ShardStoreContract, ForgetsExpiredPanes) {
  timeline_.add({absolute(1, 10, "a", "1"), absolute(1, 20, "a", "2"), absolute(2, 10, "a", "3")});
  const auto local = open(timeline_.manifest());
  ASSERT_TRUE(local->consolidate(timeline_.deltas()));
  timeline_.add({absolute(1, 30, "a", "4")}, {{query(1), event_time(10)}});
  EXPECT_EQ(*restored(*local, store(), timeline_.manifest()), timeline_.contents());
  ASSERT_TRUE(local->consolidate({timeline_.deltas().back()}));
  EXPECT_EQ(contents_of(*local), timeline_.contents());
  EXPECT_EQ(contents_of(*local).size(), 3U);
}

TEST_P(ShardStoreContract, DoesNotLoadWhatALaterDeltaReportsAsExpired) {
  timeline_.add({absolute(1, 10, "a", "1")});
  timeline_.add({absolute(1, 10, "b", "2"), absolute(1, 20, "b", "3")});
  timeline_.add({}, {{query(1), event_time(10)}});
  expect_recovers(timeline_.manifest(), timeline_.contents());
  EXPECT_EQ(timeline_.contents().size(), 1U);
}

TEST_P(ShardStoreContract, SkipsQueriesThatThisRunDoesNotHaveAndKeepsTheirState) {
  timeline_.add({absolute(1, 10, "a", "1"), absolute(2, 10, "a", "2"), absolute(3, 10, "a", "3")});
  store_base(*open(timeline_.manifest()));
  timeline_.add({absolute(2, 10, "b", "4"), absolute(3, 10, "b", "5")});
  {
    const auto local = open(timeline_.manifest(), 2, {3});
    const Contents only = {{{query(3), event_time(10), "a"}, "3"}, {{query(3), event_time(10), "b"}, "5"}};
    EXPECT_EQ(*restored(*local, store(), timeline_.manifest()), only);
    store_base(*local);
  }
  delete_local_state();
  const auto local = open(timeline_.manifest(), 3, {1, 2, 3});
  EXPECT_EQ(*restored(*local, store(), timeline_.manifest()), timeline_.contents());
}

// What was consolidated by a run that went another way is no part of this manifest.
TEST_P(ShardStoreContract, DiscardsTheStateOfAnotherTimeline) {
  timeline_.add({absolute(1, 10, "a", "shared")});
  Timeline other = timeline_;
  other.add({absolute(1, 10, "a", "other"), absolute(1, 10, "x", "other")});
  timeline_.add({absolute(1, 10, "a", "ours")});
  ASSERT_TRUE(open(other.manifest())->consolidate(other.deltas()));
  expect_recovers(timeline_.manifest(), timeline_.contents());
}

TEST_P(ShardStoreContract, GoesBackToAnOlderManifest) {
  std::mt19937 random(15);
  auto local = open({});
  timeline_.add_random(random);
  store_base(*local);
  timeline_.add_random(random);
  const auto old_manifest = timeline_.manifest();
  const auto old_contents = timeline_.contents();
  for (int i = 0; i < 3; ++i) timeline_.add_random(random);
  store_base(*local);
  local.reset();
  expect_recovers(old_manifest, old_contents);
}

TEST_P(ShardStoreContract, RefusesAManifestWhoseDeltasDoNotFollowOneAnother) {
  for (const char* value : {"1", "2", "3"}) timeline_.add({absolute(1, 10, "a", value)});
  auto manifest = timeline_.manifest();
  manifest.chain.erase(manifest.chain.begin() + 1);
  const auto opened = try_open(manifest);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().stop, StopReason::kRefused);
  EXPECT_THAT(opened.error().message(), HasSubstr(manifest.chain.back().file.object));
}

TEST_P(ShardStoreContract, RefusesTheBaseOfTheOtherBackend) {
  ShardManifest manifest;
  manifest.base = BaseRef{GetParam() == "memory" ? "rocksdb" : "memory", "", {}};
  const auto opened = try_open(manifest);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().stop, StopReason::kConfiguration);
  EXPECT_THAT(opened.error().remedy, HasSubstr("state.backend: " + manifest.base->backend));
}

// ---- damage ----

// Whether recovery noticed, and what it said.
std::optional<Error> refusal(const Result<std::unique_ptr<ShardStore>>& opened, CheckpointStore& store,
                             const ShardManifest& manifest) {
  if (!opened) return opened.error();
  const auto contents = restored(**opened, store, manifest);
  return contents ? std::nullopt : std::optional(contents.error());
}

std::vector<StoredFile> files_named_by(const ShardManifest& manifest) {
  auto files = manifest.base ? manifest.base->files : std::vector<StoredFile>();
  for (const auto& delta : manifest.chain) files.push_back(delta.file);
  return files;
}

TEST_P(ShardStoreContract, RefusesAFlippedByteInEachFileThatItReadsByName) {
  std::mt19937 random(16);
  for (int i = 0; i < 2; ++i) timeline_.add_random(random);
  store_base(*open(timeline_.manifest()));
  for (int i = 0; i < 2; ++i) timeline_.add_random(random);
  const auto manifest = timeline_.manifest();
  ASSERT_GE(files_named_by(manifest).size(), 3U);
  for (const auto& file : files_named_by(manifest)) {
    const auto path = objects() / file.object;
    for (std::size_t at = 0; at < file.bytes; at += 1 + (at == 0 ? 0 : random() % (1 + file.bytes / 4))) {
      delete_local_state();
      flip_byte(path, at);
      const auto error = refusal(try_open(manifest, 2), store(), manifest);
      flip_byte(path, at);
      ASSERT_TRUE(error) << file.object << " byte " << at;
      EXPECT_EQ(error->reaction, Reaction::kStop) << error->message();
      EXPECT_EQ(error->stop, StopReason::kRefused) << error->message();
      EXPECT_EQ(error->object, file.object);
      EXPECT_THAT(error->remedy, HasSubstr("Restore this file")) << error->message();
    }
  }
  delete_local_state();
  expect_recovers(manifest, timeline_.contents());
}

TEST_P(ShardStoreContract, RefusesAMissingOrShorterFileByName) {
  std::mt19937 random(17);
  timeline_.add_random(random);
  store_base(*open(timeline_.manifest()));
  timeline_.add_random(random);
  const auto manifest = timeline_.manifest();
  for (const auto& file : files_named_by(manifest)) {
    const auto path = objects() / file.object;
    const auto bytes = read_file(path);
    for (const bool missing : {true, false}) {
      delete_local_state();
      std::filesystem::remove(path);
      if (!missing) std::ofstream(path, std::ios::binary) << bytes.substr(0, bytes.size() - 1);
      const auto error = refusal(try_open(manifest, 2), store(), manifest);
      ASSERT_TRUE(error) << file.object;
      EXPECT_EQ(error->stop, StopReason::kRefused) << error->message();
      EXPECT_THAT(error->message(), HasSubstr(file.object));
    }
    std::filesystem::remove(path);
    std::ofstream(path, std::ios::binary) << bytes;
  }
}

TEST_P(ShardStoreContract, ConsolidatesAgainAfterADeltaCouldNotBeRead) {
  timeline_.add({absolute(1, 10, "a", "1")});
  timeline_.add({absolute(1, 10, "b", "2")});
  const auto local = open(timeline_.manifest());
  const auto path = objects() / timeline_.deltas().back().file.object;
  flip_byte(path, 100);
  const bool consolidated = local->consolidate(timeline_.deltas()).has_value();
  EXPECT_FALSE(consolidated && local->write_base());  // one of them must have read it
  flip_byte(path, 100);
  EXPECT_TRUE(consolidated || local->consolidate(timeline_.deltas()));
  EXPECT_EQ(contents_of(*local), timeline_.contents());
}

TEST_P(ShardStoreContract, NeverWritesToAFileThatIsStored) {
  std::mt19937 random(18);
  for (int i = 0; i < 3; ++i) timeline_.add_random(random);
  store_base(*open(timeline_.manifest()));
  for (int i = 0; i < 3; ++i) timeline_.add_random(random);
  const auto before = snapshot(objects());
  delete_local_state();
  for (int run = 2; run < 5; ++run) {
    const auto local = open(timeline_.manifest(), run);
    ASSERT_TRUE(local->consolidate(timeline_.after(local->applied())));
    ASSERT_TRUE(local->write_base());
    timeline_.add_random(random);
  }
  const auto after = snapshot(objects());
  for (const auto& [path, bytes] : before) EXPECT_EQ(after.at(path), bytes) << path;
}

TEST(OpenShardStore, RefusesAnUnknownBackend) {
  StoreFixture fixture("granite");
  const auto opened = fixture.try_open({});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().stop, StopReason::kConfiguration);
  EXPECT_THAT(opened.error().message(), HasSubstr("no backend is called 'granite'"));
}

}  // namespace
}  // namespace millrace::test

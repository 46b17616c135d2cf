// What is particular to local databases: locks, takeover, rebuilding, damage, and what RocksDB does not guard against.
#include "state/rocksdb_store.h"

#include <algorithm>

#include "state/sst_batch.h"
#include "state/tests/store_fixture.h"

namespace millrace::test {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class RocksdbStoreTest : public ::testing::Test, protected StoreFixture {
 protected:
  RocksdbStoreTest() : StoreFixture("rocksdb") {}

  void add_random(int deltas) {
    for (int i = 0; i < deltas; ++i) timeline_.add_random(random_);
  }
  void consolidate_all(ShardStore& local) {
    const auto done = local.consolidate(timeline_.after(local.applied()));
    ASSERT_TRUE(done) << done.error().message();
  }
  BaseRef adopt_base(ShardStore& local) {
    auto base = local.write_base();
    EXPECT_TRUE(base) << base.error().message();
    timeline_.adopt(*base);
    return *base;
  }
  static std::vector<fs::path> sorted_files(const fs::path& database) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(database)) {
      if (entry.path().extension() == ".sst") files.push_back(entry.path());
    }
    std::ranges::sort(files);
    return files;
  }
  fs::path database(int incarnation, const std::string& name = "shard-0") const {
    return state() / (std::to_string(incarnation) + "-run") / name;
  }

  std::mt19937 random_{21};
  Timeline timeline_{store()};
};

// ---- takeover ----

TEST_F(RocksdbStoreTest, TakesOverTheDatabaseOfAnEarlierRunWhereItLies) {
  add_random(3);
  consolidate_all(*open(timeline_.manifest(), 1));
  add_random(2);
  const auto local = open(timeline_.manifest(), 2);
  EXPECT_THAT(local->origin(), AllOf(HasSubstr("taken over, " + database(1).string()), HasSubstr("2 deltas behind")));
  EXPECT_FALSE(fs::exists(database(2)));
  consolidate_all(*local);
  EXPECT_EQ(contents_of(*local), timeline_.contents());
}

TEST_F(RocksdbStoreTest, TakesOverTheDatabaseThatLacksTheFewestDeltas) {
  add_random(3);
  const auto frozen = open(timeline_.manifest(), 1);  // still holds its lock while the next run starts
  ASSERT_TRUE(frozen->consolidate({timeline_.deltas()[0]}));
  consolidate_all(*open(timeline_.manifest(), 2));
  const auto third = open(timeline_.manifest(), 3);
  EXPECT_EQ(third->applied(), timeline_.deltas().back().id);
  EXPECT_THAT(third->origin(), HasSubstr(database(2).string()));
}

TEST_F(RocksdbStoreTest, RebuildsBesideAFrozenFormerSelfThatHoldsTheLock) {
  add_random(2);
  const auto frozen = open(timeline_.manifest(), 1);
  consolidate_all(*frozen);
  adopt_base(*frozen);
  const auto at_base = timeline_.contents();
  add_random(2);
  const auto local = open(timeline_.manifest(), 2);
  EXPECT_THAT(local->origin(), AllOf(HasSubstr("rebuilt from its base, " + database(2).string()),
                                     HasSubstr("passed over " + database(1).string()), HasSubstr("lock")));
  consolidate_all(*local);
  EXPECT_EQ(contents_of(*local), timeline_.contents());
  EXPECT_EQ(contents_of(*frozen), at_base);  // nobody has touched its files
}

TEST_F(RocksdbStoreTest, OpensTwoShardsSideBySide) {
  const ShardStorePlace other{state(), Incarnation{1}, "run", ShardId{10}};
  const auto zero = open({});
  const auto ten = open_shard_store("rocksdb", other, store(), {}, {});
  ASSERT_TRUE(ten) << ten.error().message();
  Timeline timeline(store(), ShardId{10});
  timeline.add({absolute(1, 1, "a", "1")});
  EXPECT_FALSE(zero->consolidate(timeline.deltas()));  // another shard's delta
  EXPECT_TRUE((*ten)->consolidate(timeline.deltas()));
}

TEST_F(RocksdbStoreTest, RebuildsUnderAnotherNameWhenItsOwnDatabaseIsOfAnotherTimeline) {
  add_random(1);
  consolidate_all(*open(timeline_.manifest(), 1));
  adopt_base(*open(timeline_.manifest(), 1));
  auto other = timeline_;
  other.add_random(random_);
  add_random(1);
  ASSERT_TRUE(open(other.manifest(), 1)->consolidate({other.deltas().back()}));
  const auto local = open(timeline_.manifest(), 1);
  EXPECT_THAT(local->origin(), AllOf(HasSubstr("rebuilt from its base, " + database(1, "shard-0-1").string()),
                                     HasSubstr("of another timeline")));
  EXPECT_EQ(*restored(*local, store(), timeline_.manifest()), timeline_.contents());
}

TEST_F(RocksdbStoreTest, PassesOverWhatIsNoDatabase) {
  fs::create_directories(database(4));
  fs::create_directories(state() / "notes");
  fs::create_directories(database(3, "shard-0.building-0011223344556677"));
  std::ofstream(state() / "5-run") << "a file";
  const auto local = open({}, 6);
  EXPECT_THAT(local->origin(), HasSubstr("passed over " + database(4).string() + ": not a database"));
}

// ---- damage of the cache ----

TEST_F(RocksdbStoreTest, RebuildsADatabaseWhoseEntriesAreDamaged) {
  add_random(3);
  consolidate_all(*open(timeline_.manifest()));
  const auto files = sorted_files(database(1));
  flip_byte(std::ranges::max(files, {}, [](const fs::path& file) { return fs::file_size(file); }), 10);
  {
    const auto damaged = open(timeline_.manifest());
    const auto contents = restored(*damaged, store(), timeline_.manifest());
    ASSERT_FALSE(contents);
    EXPECT_EQ(contents.error().reaction, Reaction::kFatal) << "the cache is damaged, not the truth";
    EXPECT_THAT(contents.error().message(), AllOf(HasSubstr(database(1).string()), HasSubstr("Corruption")));
  }
  const auto rebuilt = open(timeline_.manifest());
  EXPECT_THAT(rebuilt->origin(), HasSubstr("passed over " + database(1).string() + ": damaged"));
  EXPECT_EQ(*restored(*rebuilt, store(), timeline_.manifest()), timeline_.contents());
}

TEST_F(RocksdbStoreTest, PassesOverADatabaseThatCannotSayWhatItHolds) {
  add_random(3);
  consolidate_all(*open(timeline_.manifest()));
  for (const auto& file : sorted_files(database(1))) flip_byte(file, 10);
  const auto local = open(timeline_.manifest());
  EXPECT_THAT(local->origin(), HasSubstr("passed over " + database(1).string()));
  EXPECT_EQ(*restored(*local, store(), timeline_.manifest()), timeline_.contents());
}

TEST_F(RocksdbStoreTest, PassesOverADatabaseThatDoesNotOpen) {
  add_random(3);
  consolidate_all(*open(timeline_.manifest()));
  for (const auto& entry : fs::directory_iterator(database(1))) {
    if (entry.path().filename().string().starts_with("MANIFEST")) flip_byte(entry.path(), 10);
  }
  const auto local = open(timeline_.manifest());
  EXPECT_THAT(local->origin(), HasSubstr("passed over " + database(1).string()));
  EXPECT_EQ(*restored(*local, store(), timeline_.manifest()), timeline_.contents());
}

TEST_F(RocksdbStoreTest, WritesNoBaseFromDamagedFiles) {
  add_random(3);
  const auto local = open(timeline_.manifest());
  consolidate_all(*local);
  for (const auto& file : sorted_files(database(1))) flip_byte(file, 10);
  const auto base = local->write_base();
  ASSERT_FALSE(base);
  EXPECT_THAT(base.error().message(), HasSubstr("Corruption"));
}

// ---- consolidation ----

// Only the applied id protects: RocksDB takes anything.
TEST_F(RocksdbStoreTest, AsksTheDatabaseWhatItHoldsBeforeEveryIngest) {
  add_random(2);
  auto opened = RocksdbDatabase::open(state(), RocksdbDatabase::If::kAbsent);
  ASSERT_TRUE(opened);
  RocksdbDatabase& below = **opened;
  RocksdbStore local(*std::move(opened), "", {state(), Incarnation{1}, "run", ShardId{0}}, store(), {}, {}, "");
  {
    SstBatch behind_its_back(below);
    ASSERT_TRUE(behind_its_back.ingest("somebody else's"));
  }
  const auto done = local.consolidate(timeline_.deltas());
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().reaction, Reaction::kFatal);
  EXPECT_THAT(done.error().message(), HasSubstr("somebody else's"));
  EXPECT_EQ(below.applied().value(), "somebody else's");
}

TEST_F(RocksdbStoreTest, LeavesNothingInItsScratchDirectory) {
  const auto local = open({});
  for (int i = 0; i < 3; ++i) {
    add_random(2);
    consolidate_all(*local);
    adopt_base(*local);
  }
  EXPECT_TRUE(fs::is_empty(database(1) / "scratch"));
}

TEST_F(RocksdbStoreTest, RemovesWhatADeadRunLeftInTheScratchDirectory) {
  add_random(1);
  consolidate_all(*open(timeline_.manifest()));
  std::ofstream(database(1) / "scratch/0.sst") << "half a file";
  const auto local = open(timeline_.manifest(), 2);
  EXPECT_TRUE(fs::is_empty(database(1) / "scratch"));
  add_random(1);
  consolidate_all(*local);
}

TEST_F(RocksdbStoreTest, NeverHearsOfPanesThatOpenAndExpireBetweenTwoConsolidations) {
  timeline_.add({absolute(1, 10, "a", "1")});
  timeline_.add({absolute(1, 10, "b", "2")});
  timeline_.add({}, {{query(1), event_time(10)}});
  const auto local = open(timeline_.manifest());
  consolidate_all(*local);
  EXPECT_THAT(sorted_files(database(1)), SizeIs(1));  // the applied id alone
  EXPECT_THAT(contents_of(*local), IsEmpty());
}

std::uintmax_t bytes_of(const std::vector<fs::path>& files) {
  std::uintmax_t sum = 0;
  for (const auto& file : files) sum += fs::file_size(file);
  return sum;
}

// Deep files are reached by no compaction for long, and DeleteRange alone frees nothing.
TEST_F(RocksdbStoreTest, FreesTheSpaceOfExpiredPanesAtOnce) {
  const auto local = open({});
  for (int pane = 1; pane <= 8; ++pane) {
    std::vector<ListedEntry> entries;
    for (int key = 0; key < 20'000; ++key) {
      entries.push_back(
          absolute(1, pane, "key" + std::to_string(key), std::to_string(random_()) + std::string(60, 'v')));
    }
    timeline_.add(std::move(entries));
  }
  consolidate_all(*local);
  const auto full = bytes_of(sorted_files(database(1)));
  timeline_.add({}, {{query(1), event_time(7)}});
  consolidate_all(*local);
  EXPECT_LT(bytes_of(sorted_files(database(1))), full / 4);
  EXPECT_EQ(contents_of(*local), timeline_.contents());
}

TEST_F(RocksdbStoreTest, KeepsPanesBefore1970AndTheLastPaneOfAll) {
  timeline_.add({absolute(1, -60'000, "a", "before"),
                 absolute(1, 0, "a", "epoch"),
                 {EntryKind::kAbsolute, query(1), EventTime::max(), "a", "end"}});
  const auto local = open(timeline_.manifest());
  consolidate_all(*local);
  EXPECT_EQ(contents_of(*local), timeline_.contents());
  timeline_.add({}, {{query(1), event_time(-1)}});
  consolidate_all(*local);
  EXPECT_EQ(contents_of(*local).size(), 2U);
  EXPECT_EQ(contents_of(*local), timeline_.contents());
  timeline_.add({}, {{query(1), EventTime::max()}});
  consolidate_all(*local);
  EXPECT_THAT(contents_of(*local), IsEmpty());
}

// ---- bases ----

std::size_t sorted_objects(CheckpointStore& store) {
  const auto objects = store.list("bases/").value();
  return static_cast<std::size_t>(
      std::ranges::count_if(objects, [](const auto& object) { return object.name.ends_with(".sst"); }));
}

TEST_F(RocksdbStoreTest, NamesAgainWhatAnEarlierBaseHasStored) {
  add_random(2);
  auto local = open(timeline_.manifest());
  consolidate_all(*local);
  const auto first = adopt_base(*local);
  const auto stored = sorted_objects(store());
  add_random(1);
  consolidate_all(*local);
  const auto second = adopt_base(*local);
  const auto stored_before = [&](const StoredFile& file) {
    return std::ranges::find(first.files, file.object, &StoredFile::object) != first.files.end();
  };
  EXPECT_TRUE(std::ranges::any_of(second.files, stored_before));
  local.reset();
  // Another run of another incarnation knows them from the manifest.
  local = open(timeline_.manifest(), 5);
  const auto objects = sorted_objects(store());
  const auto third = adopt_base(*local);
  EXPECT_EQ(sorted_objects(store()), objects);
  EXPECT_GT(objects, stored);
  local.reset();
  delete_local_state();
  EXPECT_EQ(*restored(*open(timeline_.manifest(), 6), store(), timeline_.manifest()), timeline_.contents());
}

// Retention may have deleted what no decided manifest names, so nothing but the last base is relied upon.
TEST_F(RocksdbStoreTest, WritesAgainWhatOnlyAnAbandonedBaseHasStored) {
  add_random(2);
  auto local = open(timeline_.manifest());
  consolidate_all(*local);
  const auto abandoned = local->write_base();
  ASSERT_TRUE(abandoned);
  local.reset();
  local = open(timeline_.manifest(), 1);  // the manifest that would have named it was never decided
  adopt_base(*local);
  for (const auto& file : abandoned->files) ASSERT_TRUE(store().remove(file.object));
  local.reset();
  delete_local_state();
  EXPECT_EQ(*restored(*open(timeline_.manifest(), 2), store(), timeline_.manifest()), timeline_.contents());
}

TEST_F(RocksdbStoreTest, NamesEveryFileOfABaseByIncarnationAndRandomBits) {
  add_random(1);
  const auto local = open(timeline_.manifest(), 7);
  consolidate_all(*local);
  const auto base = adopt_base(*local);
  std::vector<std::string> names;
  for (const auto& file : base.files) {
    EXPECT_THAT(file.object, ::testing::StartsWith("bases/0/7-"));
    EXPECT_EQ(store().get(file.object)->size(), file.bytes);
    names.push_back(file.local_name);
  }
  EXPECT_THAT(names, ::testing::IsSupersetOf({std::string("CURRENT")}));
}

TEST_F(RocksdbStoreTest, SharesSortedFilesWithTheStoreButNoOthers) {
  add_random(2);
  auto local = open(timeline_.manifest());
  consolidate_all(*local);
  const auto base = adopt_base(*local);
  local.reset();
  delete_local_state();
  local = open(timeline_.manifest(), 2);
  for (const auto& file : base.files) {
    const auto here = database(2) / file.local_name;
    if (!fs::exists(here)) continue;  // RocksDB begins a new MANIFEST
    EXPECT_EQ(fs::equivalent(here, objects() / file.object), file.local_name.ends_with(".sst")) << file.local_name;
  }
}

TEST_F(RocksdbStoreTest, RefusesABaseFileThatWouldLeaveTheDirectory) {
  add_random(1);
  auto local = open(timeline_.manifest());
  consolidate_all(*local);
  adopt_base(*local);
  local.reset();
  delete_local_state();
  auto manifest = timeline_.manifest();
  manifest.base->files.front().local_name = "../outside";
  const auto opened = try_open(manifest, 2);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().stop, StopReason::kRefused);
  EXPECT_FALSE(fs::exists(state() / "2-run/outside"));
}

TEST_F(RocksdbStoreTest, LeavesNothingBehindARebuildThatFails) {
  add_random(1);
  auto local = open(timeline_.manifest());
  consolidate_all(*local);
  adopt_base(*local);
  local.reset();
  delete_local_state();
  auto manifest = timeline_.manifest();
  manifest.base->through = std::string(32, 'f');
  for (auto& delta : manifest.chain) delta.parent = manifest.base->through;
  const auto opened = try_open(manifest, 2);
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().message(), HasSubstr("its files hold delta '" + timeline_.manifest().base->through));
  EXPECT_TRUE(fs::is_empty(state() / "2-run"));
}

// ---- removal ----

TEST_F(RocksdbStoreTest, RemovesDatabasesThatNobodyLocksUpToItsOwnIncarnation) {
  add_random(1);
  for (const int incarnation : {1, 3, 4}) {
    delete_local_state();
    consolidate_all(*open(timeline_.manifest(), incarnation));
    fs::rename(state(), state().string() + std::to_string(incarnation));
  }
  for (const int i : {1, 3, 4}) {
    const auto run = std::to_string(i) + "-run";
    fs::create_directories(state());
    fs::rename(state().string() + std::to_string(i) + "/" + run, state() / run);
  }
  const auto in_use = open(timeline_.manifest(), 3);
  const auto used = database(4);  // the newest: taken over, where it lies
  EXPECT_THAT(in_use->origin(), HasSubstr(used.string()));
  remove_old_databases(state(), Incarnation{3});
  EXPECT_FALSE(fs::exists(state() / "1-run"));
  EXPECT_FALSE(fs::exists(state() / "3-run"));
  EXPECT_TRUE(fs::exists(used / "CURRENT"));
  EXPECT_EQ(contents_of(*in_use), timeline_.contents());
}

TEST_F(RocksdbStoreTest, NeverRemovesADatabaseInUse) {
  add_random(1);
  const auto frozen = open(timeline_.manifest(), 1);
  const auto local = open(timeline_.manifest(), 2);
  remove_old_databases(state(), Incarnation{2});
  consolidate_all(*frozen);
  consolidate_all(*local);
  EXPECT_EQ(contents_of(*frozen), timeline_.contents());
  EXPECT_EQ(contents_of(*local), timeline_.contents());
}

TEST_F(RocksdbStoreTest, NeverRemovesFilesOfAHigherIncarnation) {
  add_random(1);
  consolidate_all(*open(timeline_.manifest(), 9));
  fs::create_directories(database(9, "shard-1.building-0011223344556677"));
  const auto before = snapshot(state());
  remove_old_databases(state(), Incarnation{8});
  EXPECT_EQ(snapshot(state()), before);
  EXPECT_TRUE(fs::exists(database(9, "shard-1.building-0011223344556677")));
}

TEST_F(RocksdbStoreTest, RemovesHalfBuiltHalfRemovedAndDamagedOnesOfItsOwn) {
  add_random(1);
  const auto local = open(timeline_.manifest(), 2);
  fs::create_directories(database(2, "shard-1.building-0011223344556677"));
  fs::create_directories(database(2, "shard-1.removed-0011223344556677"));
  fs::create_directories(database(2, "shard-3"));
  std::ofstream(database(2, "shard-3") / "DAMAGED") << "x";
  remove_old_databases(state(), Incarnation{2});
  EXPECT_EQ(std::distance(fs::directory_iterator(state() / "2-run"), fs::directory_iterator()), 1);
  consolidate_all(*local);
}

TEST_F(RocksdbStoreTest, DoesNotMindThatThereIsNothingToRemove) {
  remove_old_databases(state(), Incarnation{3});
  EXPECT_FALSE(fs::exists(state()));
}

}  // namespace
}  // namespace millrace::test

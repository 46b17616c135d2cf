#include "state/delta_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <xxhash.h>

#include <cstring>

#include "checkpoint/tests/memory_store.h"
#include "state/checksum.h"
#include "state/entry_key.h"
#include "state/shard_store.h"
#include "state/tests/listed_delta.h"

namespace millrace::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr ShardId kShard{2};
constexpr Incarnation kIncarnation{7};
constexpr CheckpointId kEpoch{41};

std::vector<ListedEntry> entries_of(const DeltaFile& file) {
  std::vector<ListedEntry> entries;
  file.for_each([&](const StoredEntry& stored) {
    const auto key = *split_entry_key(stored.key);
    entries.push_back({stored.kind, key.query, key.pane_end, std::string(key.key), std::string(stored.accumulators)});
  });
  return entries;
}

Result<DeltaRef> write(CheckpointStore& store, const ListedDelta& delta, const DeltaId& parent = "") {
  return write_delta(store, kShard, kIncarnation, kEpoch, parent, delta);
}

TEST(DeltaFile, GivesBackWhatWasWritten) {
  MemoryStore store;
  auto increment = absolute(1, 60'000, "bob", "\x01y");
  increment.kind = EntryKind::kIncrement;
  const std::vector entries = {absolute(1, 60'000, "alice", std::string("\x01\0x", 3)), increment,
                               absolute(9, -5, "", "")};
  const std::map<QueryId, EventTime> expired = {{QueryId{1}, event_time(30'000)}, {QueryId{4}, event_time(-1)}};
  const auto ref = write(store, ListedDelta(entries, expired), "parent");
  ASSERT_TRUE(ref) << ref.error().message();
  EXPECT_EQ(ref->parent, "parent");
  EXPECT_EQ(ref->epoch, kEpoch);
  const auto file = fetch_delta(store, kShard, *ref);
  ASSERT_TRUE(file) << file.error().message();
  EXPECT_EQ(entries_of(*file), entries);
  EXPECT_EQ(file->header().expired_through, expired);
  EXPECT_EQ(file->header().entries, 3U);
}

TEST(DeltaFile, IsNamedByShardIncarnationAndItsOwnRandomId) {
  MemoryStore store;
  const auto one = write(store, ListedDelta({}));
  const auto two = write(store, ListedDelta({}));
  ASSERT_TRUE(one && two);
  EXPECT_NE(one->id, two->id);
  EXPECT_EQ(one->id.size(), 32U);
  EXPECT_EQ(one->file.object, "deltas/2/7-" + one->id + ".delta");
  EXPECT_EQ(one->file.bytes, store.get(one->file.object)->size());
  EXPECT_EQ(one->file.checksum, checksum_of(*store.get(one->file.object)));
}

TEST(DeltaFile, MayHoldOnlyWhatHasExpired) {
  MemoryStore store;
  const auto ref = write(store, ListedDelta({}, {{QueryId{3}, event_time(7)}}));
  const auto file = fetch_delta(store, kShard, *ref);
  ASSERT_TRUE(file);
  EXPECT_EQ(file->header().blocks, 0U);
  EXPECT_EQ(file->header().expired_through.at(QueryId{3}), event_time(7));
}

TEST(DeltaFile, HoldsEntriesLargerThanABlock) {
  MemoryStore store;
  const std::vector entries = {absolute(1, 1, "small", "a"), absolute(1, 1, std::string(1 << 20, 'k'), "b"),
                               absolute(1, 1, "text", std::string(200'000, 'v')), absolute(1, 1, "last", "c")};
  const auto file = fetch_delta(store, kShard, *write(store, ListedDelta(entries)));
  ASSERT_TRUE(file);
  EXPECT_EQ(entries_of(*file), entries);
  EXPECT_GE(file->header().blocks, 3U);
}

TEST(DeltaFile, SpansManyBlocks) {
  MemoryStore store;
  std::vector<ListedEntry> entries;
  for (int i = 0; i < 20'000; ++i)
    entries.push_back(absolute(1, i % 7, "key" + std::to_string(i), std::string(48, 'v')));
  for (int round = 0; round < 2; ++round) {  // the second into used buffers
    const auto file = fetch_delta(store, kShard, *write(store, ListedDelta(entries)));
    ASSERT_TRUE(file);
    EXPECT_GT(file->header().blocks, 20U);
    EXPECT_EQ(entries_of(*file), entries);
  }
}

RC_GTEST_PROP(DeltaFile, GivesBackAnyEntries,
              (std::vector<std::tuple<bool, std::uint16_t, std::int64_t, std::string, std::string>> rows)) {
  MemoryStore store;
  std::vector<ListedEntry> entries;
  for (auto& [kind, query, end, key, value] : rows) {
    if (QueryId{query} == kNoQuery) continue;
    entries.push_back(
        {kind ? EntryKind::kAbsolute : EntryKind::kIncrement, QueryId{query}, event_time(end), key, value});
  }
  const auto file = fetch_delta(store, kShard, *write(store, ListedDelta(entries)));
  RC_ASSERT(file.has_value());
  RC_ASSERT(entries_of(*file) == entries);
}

// ---- damage ----

std::string small_file(MemoryStore& store) {
  const auto ref = write(store,
                         ListedDelta({absolute(1, 60'000, "alice", "12345"), absolute(2, 60'000, "bob", "678")},
                                     {{QueryId{1}, event_time(30'000)}}),
                         "0123456789abcdef0123456789abcdef");
  return *store.get(ref->file.object);
}

void expect_refused(const Result<DeltaFile>& file, const std::string& what) {
  ASSERT_FALSE(file) << what;
  EXPECT_EQ(file.error().reaction, Reaction::kStop) << what;
  EXPECT_EQ(file.error().stop, StopReason::kRefused) << what;
  EXPECT_EQ(file.error().object, "deltas/2/7-x.delta") << what;
  EXPECT_THAT(file.error().remedy, HasSubstr("Restore this file")) << what;
}

// The file's own checksums, without the manifest's.
TEST(DeltaFile, RefusesAFlippedBitAnywhere) {
  MemoryStore store;
  const auto bytes = small_file(store);
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    for (const int bit : {0, 7}) {
      auto damaged = bytes;
      damaged[at] = static_cast<char>(damaged[at] ^ (1 << bit));
      expect_refused(DeltaFile::parse(damaged, "deltas/2/7-x.delta"), "byte " + std::to_string(at));
    }
  }
}

TEST(DeltaFile, RefusesEveryLengthButItsOwn) {
  MemoryStore store;
  const auto bytes = small_file(store);
  ASSERT_TRUE(DeltaFile::parse(bytes, "deltas/2/7-x.delta"));
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    expect_refused(DeltaFile::parse(bytes.substr(0, length), "deltas/2/7-x.delta"), std::to_string(length) + " bytes");
  }
  expect_refused(DeltaFile::parse(bytes + '\0', "deltas/2/7-x.delta"), "one byte more");
}

TEST(DeltaFile, RefusesAFlippedByteBeforeAnythingIsParsedByTheManifestsChecksum) {
  MemoryStore store;
  const auto ref = write(store, ListedDelta({absolute(1, 60'000, "alice", "12345")}));
  for (std::size_t at = 0; at < ref->file.bytes; ++at) {
    store.objects().flip_bit(ref->file.object, at);
    const auto file = fetch_delta(store, kShard, *ref);
    ASSERT_FALSE(file) << at;
    EXPECT_EQ(file.error().object, ref->file.object);
    EXPECT_EQ(file.error().stop, StopReason::kRefused);
    store.objects().flip_bit(ref->file.object, at);
  }
  EXPECT_TRUE(fetch_delta(store, kShard, *ref));
}

// Whole in itself, and yet not the bytes that were decided.
TEST(DeltaFile, RefusesAWellFormedFileWithOtherContents) {
  MemoryStore store;
  const auto ref = *write(store, ListedDelta({absolute(1, 60'000, "alice", "12345")}), "parent");
  DeltaHeader header;
  header.id = ref.id;
  header.parent = "parent";
  header.shard = kShard;
  header.epoch = kEpoch;
  DeltaEncoder forged(header);
  forged.add(DeltaEntry{EntryKind::kAbsolute, QueryId{1}, event_time(60'000), "alice", "54321"});
  ASSERT_TRUE(store.remove(ref.file.object));
  ASSERT_TRUE(store.put(ref.file.object, forged.finish()));
  ASSERT_EQ(store.get(ref.file.object)->size(), ref.file.bytes);
  ASSERT_TRUE(DeltaFile::parse(*store.get(ref.file.object), ref.file.object));
  EXPECT_THAT(fetch_delta(store, kShard, ref).error().cause, HasSubstr("not that of the manifest"));
}

TEST(DeltaFile, RefusesAnotherDeltaUnderItsName) {
  MemoryStore store;
  const auto ref = *write(store, ListedDelta({absolute(1, 60'000, "alice", "12345")}), "parent");
  auto other = ref;
  other.id = std::string(32, '0');
  EXPECT_THAT(fetch_delta(store, kShard, other).error().cause, HasSubstr("holds delta " + ref.id));
  other = ref;
  other.parent = "another";
  EXPECT_THAT(fetch_delta(store, kShard, other).error().cause, HasSubstr("after 'parent'"));
  EXPECT_THAT(fetch_delta(store, ShardId{3}, ref).error().cause, HasSubstr("of shard 2"));
  other = ref;
  other.epoch = CheckpointId{42};
  EXPECT_FALSE(fetch_delta(store, kShard, other));
  EXPECT_TRUE(fetch_delta(store, kShard, ref));
}

TEST(DeltaFile, RefusesAFormatFromTheFuture) {
  DeltaHeader header;
  auto bytes = encode_delta_header(header);
  bytes[8] = 2;  // the format, under a checksum that fits
  const auto covered = std::string_view(bytes).substr(0, bytes.size() - 8);
  const std::uint64_t sum = XXH3_64bits(covered.data(), covered.size());
  std::memcpy(bytes.data() + covered.size(), &sum, sizeof sum);
  EXPECT_THAT(DeltaFile::parse(bytes, "x").error().cause, HasSubstr("format 2 is not known"));
}

TEST(DeltaFile, SaysThatItCouldNotBeWrittenAndForWhichShard) {
  MemoryStore store;
  store.fail(StoreOperation::kPut, 1);
  const auto ref = write(store, ListedDelta({absolute(1, 60'000, "alice", "12345")}));
  ASSERT_FALSE(ref);
  EXPECT_THAT(ref.error().message(), StartsWith("write delta of shard 2: "));
  EXPECT_THAT(ref.error().message(), HasSubstr("No space left on device"));
}

TEST(EntryKey, SortsByQueryThenTimeThenKey) {
  std::vector<std::string> keys;
  for (const int query : {0, 1, 255, 256}) {
    for (const std::int64_t end : {std::numeric_limits<std::int64_t>::min(), std::int64_t{-1}, std::int64_t{0},
                                   std::int64_t{1} << 40, std::numeric_limits<std::int64_t>::max()}) {
      for (const std::string key : {"", "a", "b"}) {
        keys.push_back(entry_prefix(QueryId{static_cast<std::uint16_t>(query)}, event_time(end)) + key);
      }
    }
  }
  EXPECT_TRUE(std::ranges::is_sorted(keys));
}

TEST(EntryKey, EndsARangeRightAfterItsLastPane) {
  const auto end = entry_prefix_after(QueryId{1}, event_time(10));
  EXPECT_LT(entry_prefix(QueryId{1}, event_time(10)) + std::string(100, '\xff'), end);
  EXPECT_LE(end, entry_prefix(QueryId{1}, event_time(11)));
  const auto all = entry_prefix_after(QueryId{1}, EventTime::max());
  EXPECT_LT(entry_prefix(QueryId{1}, EventTime::max()) + std::string(100, '\xff'), all);
  EXPECT_LE(all, entry_prefix(QueryId{2}));
}

TEST(EntryKey, RefusesWhatNoQueryCanHave) {
  EXPECT_FALSE(split_entry_key("123456789"));
  EXPECT_FALSE(split_entry_key(entry_prefix(kNoQuery) + "x"));
  const std::string stored = entry_prefix(QueryId{7}, event_time(-3)) + "key";
  const auto key = split_entry_key(stored);
  ASSERT_TRUE(key);
  EXPECT_EQ(key->query, QueryId{7});
  EXPECT_EQ(key->pane_end, event_time(-3));
  EXPECT_EQ(key->key, "key");
}

}  // namespace
}  // namespace millrace::test

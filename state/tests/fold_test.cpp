#include "state/fold.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "checkpoint/tests/memory_store.h"
#include "state/entry_key.h"
#include "state/shard_store.h"
#include "state/tests/listed_delta.h"

namespace millrace::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr ShardId kFirstShard{0};

std::vector<DeltaFile> files_of(const std::vector<ListedDelta>& deltas) {
  MemoryStore store;
  std::vector<DeltaRef> refs;
  for (const auto& delta : deltas) {
    const DeltaId parent = refs.empty() ? "" : refs.back().id;
    refs.push_back(*write_delta(store, kFirstShard, Incarnation{1}, CheckpointId{refs.size()}, parent, delta));
  }
  return *fetch_deltas(store, kFirstShard, refs);
}

std::vector<ListedEntry> folded(const std::vector<ListedDelta>& deltas) {
  std::vector<ListedEntry> result;
  const auto done = fold(files_of(deltas), [&](const StoredEntry& entry) -> Result<void> {
    const auto key = *split_entry_key(entry.key);
    result.push_back({entry.kind, key.query, key.pane_end, std::string(key.key), std::string(entry.accumulators)});
    return {};
  });
  EXPECT_TRUE(done);
  return result;
}

TEST(Fold, KeepsTheNewestOfEachKeyInOrder) {
  const ListedDelta first({absolute(1, 20, "b", "old"), absolute(1, 10, "z", "kept"), absolute(2, 10, "a", "other")});
  const ListedDelta second({absolute(1, 20, "b", "new"), absolute(1, 20, "a", "fresh")});
  EXPECT_THAT(folded({first, second}), ElementsAre(absolute(1, 10, "z", "kept"), absolute(1, 20, "a", "fresh"),
                                                   absolute(1, 20, "b", "new"), absolute(2, 10, "a", "other")));
}

TEST(Fold, LeavesOutWhatALaterDeltaReportsAsExpired) {
  const ListedDelta first({absolute(1, 10, "a", "1"), absolute(1, 20, "a", "2"), absolute(2, 10, "a", "3")});
  const ListedDelta second({}, {{QueryId{1}, event_time(10)}});
  EXPECT_THAT(folded({first, second}), ElementsAre(absolute(1, 20, "a", "2"), absolute(2, 10, "a", "3")));
}

TEST(Fold, OfNothingIsNothing) {
  EXPECT_THAT(folded({}), IsEmpty());
  EXPECT_THAT(folded({ListedDelta({})}), IsEmpty());
}

TEST(Fold, DoesNotMistakeAKeyForItsPrefix) {
  const ListedDelta delta({absolute(1, 1, std::string("a\0", 2), "long"), absolute(1, 1, "a", "short"),
                           absolute(1, 1, std::string("a\0\0", 3), "longer"), absolute(1, 1, "", "empty")});
  EXPECT_THAT(folded({delta}), ElementsAre(absolute(1, 1, "", "empty"), absolute(1, 1, "a", "short"),
                                           absolute(1, 1, std::string("a\0", 2), "long"),
                                           absolute(1, 1, std::string("a\0\0", 3), "longer")));
}

TEST(Fold, RefusesIncrementsAndNamesTheFile) {
  auto increment = absolute(1, 10, "a", "1");
  increment.kind = EntryKind::kIncrement;
  const auto files = files_of({ListedDelta({absolute(1, 10, "b", "1")}), ListedDelta({increment})});
  const auto done = fold(files, [](const StoredEntry&) -> Result<void> { return {}; });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().object, files[1].object());
  EXPECT_EQ(done.error().stop, StopReason::kRefused);
  EXPECT_THAT(done.error().message(), HasSubstr("increments"));
}

TEST(Fold, StopsAtTheVisitorsError) {
  int visits = 0;
  const auto done = fold(files_of({ListedDelta({absolute(1, 10, "a", "1"), absolute(1, 10, "b", "1")})}),
                         [&](const StoredEntry&) -> Result<void> {
                           ++visits;
                           return std::unexpected(Error{.attempted = "x", .object = "", .cause = "", .remedy = ""});
                         });
  EXPECT_FALSE(done);
  EXPECT_EQ(visits, 1);
}

using Change = std::tuple<std::uint8_t, std::uint8_t, std::string, std::string>;

// Against a map that is told the deltas one by one.
RC_GTEST_PROP(Fold, EqualsApplyingTheDeltasOneByOne,
              (std::vector<std::pair<std::vector<Change>, std::map<std::uint8_t, std::uint8_t>>> drawn)) {
  std::map<std::tuple<QueryId, EventTime, std::string>, std::string> model;
  std::vector<ListedDelta> deltas;
  ExpiredThrough so_far;
  for (const auto& [rows, expired] : drawn) {
    ExpiredThrough now;
    for (const auto& [query, through] : expired) now[QueryId{query}] = event_time(through % 16);
    merge_expired(so_far, now);
    std::erase_if(model, [&](const auto& e) { return is_expired(so_far, std::get<0>(e.first), std::get<1>(e.first)); });
    std::map<std::tuple<QueryId, EventTime, std::string>, std::string> unique;
    for (const auto& [query, end, key, value] : rows) {
      const QueryId id{static_cast<std::uint16_t>(query % 4)};
      if (!is_expired(so_far, id, event_time(end % 16))) unique[{id, event_time(end % 16), key}] = value;
    }
    std::vector<ListedEntry> entries;
    for (const auto& [at, value] : unique) {
      entries.push_back({EntryKind::kAbsolute, std::get<0>(at), std::get<1>(at), std::get<2>(at), value});
      model[at] = value;
    }
    deltas.emplace_back(std::move(entries), std::move(now));
  }
  std::vector<ListedEntry> expected;
  for (const auto& [at, value] : model) {
    expected.push_back({EntryKind::kAbsolute, std::get<0>(at), std::get<1>(at), std::get<2>(at), value});
  }
  RC_ASSERT(folded(deltas) == expected);
}

}  // namespace
}  // namespace millrace::test

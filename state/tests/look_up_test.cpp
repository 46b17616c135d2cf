// Looking into what a shard has stored, on both backends, against the model of the timeline.
#include "state/look_up.h"

#include "state/entry_key.h"
#include "state/tests/store_fixture.h"

namespace millrace::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class LookingUp : public ::testing::TestWithParam<std::string>, protected StoreFixture {
 protected:
  LookingUp() : StoreFixture(GetParam()) {}

  Contents found(const ShardStore& local, const ShardManifest& manifest, const LookUp& wanted) {
    auto entries = look_up(local, store(), manifest, wanted);
    EXPECT_TRUE(entries) << entries.error().message();
    Contents contents;
    if (!entries) return contents;
    EXPECT_LE(entries->size(), wanted.most);
    EXPECT_TRUE(std::ranges::is_sorted(*entries, {}, &FoundEntry::key));
    if (!entries->empty()) last_ = entries->back().key;
    for (const auto& entry : *entries) {
      const auto at = *split_entry_key(entry.key);
      contents[{at.query, at.pane_end, std::string(at.key)}] = entry.accumulators;
    }
    return contents;
  }
  // All of a query, page by page.
  Contents paged(const ShardStore& local, const ShardManifest& manifest, int of, std::size_t most) {
    Contents all;
    last_.clear();
    for (std::size_t got = most; got == most;) {
      auto page = found(local, manifest, {query(of), {}, last_, most});
      got = page.size();
      for (const auto& [at, value] : page) EXPECT_TRUE(all.emplace(at, value).second) << "an entry came twice";
    }
    return all;
  }
  static Contents only(const Contents& contents, int of, const std::string& key = "") {
    Contents some;
    for (const auto& [at, value] : contents) {
      if (std::get<0>(at) == query(of) && (key.empty() || std::get<2>(at) == key)) some[at] = value;
    }
    return some;
  }

  Timeline timeline_{store()};
  std::string last_;
};

INSTANTIATE_TEST_SUITE_P(Backends, LookingUp, ::testing::Values("rocksdb", "memory"),
                         [](const auto& backend) { return backend.param; });

TEST_P(LookingUp, FindsWhatTheCheckpointHoldsWhateverIsConsolidated) {
  for (const unsigned seed : {1U, 2U, 3U}) {
    std::mt19937 random(seed);
    Timeline timeline(store());
    delete_local_state();
    const auto local = open({});
    for (int step = 0; step < 12; ++step) {
      timeline.add_random(random);
      if (random() % 2 == 0) {
        ASSERT_TRUE(local->consolidate(timeline.after(local->applied())));
        if (random() % 3 == 0) timeline.adopt(*local->write_base());
      }
      const auto manifest = timeline.manifest();
      for (const int of : {1, 2}) {
        ASSERT_EQ(paged(*local, manifest, of, 7), only(timeline.contents(), of)) << "seed " << seed << " step " << step;
        for (const char* key : {"key0", "key17", "key29", "none"}) {
          ASSERT_EQ(found(*local, manifest, {query(of), key, "", 100}), only(timeline.contents(), of, key))
              << key << ", seed " << seed << " step " << step;
        }
      }
    }
  }
}

TEST_P(LookingUp, GivesOnlyAsManyAsWereAskedFor) {
  timeline_.add({absolute(1, 10, "a", "1"), absolute(1, 10, "b", "2"), absolute(1, 20, "a", "3")});
  const auto local = open({});
  EXPECT_EQ(found(*local, timeline_.manifest(), {query(1), {}, "", 2}).size(), 2U);
  EXPECT_EQ(found(*local, timeline_.manifest(), {query(1), "a", "", 1}).size(), 1U);
  ASSERT_TRUE(local->consolidate(timeline_.deltas()));
  EXPECT_EQ(found(*local, timeline_.manifest(), {query(1), {}, "", 2}).size(), 2U);
  EXPECT_EQ(found(*local, timeline_.manifest(), {query(1), "a", "", 1}).size(), 1U);
}

// An old entry must not come back because the newer one of a larger key had to leave a page.
TEST_P(LookingUp, NeverGivesAnEntryThatHasBeenReplaced) {
  timeline_.add({absolute(1, 10, "c", "old")});
  const auto local = open({});
  ASSERT_TRUE(local->consolidate(timeline_.deltas()));
  timeline_.add({absolute(1, 10, "c", "new"), absolute(1, 10, "a", "1"), absolute(1, 10, "b", "2")});
  EXPECT_EQ(paged(*local, timeline_.manifest(), 1, 2), timeline_.contents());
}

TEST_P(LookingUp, LeavesOutWhatHasExpiredSinceTheConsolidation) {
  timeline_.add({absolute(1, 10, "a", "1"), absolute(1, 20, "a", "2")});
  const auto local = open({});
  ASSERT_TRUE(local->consolidate(timeline_.deltas()));
  timeline_.add({absolute(1, 30, "a", "3")}, {{query(1), event_time(10)}});
  EXPECT_EQ(paged(*local, timeline_.manifest(), 1, 1), timeline_.contents());
  EXPECT_EQ(timeline_.contents().size(), 2U);
}

TEST_P(LookingUp, SaysToAskAgainWhenTheStoreHasGoneOn) {
  timeline_.add({absolute(1, 10, "a", "1")});
  const auto before = timeline_.manifest();
  timeline_.add({absolute(1, 10, "a", "2")});
  const auto local = open({});
  ASSERT_TRUE(local->consolidate(timeline_.deltas()));
  const auto answer = look_up(*local, store(), before, {query(1), {}, "", 1});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().reaction, Reaction::kRetry);
}

TEST_P(LookingUp, AViewStaysWhatItWas) {
  timeline_.add({absolute(1, 10, "a", "old")});
  const auto local = open({});
  ASSERT_TRUE(local->consolidate(timeline_.deltas()));
  const auto view = local->view();
  ASSERT_TRUE(view);
  const auto first = timeline_.deltas().back().id;
  timeline_.add({absolute(1, 20, "a", "new")}, {{query(1), event_time(10)}});
  ASSERT_TRUE(local->consolidate(timeline_.after(first)));
  EXPECT_EQ((*view)->applied(), first);
  std::vector<std::string> seen;
  ASSERT_TRUE((*view)->read(entry_prefix(query(1)), [&](const StoredEntry& entry) {
    seen.emplace_back(entry.accumulators);
    return true;
  }));
  EXPECT_THAT(seen, ElementsAre("old"));
}

TEST_P(LookingUp, AViewOfAnEmptyStoreIsEmpty) {
  const auto local = open({});
  const auto view = local->view();
  ASSERT_TRUE(view);
  EXPECT_EQ((*view)->applied(), "");
  EXPECT_THAT(found(*local, {}, {query(1), {}, "", 5}), IsEmpty());
  EXPECT_THAT(found(*local, {}, {query(1), "a", "", 5}), IsEmpty());
}

}  // namespace
}  // namespace millrace::test

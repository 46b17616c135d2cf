#include "checkpoint/ledger.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "checkpoint/tests/builders.h"

namespace millrace::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr QueryId kTotals{4};

// A checkpoint and its successor, whose epoch balances: 10 records read, 1 of them rejected, 3 rows.
class LedgerTest : public ::testing::Test {
 protected:
  LedgerTest() : before(manifest(7)), after(manifest(8)) {
    before.positions = {position(0, 100)};
    after.positions = {position(0, 110)};
    before.queries = after.queries = {query("totals", kTotals.value)};
    Ledger epoch;
    epoch.sources["orders"] = {10, 9, 1};
    epoch.queries[kTotals] = {.decoded = 9,
                              .rejected = 1,
                              .filtered = 2,
                              .passed = 0,
                              .aggregated = 5,
                              .late = 1,
                              .panes_opened = 3,
                              .panes_expired = 2,
                              .panes_live = 4,
                              .rows = 3};
    epoch.rows_sent = 3;
    before.ledger.emplace();
    before.ledger->sources["orders"] = {1000, 990, 10};
    before.ledger->queries[kTotals] = {.decoded = 990, .aggregated = 990, .panes_opened = 40, .panes_live = 3};
    before.ledger->rows_sent = 77;
    after.ledger = before.ledger;
    after.ledger->queries[kTotals].panes_live = 0;
    add(*after.ledger, epoch);
  }
  std::vector<std::string> mismatches() const { return check_ledger(before, after); }
  SourceCount& orders() { return after.ledger->sources["orders"]; }
  QueryCount& totals() { return after.ledger->queries[kTotals]; }

  Manifest before, after;
};

TEST_F(LedgerTest, BalancesWhereEverythingIsAccountedFor) { EXPECT_THAT(mismatches(), IsEmpty()); }

TEST_F(LedgerTest, MissesARecordThatWasReadAndNeitherDecodedNorRejected) {
  --orders().rejected;
  EXPECT_THAT(mismatches(), ElementsAre("source orders: 10 records read, 9 decoded + 0 rejected"));
}

TEST_F(LedgerTest, MissesARecordThatWasLostOnItsWayToAShard) {
  --totals().aggregated;
  EXPECT_THAT(mismatches(), ElementsAre("query totals: 9 records decoded, 1 rejected + 2 filtered + 0 passed + 4 "
                                        "aggregated + 1 late"));
}

TEST_F(LedgerTest, SeesARecordThatWasAggregatedTwice) {
  ++totals().aggregated;
  EXPECT_THAT(mismatches(), ElementsAre(HasSubstr("6 aggregated")));
}

TEST_F(LedgerTest, SeesMoreRecordsThanThePartitionsHad) {
  after.positions = {position(0, 109)};
  EXPECT_THAT(mismatches(), ElementsAre("source orders: 10 records read, its positions moved on by 9"));
}

TEST_F(LedgerTest, TakesMarkersAndAbortedRecordsBetweenOffsetsForNormal) {
  after.positions = {position(0, 1'000'000)};
  EXPECT_THAT(mismatches(), IsEmpty());
}

TEST_F(LedgerTest, CountsAllPartitionsOfASourceAndNewOnesFromTheirBeginning) {
  after.positions = {position(0, 104), position(1, 6)};
  EXPECT_THAT(mismatches(), IsEmpty());
  after.positions = {position(0, 104), position(1, 6, "payments")};
  EXPECT_THAT(mismatches(), ElementsAre(HasSubstr("moved on by 4")));
}

TEST_F(LedgerTest, MissesAPaneThatIsGoneWithoutHavingExpired) {
  --totals().panes_live;
  EXPECT_THAT(mismatches(), ElementsAre("query totals: 3 panes opened, 2 expired, and +0 live"));
}

TEST_F(LedgerTest, SeesAPaneThatExpiredAndIsBack) {
  ++totals().panes_live;
  EXPECT_THAT(mismatches(), ElementsAre(HasSubstr("and +2 live")));
}

TEST_F(LedgerTest, BearsFewerLivePanesThanBefore) {
  totals().panes_expired += 3;
  totals().panes_live -= 3;
  EXPECT_THAT(mismatches(), IsEmpty());
}

TEST_F(LedgerTest, MissesARowThatWasMadeAndNotSent) {
  ++totals().rows;
  EXPECT_THAT(mismatches(), ElementsAre("the queries made 4 rows, 3 were sent"));
}

TEST_F(LedgerTest, TellsAMismatchOnceWhereItAroseAndNotForEver) {
  --totals().aggregated;
  ASSERT_THAT(mismatches(), ::testing::SizeIs(1));
  Manifest next = after;
  next.positions = {position(0, 111)};
  Ledger epoch;
  epoch.sources["orders"] = {1, 1, 0};
  epoch.queries[kTotals] = {.decoded = 1, .filtered = 1, .panes_live = totals().panes_live};
  next.ledger->queries[kTotals].panes_live = 0;
  add(*next.ledger, epoch);
  EXPECT_THAT(check_ledger(after, next), IsEmpty());
}

TEST_F(LedgerTest, BeginsWithTheFirstManifestThatHasOne) {
  totals().aggregated = 0;
  before.ledger.reset();
  EXPECT_THAT(mismatches(), IsEmpty());
}

TEST_F(LedgerTest, BeginsAtZeroForASourceAndAQueryThatAreNew) {
  before.ledger.emplace();
  after.ledger.emplace();
  after.ledger->sources["orders"] = {10, 10, 0};
  after.ledger->queries[kTotals] = {.decoded = 10, .aggregated = 10, .panes_opened = 1, .panes_live = 1};
  EXPECT_THAT(mismatches(), IsEmpty());
}

// One epoch: every record and row is given a fate and counted on both sides, as the threads do, in any number of parts.
struct Epoch {
  std::vector<Ledger> parts;
  std::uint64_t read = 0;
};

Epoch any_epoch(std::uint64_t& live) {
  const auto some = [] { return std::uint64_t{*rc::gen::inRange<std::uint64_t>(0, 50)}; };
  Epoch epoch;
  Ledger source;
  auto& counts = source.queries[kTotals];
  counts = {.rejected = some(), .filtered = some(), .passed = some()};
  std::uint64_t to_shards = 0, rows = counts.passed;
  counts.rows = counts.passed;
  for (int shard = *rc::gen::inRange(1, 4); shard > 0; --shard) {
    Ledger part;
    auto& mine = part.queries[kTotals];
    mine = {.aggregated = some(), .late = some(), .panes_opened = some(), .rows = some()};
    if (shard == 1) {
      mine.panes_expired = *rc::gen::inRange<std::uint64_t>(0, live + mine.panes_opened + 1);
      live = mine.panes_live = live + mine.panes_opened - mine.panes_expired;
    } else {
      mine.panes_expired = mine.panes_opened;
    }
    to_shards += mine.aggregated + mine.late;
    rows += mine.rows;
    epoch.parts.push_back(part);
  }
  counts.decoded = counts.rejected + counts.filtered + counts.passed + to_shards;
  const auto rejected = some();
  epoch.read = counts.decoded + rejected;
  source.sources["orders"] = {epoch.read, counts.decoded, rejected};
  epoch.parts.push_back(source);
  epoch.parts.back().rows_sent = rows;
  return epoch;
}

Manifest after_epoch(const Manifest& before, const Epoch& epoch) {
  Manifest after = before;
  after.positions.at(0).next.value += static_cast<std::int64_t>(epoch.read);
  for (auto& [query, count] : after.ledger->queries) count.panes_live = 0;
  for (const auto& part : epoch.parts) add(*after.ledger, part);
  return after;
}

RC_GTEST_PROP(LedgerProperty, BalancesOverAnyEpochsInWhichNothingIsLost, ()) {
  Manifest last = manifest(0);
  last.positions = {position(0, 0)};
  last.ledger.emplace();
  std::uint64_t live = 0;
  for (int epochs = *rc::gen::inRange(1, 6); epochs > 0; --epochs) {
    const auto next = after_epoch(last, any_epoch(live));
    RC_ASSERT(check_ledger(last, next).empty());
    last = next;
  }
}

RC_GTEST_PROP(LedgerProperty, DoesNotBalanceOnceAnyOneCountIsOff, ()) {
  Manifest last = manifest(0);
  last.positions = {position(0, 0)};
  last.ledger.emplace();
  std::uint64_t live = 0;
  auto next = after_epoch(last, any_epoch(live));
  const auto field = *rc::gen::inRange<std::size_t>(0, kSourceCounts.size() + kQueryCounts.size() + 1);
  if (field < kSourceCounts.size()) {
    ++(next.ledger->sources["orders"].*kSourceCounts[field].second);
  } else if (field < kSourceCounts.size() + kQueryCounts.size()) {
    ++(next.ledger->queries[kTotals].*kQueryCounts[field - kSourceCounts.size()].second);
  } else {
    ++next.ledger->rows_sent;
  }
  RC_ASSERT(!check_ledger(last, next).empty());
}

}  // namespace
}  // namespace millrace::test

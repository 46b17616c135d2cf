// The books of a running pipeline: exact at every checkpoint, whatever happens between.
#include <gmock/gmock.h>

#include "service/pipeline/tests/pipeline_world.h"

namespace millrace::test {
namespace {

using ::testing::IsEmpty;

constexpr const char* kThreeQueries = R"(
name: world
kafka: { bootstrap.servers: "unused:9092" }
sources:
  orders:
    topic: orders
    columns: { user_id: text, amount: bigint, ts: timestamp }
    event_time: ts
    max_delay: 0s
    idle_after: 0s
    start: earliest
    on_error: skip
queries:
  large:
    sql: SELECT user_id, count(*) AS n FROM orders WHERE amount > 10 GROUP BY user_id, tumble('1 second')
    sink: { topic: large }
  shares:
    sql: SELECT user_id, 100 / amount AS share FROM orders WHERE amount < 1000
    sink: { topic: shares }
  totals:
    sql: SELECT user_id, sum(amount) AS total FROM orders GROUP BY user_id, tumble('1 second')
    sink: { topic: totals }
state: { backend: memory, directory: ./unused, shards: 2, memory: 64MiB }
checkpoint: { interval: 20ms, timeout: 2s, storage: ./unused, retain: 2 }
)";

class LedgerOfARun : public PipelineWorld {
 protected:
  void SetUp() override { configure(kThreeQueries); }

  // The checkpoint that Kafka has committed; none: there is none yet, or retention was quicker than this.
  std::optional<Manifest> find_committed() const {
    const auto offset = broker.committed("world", {"orders", PartitionId{0}});
    if (!offset) return std::nullopt;
    const auto name = parse_checkpoint_name(offset->metadata).value();
    const auto json = store->get(manifest_object(name));
    return json ? std::optional(parse_manifest(*json, name).value()) : std::nullopt;
  }
  Manifest committed() const { return find_committed().value(); }
  std::uint64_t read() const {
    const auto manifest = find_committed();
    if (!manifest || !manifest->ledger.value().sources.contains("orders")) return 0;
    return manifest->ledger->sources.at("orders").read;
  }
  static QueryCount of(const std::string& query, const Manifest& manifest) {
    const auto found = std::ranges::find(manifest.queries, query, &QueryManifest::name);
    return manifest.ledger.value().queries.at(found->id);
  }
  Outcome run_until_read(std::uint64_t records) {
    return run_until([&, records, before = instruments->completed.load()] {
      return instruments->completed > before && read() >= records;
    });
  }
  // As close_windows, but a record that every query takes or filters.
  void close() {
    for (int partition = 0; partition < 2; ++partition) order(partition, "end", 5, 9'000'000);
  }
  void some_records() {
    raw(0, "no json");
    order(0, "ada", 5, 1000);     // too small for large
    order(0, "ada", 50, 1100);    // in all three
    order(1, "bob", 0, 1200);     // its share cannot be had: rejected by the second alone
    order(1, "bob", 2000, 1300);  // too large for shares
    order(1, "cem", 20, 1400);
    close();
  }

  void expect_exact() {
    const auto manifest = committed();
    EXPECT_EQ(manifest.ledger->sources.at("orders"), (SourceCount{8, 7, 1}));
    const auto large = of("large", manifest), shares = of("shares", manifest), totals = of("totals", manifest);
    EXPECT_EQ(large.decoded, 7U);
    EXPECT_EQ(large.filtered, 4U);
    EXPECT_EQ(large.aggregated, 3U);
    EXPECT_EQ(shares.decoded, 7U);
    EXPECT_EQ(shares.rejected, 1U);
    EXPECT_EQ(shares.filtered, 1U);
    EXPECT_EQ(shares.passed, 5U);
    EXPECT_EQ(totals.decoded, 7U);
    EXPECT_EQ(totals.aggregated, 7U);
    EXPECT_GT(visible("totals"), 0U);
    EXPECT_EQ(manifest.ledger->rows_sent, visible("large") + visible("shares") + visible("totals"));
    EXPECT_THAT(instruments->read(instruments->mismatches), IsEmpty());
  }
};

TEST_F(LedgerOfARun, TellsWhatBecameOfEveryRecord) {
  some_records();
  run_until_read(8);
  expect_exact();
}

TEST_F(LedgerOfARun, GoesOnAfterARestart) {
  raw(0, "no json");
  order(0, "ada", 5, 1000);
  run_until_read(2);
  order(0, "ada", 50, 1100);
  order(1, "bob", 0, 1200);
  order(1, "bob", 2000, 1300);
  run_until_read(5);
  order(1, "cem", 20, 1400);
  close();
  run_until_read(8);
  expect_exact();
  EXPECT_EQ(counters->sources[0].filtered.read(), 5U) << "since the process began, not since the restart";
}

TEST_F(LedgerOfARun, ForgetsWhatAnAbortedEpochCounted) {
  ASSERT_TRUE(recover_now());
  some_records();
  broker.fail_next(FakeCall::kSendOffsets, fake_error(Reaction::kAbort));
  ASSERT_EQ(run_until([] { return false; }).next, Outcome::Next::kRecover);
  run_until_read(8);
  expect_exact();
}

TEST_F(LedgerOfARun, CountsWhatWasCommittedWithoutAnAnswerOnce) {
  ASSERT_TRUE(recover_now());
  some_records();
  broker.lose_answer_of_next(FakeCall::kCommit, fake_error(Reaction::kFatal));
  ASSERT_EQ(run_until([] { return false; }).next, Outcome::Next::kRecoverWithNewHandles);
  run_until_read(8);
  expect_exact();
}

TEST_F(LedgerOfARun, TellsLateRecordsAndBalancesPanesAcrossARestart) {
  order(0, "ada", 5, 1000);
  order(1, "ada", 5, 1000);
  run_until_read(2);
  EXPECT_EQ(of("totals", committed()).panes_live, 1U);
  close();
  run_until_read(4);
  order(0, "ada", 5, 1000);
  run_until_read(5);
  const auto totals = of("totals", committed());
  EXPECT_EQ(totals.late, 1U);
  EXPECT_EQ(totals.panes_opened, totals.panes_expired + totals.panes_live);
  EXPECT_GE(totals.panes_expired, 1U);
  EXPECT_THAT(instruments->read(instruments->mismatches), IsEmpty());
}

TEST_F(LedgerOfARun, OfAQueryThatWasAddedBeginsWithIt) {
  order(0, "ada", 5, 1000);
  run_until_read(1);
  std::string more = kThreeQueries;
  more.replace(more.find("  totals:\n"), 10, "  more:\n");
  configure(more);
  order(0, "ada", 50, 1100);
  run_until_read(2);
  const auto manifest = committed();
  EXPECT_EQ(of("more", manifest).decoded, 1U);
  EXPECT_EQ(of("large", manifest).decoded, 2U);
  EXPECT_EQ(manifest.ledger->queries.size(), 3U) << "that of the removed query is gone";
  EXPECT_THAT(instruments->read(instruments->mismatches), IsEmpty());
}

}  // namespace
}  // namespace millrace::test

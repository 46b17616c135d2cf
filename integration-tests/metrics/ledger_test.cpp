// The ledger against the topics themselves: exact, whenever the service was killed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "checkpoint/manifest.h"
#include "integration-tests/harness/orders_trial.h"
#include "integration-tests/harness/stored_checkpoint.h"

namespace millrace::trial {
namespace {

// What the input holds, by what has to become of it.
struct Expected {
  std::uint64_t read = 0;
  std::uint64_t matching = 0;
};

class LedgerUnderKills : public testing::Test {
 protected:
  Expected input() const {
    Expected expected;
    expected.read = read_topic(shared_broker(), trial_.input.name(), Isolation::kCommitted,
                               [&](const TopicRecord& record) { expected.matching += counts(parse_order(record)); });
    return expected;
  }
  std::uint64_t rows() const {
    return read_topic(shared_broker(), trial_.output.name(), Isolation::kCommitted, [](const TopicRecord&) {});
  }
  Ledger committed() {
    const auto path = committed_manifest(trial_.service.spec());
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return parse_manifest(text.str(), path.string()).value().ledger.value();
  }
  // Runs until a kill at each of these places, one after another.
  void run_and_die_at(std::initializer_list<const char*> places) {
    for (const std::string place : places) {
      trial_.service.start({.failpoints = place + "=kill@4"});
      trial_.service.await_failpoint(place);
    }
  }
  // Of windows that have long been written.
  void write_late_records(std::uint64_t records) {
    OrderOptions orders = OrdersTrial::quick_orders();
    orders.seed = 7;
    generate(shared_broker(), trial_.input.name(), OrderStream(orders), {.records = records, .close = false});
  }

  OrdersTrial trial_;
};

TEST_F(LedgerUnderKills, TellsWhatBecameOfEveryRecordAndRow) {
  const auto feed = trial_.feed_in_background(5000);
  run_and_die_at({"produce.after", "barrier.after", "freeze.after", "flush.after", "commit.before", "commit.after",
                  "publish.after"});
  trial_.service.start();
  feed->end();
  trial_.service.await_consumed(trial_.input.name());
  const auto in_time = input();
  write_late_records(200);
  trial_.service.await_consumed(trial_.input.name());
  EXPECT_EQ(trial_.service.metric("millrace_ledger_mismatches_total"), 0);
  const auto read_metric = trial_.service.metric("millrace_ledger_source_records_total", "outcome=\"read\"");
  trial_.service.stop();

  const auto all = input();
  const auto ledger = committed();
  EXPECT_EQ(ledger.sources.at("orders"), (SourceCount{all.read, all.read, 0}));
  EXPECT_EQ(read_metric, static_cast<double>(all.read));
  const auto& query = ledger.queries.begin()->second;
  EXPECT_EQ(query.decoded, all.read);
  EXPECT_EQ(query.filtered, all.read - all.matching);
  EXPECT_EQ(query.late, all.matching - in_time.matching);
  EXPECT_EQ(query.aggregated, in_time.matching);
  EXPECT_GT(query.late, 100U);
  EXPECT_EQ(query.panes_opened, query.panes_expired + query.panes_live);
  EXPECT_EQ(query.rows, rows());
  EXPECT_EQ(ledger.rows_sent, query.rows);
  EXPECT_THAT(trial_.service.log(), testing::Not(testing::HasSubstr("does not balance")));
}

}  // namespace
}  // namespace millrace::trial

// Any split of records into batches, epochs and lives of the process gives what a plain map gives.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "state/tests/pane_model.h"

namespace millrace {
namespace {

using test::kOrders;
using test::kVisits;
using test::PaneModel;
using test::Record;
using test::shown;
using test::spec;

constexpr std::int64_t kVisitsLateness = 20;

std::vector<QueryStateSpec> queries() {
  const std::vector specs = {spec(AccumulatorKind::kCountAll), spec(AccumulatorKind::kSumBigint, TypeKind::kBigint, 0),
                             spec(AccumulatorKind::kMax, TypeKind::kText, 1)};
  return {{kOrders, specs, Millis{0}}, {kVisits, specs, Millis{kVisitsLateness}}};
}

const std::vector<std::string>& keys() {
  static const std::vector<std::string> all = {
      "", "a", "b", "key of 16 bytes..", std::string(22, 'k'), std::string(23, 'k'), std::string(300, 'k')};
  return all;
}
const std::vector<std::string>& texts() {
  static const std::vector<std::string> all = {"", "m", std::string(17, 'n'), std::string(500, 'o'), "z"};
  return all;
}

struct Step {
  enum class Kind { kRecord, kAdvance, kBarrier, kCrash };
  Kind kind = Kind::kRecord;
  bool visits = false;
  int time = 0;  // a record's pane end; a watermark
  int key = 0;
  int amount = 0;  // 0: NULL
  int text = 0;    // beyond the texts: NULL

  QueryId query() const { return visits ? kVisits : kOrders; }
  Record record() const {
    const auto at = static_cast<std::size_t>(text);
    return {query(),
            time / 10 * 10,
            keys()[static_cast<std::size_t>(key)],
            {amount == 0 ? Value::null() : Value::of_bigint(amount),
             at < texts().size() ? Value::of_text(texts()[at]) : Value::null()}};
  }
};
void showValue(const Step& step, std::ostream& out) {
  static constexpr const char* kNames[] = {"record", "advance", "barrier", "crash"};
  out << kNames[static_cast<int>(step.kind)] << "(q" << step.query().value << ", " << step.time << ", k" << step.key
      << ", " << step.amount << ", t" << step.text << ")";
}

rc::Gen<Step> step() {
  using enum Step::Kind;
  using rc::gen::inRange, rc::gen::set;
  const auto kinds = rc::gen::weightedElement<Step::Kind>({{30, kRecord}, {3, kAdvance}, {2, kBarrier}, {1, kCrash}});
  return rc::gen::build<Step>(set(&Step::kind, kinds), set(&Step::visits), set(&Step::time, inRange(0, 100)),
                              set(&Step::key, inRange(0, 7)), set(&Step::amount, inRange(-3, 4)),
                              set(&Step::text, inRange(0, 6)));
}

// The shard, what was stored of it at its barriers, and the model beside it.
class Life {
 public:
  Life() : state_(queries()), model_({{kOrders, 0}, {kVisits, kVisitsLateness}}), model_at_barrier_(model_) {}

  void take(const std::vector<Step>& steps, std::size_t batch) {
    for (const auto& step : steps) {
      if (step.kind == Step::Kind::kRecord) waiting_.push_back(step.record());
      if (step.kind != Step::Kind::kRecord || waiting_.size() >= batch) apply_waiting();
      if (step.kind == Step::Kind::kAdvance) advance(step.query(), step.time);
      if (step.kind == Step::Kind::kBarrier) barrier();
      if (step.kind == Step::Kind::kCrash) crash();
      RC_ASSERT(state_.size().keys == model_.keys());
    }
    apply_waiting();
    barrier();
    for (const auto query : {kOrders, kVisits}) advance(query, 1'000);
    RC_ASSERT(state_.size().panes == 0U);
  }

 private:
  void apply_waiting() {
    ApplyResult expected;
    for (const auto& record : waiting_) ++(model_.apply(record) ? expected.applied : expected.late);
    const auto result = state_.apply(test::batch_of(waiting_));
    RC_ASSERT(result.applied == expected.applied);
    RC_ASSERT(result.late == expected.late);
    waiting_.clear();
  }
  void advance(QueryId query, std::int64_t watermark) {
    fired_.clear();
    state_.advance(query, event_time(watermark), collect_);
    RC_ASSERT(fired_ == model_.advance(query, watermark));
  }
  void barrier() {
    fired_.clear();
    state_.fire_changed(collect_);
    RC_ASSERT(fired_ == model_.fire_changed());
    if (const auto delta = state_.freeze()) store(*delta);
    model_at_barrier_ = model_;
  }
  void store(const FrozenDelta& delta) {
    for (const auto& [query, through] : delta.expired_through()) {
      auto& before = expired_.try_emplace(query, EventTime::min()).first->second;
      RC_ASSERT(before < through);
      before = through;
    }
    std::erase_if(stored_, [&](const auto& entry) {
      const auto expired = expired_.find(entry.first.first);
      return expired != expired_.end() && event_time(entry.first.second.first) <= expired->second;
    });
    std::set<decltype(stored_)::key_type> seen;
    for (const auto& entry : test::entries_of(delta)) {
      const auto at = std::pair{entry.query, std::pair{entry.pane_end, entry.key}};
      RC_ASSERT(seen.insert(at).second);
      stored_[at] = entry.accumulators;
    }
  }
  // All since the last barrier is lost, on both sides.
  void crash() {
    model_ = model_at_barrier_;
    state_ = ShardState(queries());
    for (const auto& [at, accumulators] : stored_) {
      RC_ASSERT(state_.load(at.first, event_time(at.second.first), at.second.second, accumulators));
    }
    for (const auto& [query, watermark] : model_.watermarks()) state_.restore_watermark(query, event_time(watermark));
    RC_ASSERT(state_.freeze() == nullptr);
  }

  ShardState state_;
  PaneModel model_;
  PaneModel model_at_barrier_;
  std::vector<Record> waiting_;
  std::multiset<std::string> fired_;
  std::map<std::pair<QueryId, std::pair<std::int64_t, std::string>>, std::string> stored_;
  std::map<QueryId, EventTime> expired_;

  struct Collect {
    std::multiset<std::string>& fired;
    void operator()(QueryId query, EventTime end, std::string_view key, const AccumulatorRow& row) const {
      fired.insert(std::to_string(query.value) + " " + std::to_string(millis(end)) + " " + std::string(key) + ": " +
                   shown(row.result(0, AggregateResult::kCount)) + " " + shown(row.result(1, AggregateResult::kSum)) +
                   " " + shown(row.result(2, AggregateResult::kMax)));
    }
  };
  Collect collect_{fired_};
};

RC_GTEST_PROP(PaneAlgebra, AnySplitIntoBatchesEpochsAndLivesGivesWhatAMapGives, ()) {
  const auto size = *rc::gen::inRange<std::size_t>(0, 400);
  const auto steps = *rc::gen::container<std::vector<Step>>(size, step());
  Life().take(steps, *rc::gen::inRange<std::size_t>(1, 100));
}

}  // namespace
}  // namespace millrace

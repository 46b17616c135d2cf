// A runtime that answers the coordinator's orders in any order, late, twice, or with failures, and a stranger who talks
// in between. Whatever happens, the rules of the protocol hold.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "checkpoint/tests/coordinator_driver.h"

namespace millrace::test {
namespace {

using namespace std::chrono_literals;

class World {
 public:
  World() : c_(*rc::gen::inRange(1U, 4U), *rc::gen::inRange(1U, 3U)) { published_.push_back(c_.state.last_name); }

  void step() {
    switch (*rc::gen::weightedElement<int>({{12, 0}, {3, 1}, {2, 2}, {2, 3}, {3, 4}, {1, 5}, {1, 6}})) {
      case 0:
        return answer_something();
      case 1:
        return repeat_something();
      case 2:
        return talk_as_a_stranger();
      case 3:
        return fail_some_write();
      case 4:
        return let_time_pass(Millis{*rc::gen::inRange(0, 2000)});
      case 5:
        return offer_a_base();
      default:
        return do_something_rare();
    }
  }

  // Answers all that is asked, then lets time do the rest: every barrier must have found its end.
  void finish() {
    for (int i = 0; i < 1000 && open_ && !ended_; ++i) {
      if (commit_)
        deliver(Decided{*open_});
      else
        let_time_pass(10s);
    }
    RC_ASSERT(!open_ || ended_);
  }

  const std::vector<CheckpointName>& published() const { return published_; }

 private:
  // ---- what the runtime does ----

  void answer_something() {
    std::vector<EventBody> possible;
    if (open_) add_acknowledgements(possible);
    for (const auto& [shard, order] : delta_orders_) {
      possible.emplace_back(
          DeltaWritten{order.id, shard, delta("d" + std::to_string(++fresh_), order.parent, order.id.value)});
    }
    if (manifest_order_) possible.emplace_back(ManifestWritten{manifest_order_->id, name(*manifest_order_)});
    if (commit_) possible.emplace_back(Decided{commit_->id});
    if (possible.empty()) return let_time_pass(500ms);
    deliver(possible[*rc::gen::inRange<std::size_t>(0, possible.size())]);
  }

  void add_acknowledgements(std::vector<EventBody>& possible) {
    for (std::uint32_t i = 0; i < c_.state.settings.source_threads; ++i) {
      if (passed_.contains(i)) continue;
      next_offset_ += 10;
      possible.emplace_back(SourcePassed{*open_, i, {position(static_cast<std::int32_t>(i), next_offset_)}});
    }
    for (std::uint32_t i = 0; i < c_.state.settings.shards; ++i) {
      if (!frozen_.contains(i)) possible.emplace_back(ShardFrozen{*open_, ShardId{i}, fresh_++ % 3 != 0, {}});
    }
  }

  void repeat_something() {
    if (delivered_.empty()) return;
    const EventBody event = delivered_[*rc::gen::inRange<std::size_t>(0, delivered_.size())];
    if (c_.state.pending && c_.now >= c_.state.pending->deadline) return;  // any event may find the time over
    // A failure that is told twice is another failure as far as anyone can see: the one event that is not idempotent.
    // Time and bases are no answers and may come again.
    if (std::holds_alternative<PrepareFailed>(event) || std::holds_alternative<Tick>(event)) return;
    if (std::holds_alternative<BaseWritten>(event)) return;
    RC_ASSERT(c_.feed(event).empty());
  }

  void talk_as_a_stranger() {
    const RunNumber other{c_.state.settings.run.value - 1 + *rc::gen::element<std::uint64_t>(0, 2)};
    const CheckpointId id = open_.value_or(CheckpointId{1});
    const EventBody events[] = {Tick{},
                                SourcePassed{id, 0, {position(0, 1)}},
                                ShardFrozen{id, ShardId{0}, true, {}},
                                DeltaWritten{id, ShardId{0}, delta("x", "", id.value)},
                                ManifestWritten{id, checkpoint(id.value, 1, 5)},
                                Decided{id},
                                TransactionFailed{id, error(Reaction::kFatal)},
                                PipelineFailed{error(Reaction::kStop)},
                                StopRequested{}};
    for (const auto& event : events) RC_ASSERT(c_.feed(Event{other, event}).empty());
  }

  void fail_some_write() {
    if (!delta_orders_.empty()) {
      const auto order = delta_orders_.begin()->second;
      delta_orders_.erase(order.shard);
      deliver(PrepareFailed{order.id, order.shard, CoordinatorDriver::no_space()});
    } else if (manifest_order_) {
      const auto id = manifest_order_->id;
      manifest_order_.reset();
      deliver(PrepareFailed{id, std::nullopt, CoordinatorDriver::no_space()});
    }
  }

  void offer_a_base() {
    const ShardId shard{*rc::gen::inRange(0U, c_.state.settings.shards)};
    const auto& chain = c_.state.last.shards[shard.value].chain;
    const bool stranger = chain.empty() || *rc::gen::arbitrary<bool>();
    deliver(
        BaseWritten{shard, base(stranger ? "stranger" : chain[*rc::gen::inRange<std::size_t>(0, chain.size())].id)});
  }

  void do_something_rare() {
    const auto reaction = *rc::gen::element(Reaction::kRetry, Reaction::kAbort, Reaction::kFatal, Reaction::kStop);
    switch (*rc::gen::inRange(0, 10)) {
      case 0:
        return deliver(StopRequested{});
      case 1:
        return deliver(PipelineFailed{error(reaction)});
      case 2:
        return let_time_pass(20s);
      case 3:
        if (commit_) deliver(TransactionFailed{commit_->id, error(reaction)});
        return;
      default:
        return;
    }
  }

  void let_time_pass(Millis time) {
    c_.now += time;
    c_.wall_ms += *rc::gen::inRange(-5, 5);  // the calendar clock decides nothing
    deliver(Tick{});
    if (!ended_) RC_ASSERT(wake_at(c_.state) > c_.now);
  }

  // ---- what must hold ----

  void deliver(const EventBody& event) {
    note(event);
    delivered_.push_back(event);
    answer_to_commit_ = std::get_if<TransactionFailed>(&delivered_.back());
    const auto lines = c_.feed(event);
    if (ended_) RC_ASSERT(lines.empty());
    for (const auto& action : c_.ordered) {
      RC_ASSERT(!ended_);
      std::visit([&](const auto& a) { check(a); }, action);
    }
    answer_to_commit_ = nullptr;
  }

  void note(const EventBody& event) {
    if (const auto* passed = std::get_if<SourcePassed>(&event)) {
      passed_.insert(passed->thread);
      for (const auto& p : passed->positions) reported_[p.partition] = p.next;
    } else if (const auto* frozen = std::get_if<ShardFrozen>(&event)) {
      frozen_.insert(frozen->shard.value);
      if (frozen->dirty) dirty_.insert(frozen->shard);
    } else if (const auto* written = std::get_if<DeltaWritten>(&event)) {
      delta_orders_.erase(written->shard);
      durable_[written->shard] = written->delta.id;
    } else if (const auto* m = std::get_if<ManifestWritten>(&event)) {
      manifest_order_.reset();
      durable_manifest_ = m->name;
    } else if (std::holds_alternative<Decided>(event)) {
      kafka_committed_ = commit_;
    }
  }

  void check(const StartBarrier& a) {
    RC_ASSERT(!open_);
    RC_ASSERT(a.id == next(published_.back().id));
    open_ = a.id;
    passed_.clear();
    frozen_.clear();
    dirty_.clear();
    durable_.clear();
    first_deltas_.clear();
    first_manifest_.reset();
    durable_manifest_.reset();
  }

  void check(const WriteDelta& a) {
    RC_ASSERT(a.id == open_);
    RC_ASSERT(dirty_.contains(a.shard) && !durable_.contains(a.shard) && !delta_orders_.contains(a.shard));
    const auto [first, is_first] = first_deltas_.emplace(a.shard, a);
    RC_ASSERT(first->second.parent == a.parent);
    RC_ASSERT(a.attempt == (is_first ? 1 : last_attempt_[a.shard] + 1));
    last_attempt_[a.shard] = a.attempt;
    delta_orders_[a.shard] = a;
  }

  void check(const WriteManifest& a) {
    RC_ASSERT(a.manifest.id == open_);
    RC_ASSERT(everything_prepared(a.manifest));
    if (first_manifest_) {
      Manifest same = a.manifest;
      RC_ASSERT(same.created_ms > first_manifest_->created_ms);
      same.created_ms = first_manifest_->created_ms;
      RC_ASSERT(same == *first_manifest_);
    } else {
      first_manifest_ = a.manifest;
    }
    RC_ASSERT(a.manifest.parent == to_string(published_.back()));
    check_chains(a.manifest);
    manifest_order_ = a.manifest;
  }

  bool everything_prepared(const Manifest& m) const {
    if (passed_.size() != c_.state.settings.source_threads || frozen_.size() != c_.state.settings.shards) return false;
    for (const auto& [partition, offset] : reported_) {
      const auto p = std::ranges::find(m.positions, partition, &PartitionPosition::partition);
      if (p == m.positions.end() || p->next != offset) return false;
    }
    return std::ranges::all_of(dirty_, [&](ShardId shard) {
      const auto& chain = m.shards[shard.value].chain;
      return durable_.contains(shard) && !chain.empty() && chain.back().id == durable_.at(shard);
    });
  }

  static void check_chains(const Manifest& m) {
    for (const auto& shard : m.shards) {
      DeltaId before = shard.base ? shard.base->through : "";
      for (const auto& d : shard.chain) {
        RC_ASSERT(d.parent == before);
        before = d.id;
      }
    }
  }

  void check(const CommitTransaction& a) {
    RC_ASSERT(a.manifest.id == open_ && !commit_);
    RC_ASSERT(durable_manifest_ == a.name && name(a.manifest) == a.name);
    RC_ASSERT(everything_prepared(a.manifest));
    commit_ = a.name;
  }

  void check(const Publish& a) {
    RC_ASSERT(commit_ == a.name && kafka_committed_ == a.name);
    RC_ASSERT(a.manifest.parent == to_string(published_.back()));
    published_.push_back(a.name);
    open_.reset();
    commit_.reset();
  }

  void check(const CheckpointFailed& a) {
    RC_ASSERT(a.id == open_);
    RC_ASSERT(std::ranges::find(kFailureReasons, a.reason) != kFailureReasons.end());
  }

  void check(const AbortAndRecover&) {
    // Only the transaction itself may say that a commit that was ordered can still be aborted.
    if (commit_) RC_ASSERT(answer_to_commit_ && answer_to_commit_->error.reaction == Reaction::kAbort);
    ended_ = true;
  }
  void check(const RecoverWithNewHandles&) { ended_ = true; }
  void check(const StopPipeline& a) {
    if (!a.error) RC_ASSERT(!open_);
    ended_ = true;
  }

  CoordinatorDriver c_;
  std::vector<CheckpointName> published_;
  std::vector<EventBody> delivered_;
  std::optional<CheckpointId> open_;
  std::set<std::uint32_t> passed_, frozen_;
  std::set<ShardId> dirty_;
  std::map<ShardId, DeltaId> durable_;
  std::map<ShardId, WriteDelta> delta_orders_, first_deltas_;
  std::map<ShardId, int> last_attempt_;
  std::map<PartitionId, Offset> reported_;
  std::optional<Manifest> manifest_order_, first_manifest_;
  std::optional<CheckpointName> durable_manifest_, commit_, kafka_committed_;
  const TransactionFailed* answer_to_commit_ = nullptr;
  std::int64_t next_offset_ = 1000;
  int fresh_ = 0;
  bool ended_ = false;
};

RC_GTEST_PROP(CoordinatorProperty, KeepsTheProtocolWhateverTheInterleaving, ()) {
  World world;
  const int steps = *rc::gen::inRange(1, 300);
  for (int i = 0; i < steps; ++i) world.step();
  world.finish();
  RC_CLASSIFY(world.published().size() > 1, "published");
  RC_CLASSIFY(world.published().size() > 5, "published more than five");
}

}  // namespace
}  // namespace millrace::test

#include "service/pipeline/source_thread.h"

#include <fmt/format.h>

#include "base/failpoint.h"
#include "service/pipeline/record_fingerprint.h"

namespace millrace {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kRecordsPerPoll = 4096;
constexpr Millis kPollWait{5};
constexpr Millis kLinger{5};  // a half-filled batch leaves after this
constexpr Millis kTellLagEvery{500};
constexpr Millis kGap{1000};                // between two steps: stopped, or held back by a full queue
constexpr std::uint32_t kSampleEvery = 64;  // records of a partition, for the fingerprint in the manifest

}  // namespace

SourceThread::SourceThread(RunContext& run, std::size_t index, std::unique_ptr<Source> source,
                           std::vector<PartitionPosition> positions)
    : run_(run),
      index_(index),
      definition_(run.pipeline.sources[index]),
      counters_(run.counters.sources[index]),
      source_(std::move(source)),
      router_(run.pipeline, definition_),
      batches_(run.inputs[index], run.ended),
      watermarks_(definition_.config->max_delay, definition_.config->idle_after),
      idle_look_(*source_, watermarks_),
      read_before_(counters_.records.read()),
      work_(counters_.work, run.clock.now()) {
  now_ = run_.clock.now();
  for (auto& position : positions) {
    const auto number = static_cast<std::size_t>(position.partition.value);
    if (standing_of_.size() <= number) standing_of_.resize(number + 1);
    standing_of_[number] = standings_.size();
    watermarks_.add(position.partition, position.highest, now_);
    const auto arrived = position.last ? position.last->timestamp : -1;
    standings_.push_back({std::move(position), {}, false, 0, arrived});
  }
}

void SourceThread::run() {
  auto result = assign();
  counters_.partitions.set(standings_.size());
  while (result && !run_.ended.load(std::memory_order_relaxed)) result = step();
  counters_.partitions.set(0);
  counters_.filtered.add(router_.take_filtered());
  if (!result) run_.fail(result.error());
}

Result<void> SourceThread::assign() {
  std::vector<PartitionStart> starts;
  for (const auto& s : standings_) starts.push_back({{s.position.topic, s.position.partition}, s.position.next});
  return source_->assign(starts);
}

Result<void> SourceThread::step() {
  note_gap();
  const auto wanted = run_.barrier_wanted.load(std::memory_order_acquire);
  if (wanted > barrier_sent_) send_barrier(CheckpointId{wanted});
  wait_while_paused();

  const auto visited = source_->poll(kRecordsPerPoll, kPollWait, [this](const RecordView& record) {
    if (!failed_ && !run_.ended.load(std::memory_order_relaxed)) take(record);
  });
  if (!visited) return std::unexpected(visited.error());
  if (failed_) return std::unexpected(*failed_);
  if (*visited > 0 && last_arrived_ >= 0) arrivals_.add(last_arrived_, *visited);
  if (*visited == 0 || now_ - last_sent_ >= kLinger) send_all();
  batches_.ring();
  idle_look_.look(now_);
  tell_lag();
  tell_work();
  return {};
}

void SourceThread::take(const RecordView& record) {
  counters_.records.add(1);
  counters_.bytes.add(record.value ? record.value->size() : 0);
  remember(record);
  const auto outcome = router_.route(record, batches_);
  if (outcome.rejected != nullptr) reject(record, *outcome.rejected);
  if (outcome.time) watermarks_.record(record.partition, *outcome.time, now_);
}

void SourceThread::reject(const RecordView& record, const Rejection& rejection) {
  counters_.rejected.add(rejection.reason);
  auto where = fmt::format("{}[{}]@{}", definition_.config->topic, record.partition.value, record.offset.value);
  if (definition_.config->on_error == OnError::kSkip) {
    run_.report_skip(where, rejection.reason, rejection.detail);
    return;
  }
  failed_ =
      Error{"read a record of source " + definition_.config->name,
            std::move(where),
            fmt::format("{} ({})", rejection.detail, rejection.reason),
            "The record was not consumed. Mend the producer, or set on_error: skip for this source and start again",
            Reaction::kStop,
            StopReason::kPoison};
}

void SourceThread::remember(const RecordView& record) {
  auto& standing = standings_[standing_of_[static_cast<std::size_t>(record.partition.value)]];
  last_arrived_ = standing.last_arrived = record.timestamp;
  if (standing.until_sample-- > 0) return;
  standing.until_sample = kSampleEvery - 1;
  standing.has_sample = true;
  standing.position.last = LastRecord{record.offset, record.timestamp, 0};
  copy_for_fingerprint(record, standing.sample);
}

void SourceThread::send_all() {
  last_sent_ = now_;
  batches_.send_all(watermarks_.share());
}

void SourceThread::send_barrier(CheckpointId id) {
  MILLRACE_FAILPOINT("barrier.before");
  send_all();
  batches_.send_barrier(id);
  barrier_sent_ = id.value;
  counters_.arrivals.put(id, std::exchange(arrivals_, {}));
  run_.post(SourcePassed{id, static_cast<std::uint32_t>(index_), positions(), take_counts()});
  for (auto& standing : standings_) standing.until_sample = 0;  // every epoch has one of its own
  MILLRACE_FAILPOINT("barrier.after");
}

std::vector<PartitionPosition> SourceThread::positions() const {
  std::vector<PartitionPosition> positions;
  for (const auto& standing : standings_) {
    auto position = standing.position;
    position.next = source_->position(position.partition);
    position.highest = watermarks_.highest(position.partition);
    if (standing.has_sample) position.last->hash = fingerprint(standing.sample);
    positions.push_back(std::move(position));
  }
  return positions;
}

Ledger SourceThread::take_counts() {
  auto counts = router_.take_counts();
  const auto read = counters_.records.read();
  counts.sources[definition_.config->name].read = read - std::exchange(read_before_, read);
  return counts;
}

// Idleness does not run while this thread was stopped or held back.
void SourceThread::note_gap() {
  const auto before = now_;
  now_ = run_.clock.now();
  if (now_ - before >= kGap) watermarks_.held_back(now_ - before);
}

void SourceThread::tell_lag() {
  if (now_ - last_lag_told_ < kTellLagEvery) return;
  last_lag_told_ = now_;
  std::vector<PartitionLag> lags;
  for (const auto& standing : standings_) {
    const auto partition = standing.position.partition;
    const auto end = source_->known_end(partition);
    if (!end) continue;
    const auto allows = watermarks_.standing(partition, now_);
    const auto arrived = standing.last_arrived;
    lags.push_back({partition, source_->position(partition), *end, arrived < 0 ? std::nullopt : std::optional(arrived),
                    allows.watermark, allows.idle, allows.quiet});
  }
  counters_.filtered.add(router_.take_filtered());
  counters_.lags.set(std::move(lags));
}

void SourceThread::tell_work() {
  if (work_.is_due(now_)) work_.tell(now_, paused_ + batches_.waited());
}

// Live state is near its bound: read no more until a checkpoint has let go of what it holds.
void SourceThread::wait_while_paused() {
  auto& bell = *run_.source_bells[index_];
  const auto begin = now_;
  while (run_.sources_paused.load(std::memory_order_relaxed) && !run_.ended.load(std::memory_order_relaxed)) {
    send_all();
    batches_.ring();
    const auto wanted = run_.barrier_wanted.load(std::memory_order_acquire);
    if (wanted > barrier_sent_) send_barrier(CheckpointId{wanted});
    bell.wait(bell.ticket(), kPollWait);
    note_gap();
  }
  paused_ += now_ - begin;
}

}  // namespace millrace

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
constexpr Millis kIdleLookEvery{250};
constexpr Millis kIdleAnswer{200};    // reading waits for it
constexpr int kUnansweredInARow = 3;  // less is a busy machine, this is an outage
constexpr Millis kTellLagEvery{500};
constexpr Millis kGap{1000};                // between two steps: stopped, or held back by a full queue
constexpr std::uint32_t kSampleEvery = 64;  // records of a partition, for the fingerprint in the manifest
constexpr std::size_t kItemsPerBatch = 1024;
constexpr std::size_t kBytesPerBatch = 64 << 10;

}  // namespace

SourceThread::SourceThread(RunContext& run, std::size_t index, std::unique_ptr<Source> source,
                           std::vector<PartitionPosition> positions)
    : run_(run),
      index_(index),
      definition_(run.pipeline.sources[index]),
      counters_(run.counters.sources[index]),
      source_(std::move(source)),
      router_(run.pipeline, definition_),
      watermarks_(definition_.config->max_delay, definition_.config->idle_after),
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
  for (auto& channel : run_.inputs[index_]) filling_.push_back(channel->fresh());
}

void SourceThread::run() {
  auto result = assign();
  counters_.partitions.set(standings_.size());
  while (result && !run_.ended.load(std::memory_order_relaxed)) result = step();
  counters_.partitions.set(0);
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
  look_for_idle();
  tell_lag();
  tell_work();
  return {};
}

void SourceThread::take(const RecordView& record) {
  counters_.records.add(1);
  counters_.bytes.add(record.value ? record.value->size() : 0);
  remember(record);
  const auto outcome = router_.route(record, *this);
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

InputBatch& SourceThread::with_room(std::size_t shard, std::size_t bytes) {
  const auto fits = [&](const InputBatch& b) {
    const auto& u = b.updates;
    return u.items.size() < kItemsPerBatch && u.bytes.capacity() - u.bytes.size() >= bytes && !b.rows.is_full();
  };
  if (!fits(*filling_[shard])) {
    if (!filling_[shard]->empty()) send_batch(shard);
    auto& room = filling_[shard]->updates.bytes;
    if (room.capacity() < std::max(bytes, kBytesPerBatch)) room.reserve(std::max(bytes, kBytesPerBatch));
  }
  return *filling_[shard];
}

// After the end of a run nothing of it counts, so an unsent batch may be dropped.
bool SourceThread::send_batch(std::size_t shard) {
  auto& channel = *run_.inputs[index_][shard];
  const bool sent = channel.send({std::move(filling_[shard]), std::nullopt, std::nullopt}, run_.ended);
  filling_[shard] = channel.fresh();
  return sent;
}

void SourceThread::send_all() {
  last_sent_ = now_;
  const auto share = watermarks_.share();
  const bool moved = sent_share_ != share;
  for (std::size_t shard = 0; shard < filling_.size(); ++shard) {
    auto& channel = *run_.inputs[index_][shard];
    InputMessage message;
    if (!filling_[shard]->empty()) message.batch = std::exchange(filling_[shard], channel.fresh());
    if (moved) message.watermark = share;
    if (message.batch || message.watermark) {
      if (!channel.send(std::move(message), run_.ended)) return;
    }
  }
  sent_share_ = share;
}

// Every shard gets the barrier before any later batch, its watermark just before it.
void SourceThread::send_barrier(CheckpointId id) {
  MILLRACE_FAILPOINT("barrier.before");
  send_all();
  for (auto& channel : run_.inputs[index_]) channel->send_at_once({nullptr, std::nullopt, id});
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

// A partition is idle only if nothing came for idle_after and the broker then says that nothing is left to read. A
// broker that was away begins the wait anew: its producers could not write either.
void SourceThread::look_for_idle() {
  if (now_ - last_idle_look_ < kIdleLookEvery) return;
  last_idle_look_ = now_;
  const auto quiet = watermarks_.quiet(now_);
  const auto ends = source_->ends(quiet, kIdleAnswer);
  unanswered_ = ends ? 0 : unanswered_ + 1;
  if (unanswered_ > 0 && unanswered_ < kUnansweredInARow) return;
  for (std::size_t i = 0; i < quiet.size(); ++i) {
    const auto position = source_->position(quiet[i]);
    if (ends && position == (*ends)[i].last_stable && position == (*ends)[i].high_watermark) {
      watermarks_.mark_idle(quiet[i]);
    } else {
      watermarks_.still_behind(quiet[i], now_);
    }
  }
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
  counters_.filtered.set(router_.filtered());
  counters_.lags.set(std::move(lags));
}

void SourceThread::tell_work() {
  if (!work_.is_due(now_)) return;
  auto waited = paused_;
  for (const auto& channel : run_.inputs[index_]) waited += channel->waited();
  work_.tell(now_, waited);
}

// Live state is near its bound: read no more until a checkpoint has let go of what it holds.
void SourceThread::wait_while_paused() {
  auto& bell = *run_.source_bells[index_];
  const auto begin = now_;
  while (run_.sources_paused.load(std::memory_order_relaxed) && !run_.ended.load(std::memory_order_relaxed)) {
    send_all();
    const auto wanted = run_.barrier_wanted.load(std::memory_order_acquire);
    if (wanted > barrier_sent_) send_barrier(CheckpointId{wanted});
    bell.wait(bell.ticket(), kPollWait);
    note_gap();
  }
  paused_ += now_ - begin;
}

}  // namespace millrace

#include "service/prometheus_instruments.h"

#include <fmt/format.h>
#include <librdkafka/rdkafka.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <string_view>

#include "checkpoint/manifest_composition.h"
#include "service/export_counters.h"

namespace millrace {
namespace {

constexpr std::chrono::seconds kDead{60};  // the event loop beats several times a second, whatever Kafka does

double seconds(std::chrono::nanoseconds time) { return std::chrono::duration<double>(time).count(); }
double seconds(EventTime time) { return static_cast<double>(millis(time)) / 1000; }

std::string in_millis(std::chrono::nanoseconds time) { return fmt::format("{:.1f}", seconds(time) * 1000); }

}  // namespace

PrometheusInstruments::PrometheusInstruments(const Config& config, const Counters& counters, const Clock& clock)
    : config_(config),
      counters_(counters),
      clock_(clock),
      kafka_wait_(config.bootstrap_servers()),
      late_log_(config, counters),
      heartbeat_(clock.now()) {
  registry_.set<Metric::kStartTime>(wall_seconds());
  registry_.set<Metric::kBuildInfo>(1, MILLRACE_VERSION, rd_kafka_version_str());
  become("starting");
}

Result<void> PrometheusInstruments::serve(const std::string& address) {
  if (address.empty()) return {};
  const auto parsed = parse_listen_address(address);
  if (!parsed) {
    return std::unexpected(Error{"serve metrics", address, parsed.error(), "Mend metrics.listen", Reaction::kStop,
                                 StopReason::kConfiguration});
  }
  auto server =
      serve_metrics(*parsed, {[this] { return scrape(); }, [this] { return live(); }, [this] { return ready(); }});
  if (!server) return std::unexpected(server.error());
  server_ = std::move(*server);
  spdlog::info("metrics on http://{}/metrics", to_string(server_->address()));
  return {};
}

void PrometheusInstruments::running() {
  kafka_wait_.over();
  upkeep_.clear();
  become("running");
}

void PrometheusInstruments::waiting(const Error& unanswered) {
  heartbeat();
  if (unanswered.reaction != Reaction::kRetry) return;
  if (const auto line = kafka_wait_.unanswered(clock_.now(), unanswered)) spdlog::warn("{}", *line);
}

void PrometheusInstruments::restored(bool well, std::chrono::nanoseconds took) {
  registry_.add<Metric::kRestores>(1, well ? "success" : "failure");
  if (!well) return;
  registry_.observe<Metric::kRestoreDuration>(seconds(took));
  registry_.set<Metric::kRestoreLast>(wall_seconds());
}

void PrometheusInstruments::stands_on(const Manifest& manifest) {
  registry_.set<Metric::kCheckpointLastSuccess>(static_cast<double>(manifest.created_ms) / 1000);
  registry_.set<Metric::kCheckpointLastId>(static_cast<double>(manifest.id.value));
  registry_.set<Metric::kCheckpointsInProgress>(0);
  state_stored(stored_bytes(manifest));
  for (const auto& p : manifest.positions) position(p.topic, p.partition, p.next);
  ledger(manifest);
}

void PrometheusInstruments::checkpoint_started(CheckpointId id) {
  registry_.add<Metric::kCheckpointsStarted>(1);
  registry_.set<Metric::kCheckpointsInProgress>(1);
  if (state() == "stopping") spdlog::info("taking a last checkpoint, {}", id.value);
  spdlog::debug("checkpoint {}: barrier", id.value);
}

void PrometheusInstruments::checkpoint_completed(CheckpointId id, const CheckpointTimes& times,
                                                 std::uint64_t delta_bytes) {
  registry_.add<Metric::kCheckpointsCompleted>(1);
  registry_.set<Metric::kCheckpointsInProgress>(0);
  registry_.set<Metric::kCheckpointConsecutiveFailures>(failures_ = 0);
  registry_.set<Metric::kCheckpointLastSuccess>(wall_seconds());
  registry_.set<Metric::kCheckpointLastId>(static_cast<double>(id.value));
  registry_.set<Metric::kCheckpointLastSize>(static_cast<double>(delta_bytes), "incremental");
  registry_.add<Metric::kCheckpointWrittenBytes>(static_cast<double>(delta_bytes));
  registry_.observe<Metric::kCheckpointStall>(seconds(times.snapshot));
  const std::pair<const char*, std::chrono::nanoseconds> phases[] = {
      {"align", times.align}, {"snapshot", times.snapshot}, {"upload", times.upload},
      {"flush", times.flush}, {"commit", times.commit},     {"total", times.total}};
  for (const auto& [phase, time] : phases) registry_.observe<Metric::kCheckpointDuration>(seconds(time), phase);
  registry_.observe<Metric::kTransactionDuration>(seconds(times.flush), "flush");
  registry_.observe<Metric::kTransactionDuration>(seconds(times.commit), "commit");
  if (kafka_wait_.over()) spdlog::info("Kafka answers again: checkpoint {} is committed", id.value);
  retrying_.clear();
  for (const auto& line : late_log_.due(clock_.now())) spdlog::warn("{}", line);
  spdlog::debug(
      "checkpoint {}: committed after {} ms (align {}, snapshot {}, upload {}, flush {}, commit {}), {} bytes",
      id.value, in_millis(times.total), in_millis(times.align), in_millis(times.snapshot), in_millis(times.upload),
      in_millis(times.flush), in_millis(times.commit), delta_bytes);
}

void PrometheusInstruments::checkpoint_failed(CheckpointId id, const std::string& reason, const Error& error) {
  registry_.add<Metric::kCheckpointsFailed>(1, reason);
  if (reason == "prepare_retry") return tell_retry(id, error);
  retrying_.clear();
  registry_.set<Metric::kCheckpointConsecutiveFailures>(++failures_);
  registry_.set<Metric::kCheckpointsInProgress>(0);
  spdlog::warn("checkpoint {} failed ({}): {}", id.value, reason, error.message());
}

// The checkpoint goes on, and the same trouble is not told again before it has ended.
void PrometheusInstruments::tell_retry(CheckpointId id, const Error& error) {
  auto line = fmt::format("checkpoint {}: a write failed and is tried again until checkpoint.timeout ({} s): {}",
                          id.value, seconds(config_.checkpoint.timeout), error.message());
  if (line == retrying_) return;
  spdlog::warn("{}", line);
  retrying_ = std::move(line);
}

void PrometheusInstruments::rows_out(const std::string& topic, std::uint64_t rows, std::uint64_t bytes) {
  registry_.add<Metric::kRecordsOut>(static_cast<double>(rows), topic);
  registry_.add<Metric::kBytesOut>(static_cast<double>(bytes), topic);
}

void PrometheusInstruments::position(const std::string& topic, PartitionId partition, Offset committed) {
  registry_.set<Metric::kCommittedOffset>(static_cast<double>(committed.value), topic, std::to_string(partition.value));
}

void PrometheusInstruments::watermark(const std::string& query, EventTime watermark) {
  registry_.set<Metric::kWatermark>(seconds(watermark), query);
}

void PrometheusInstruments::committed(const ArrivalTimes& arrivals) {
  const auto now = clock_.wall().time_since_epoch().count();
  arrivals.for_each([&](std::int64_t arrived, std::uint64_t records) {
    const auto latency = std::max<std::int64_t>(0, now - arrived);  // clocks differ
    registry_.observe_times<Metric::kEndToEndLatency>(records, static_cast<double>(latency) / 1000);
  });
}

void PrometheusInstruments::upkeep_failed(ShardId shard, const std::string& operation, const Error& error) {
  registry_.add<Metric::kCheckpointStorageErrors>(1, operation);
  if (const auto told = upkeep_.failed(shard, error)) spdlog::warn("{}", told->message());
}

void PrometheusInstruments::upkeep_done(ShardId shard) {
  if (upkeep_.done(shard)) spdlog::info("the local database of shard {} is kept up to date again", shard.value);
}

void PrometheusInstruments::base_written(std::uint64_t bytes, std::uint64_t added) {
  registry_.add<Metric::kCheckpointWrittenBytes>(static_cast<double>(added));
  registry_.set<Metric::kCheckpointLastSize>(static_cast<double>(bytes), "full");
}

void PrometheusInstruments::ledger_mismatch(CheckpointId id, const std::string& what) {
  registry_.add<Metric::kLedgerMismatches>(1);
  spdlog::error(
      "the ledger of checkpoint {} does not balance: {}. This is a bug in millrace: records were lost or "
      "counted twice; please report it with this line",
      id.value, what);
}

std::string PrometheusInstruments::scrape() {
  const std::lock_guard lock(export_mutex_);
  export_counters(config_, counters_, clock_, registry_);
  kafka_.export_to(registry_);
  return registry_.exposition();
}

ProbeAnswer PrometheusInstruments::live() const {
  const std::string_view state = state_.load();
  const auto silent = clock_.now() - heartbeat_.load();
  if (state == "restoring" || silent < kDead) return {true, std::string(state)};
  return {false, fmt::format("no heartbeat for {} s while {}", silent / std::chrono::seconds(1), state)};
}

ProbeAnswer PrometheusInstruments::ready() const {
  const std::string_view state = state_.load();
  const auto waiting = kafka_wait_.told();
  if (waiting) return {false, fmt::format("{}, {}", state, *waiting)};
  return {state == "running", std::string(state)};
}

std::optional<Awaited> PrometheusInstruments::awaited() const {
  const auto waiting = kafka_wait_.told();
  return waiting ? std::optional(Awaited{*waiting, kWhenKafkaIsSilent}) : std::nullopt;
}

void PrometheusInstruments::become(const char* state) {
  heartbeat();
  state_ = state;
  registry_.set_one_of<Metric::kJobState>(state);
}

double PrometheusInstruments::wall_seconds() const {
  return static_cast<double>(clock_.wall().time_since_epoch().count()) / 1000;
}

}  // namespace millrace

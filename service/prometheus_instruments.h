// The instruments as Prometheus metrics, with the probes and the log lines of checkpoints.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>

#include "checkpoint/manifest.h"
#include "metrics/registry.h"
#include "service/admin/admin_view.h"
#include "service/admin/metrics_server.h"
#include "service/config/config.h"
#include "service/kafka_metrics.h"
#include "service/kafka_wait.h"
#include "service/late_log.h"
#include "service/ledger_metrics.h"
#include "service/pipeline/counters.h"
#include "service/pipeline/instruments.h"
#include "service/upkeep_troubles.h"

namespace millrace {

// Any thread. Hot paths only touch Counters; these are brought into the registry when somebody scrapes.
class PrometheusInstruments final : public Instruments {
 public:
  // Views the configuration, the counters and the clock.
  PrometheusInstruments(const Config& config, const Counters& counters, const Clock& clock);

  // Serves /metrics, /live and /ready; an empty address: nothing.
  Result<void> serve(const std::string& address);
  // What /metrics answers.
  std::string scrape();

  void restoring() { become("restoring"); }
  void running();
  void restarting() { become("restarting"); }
  std::string_view state() const { return state_.load(); }
  std::optional<Awaited> awaited() const;  // as /ready says it
  std::optional<Error> upkeep_trouble() const { return upkeep_.any(); }
  void restored(bool well, std::chrono::nanoseconds took);
  // The committed checkpoint that a run begins with.
  void stands_on(const Manifest& manifest);

  // For one new client each.
  ClientWatch watch_source() { return kafka_.watch(KafkaMetrics::Kind::kConsumer); }
  ClientWatch watch_sink() { return kafka_.watch(KafkaMetrics::Kind::kProducer); }
  ClientWatch watch_cluster() { return kafka_.watch_errors(); }

  void heartbeat() override { heartbeat_ = clock_.now(); }
  void waiting(const Error& unanswered) override;
  void checkpoint_started(CheckpointId id) override;
  void checkpoint_completed(CheckpointId id, const CheckpointTimes& times, std::uint64_t delta_bytes) override;
  void checkpoint_failed(CheckpointId id, const std::string& reason, const Error& error) override;
  void transaction_ended(const std::string& result) override { registry_.add<Metric::kTransactions>(1, result); }
  void epoch_bumped() override { registry_.add<Metric::kProducerEpochBumps>(1); }
  void rows_out(const std::string& topic, std::uint64_t rows, std::uint64_t bytes) override;
  void position(const std::string& topic, PartitionId partition, Offset committed) override;
  void watermark(const std::string& query, EventTime watermark) override;
  void storage_failed(const std::string& operation) override {
    registry_.add<Metric::kCheckpointStorageErrors>(1, operation);
  }
  void upkeep_failed(ShardId shard, const std::string& operation, const Error& error) override;
  void upkeep_done(ShardId shard) override;
  void base_written(std::uint64_t bytes, std::uint64_t added) override;
  void damage_found() override { registry_.add<Metric::kCheckpointCorruptions>(1); }
  void state_stored(std::uint64_t bytes) override {
    registry_.set<Metric::kStateBytes>(static_cast<double>(bytes), "checkpoint");
  }
  void committed(const ArrivalTimes& arrivals) override;
  void ledger(const Manifest& manifest) override { tell_ledger(manifest, registry_); }
  void ledger_mismatch(CheckpointId id, const std::string& what) override;
  void stopping() override { become("stopping"); }

 private:
  void tell_retry(CheckpointId id, const Error& error);
  ProbeAnswer live() const;
  ProbeAnswer ready() const;
  void become(const char* state);
  double wall_seconds() const;

  const Config& config_;
  const Counters& counters_;
  const Clock& clock_;
  MetricRegistry registry_;
  KafkaMetrics kafka_;
  std::mutex export_mutex_;
  KafkaWait kafka_wait_;
  UpkeepTroubles upkeep_;
  int failures_ = 0;      // checkpoints since the last good one; decider's thread
  LateLog late_log_;      // the same
  std::string retrying_;  // what was told last of a write that is tried again; decider's thread
  std::atomic<MonotonicTime> heartbeat_;
  std::atomic<const char*> state_;
  std::unique_ptr<HttpServer> server_;  // last: its threads use what is above
};

}  // namespace millrace

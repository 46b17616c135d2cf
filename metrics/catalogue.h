// Every metric there is, in one table: what is exported, documented (docs/metrics.md) and tested comes from here.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace millrace {

// In the table's order.
enum class Metric : std::size_t {
  kCheckpointsStarted,
  kCheckpointsCompleted,
  kCheckpointsFailed,
  kCheckpointsInProgress,
  kCheckpointConsecutiveFailures,
  kCheckpointDuration,
  kCheckpointStall,
  kCheckpointLastSuccess,
  kCheckpointLastId,
  kCheckpointLastSize,
  kCheckpointWrittenBytes,
  kCheckpointStorageErrors,
  kCheckpointCorruptions,
  kRestores,
  kRestoreDuration,
  kRestoreLast,
  kTransactions,
  kTransactionDuration,
  kProducerEpochBumps,
  kRecordsIn,
  kBytesIn,
  kRecordsOut,
  kBytesOut,
  kRecordsRejected,
  kLateRecords,
  kEndToEndLatency,
  kConsumerLag,
  kConsumerLagSeconds,
  kCommittedOffset,
  kAssignedPartitions,
  kWatermark,
  kBusySeconds,
  kIdleSeconds,
  kBackpressuredSeconds,
  kThreads,
  kStateBytes,
  kStateKeys,
  kStatePanes,
  kKafkaErrors,
  kKafkaConnections,
  kKafkaDisconnects,
  kKafkaRoundTrip,
  kKafkaThrottle,
  kKafkaRequestsWaiting,
  kKafkaRequestsInFlight,
  kKafkaRequestRetries,
  kKafkaRequestTimeouts,
  kKafkaSentBytes,
  kKafkaReceivedBytes,
  kKafkaQueueRecords,
  kKafkaQueueBytes,
  kKafkaTransactionState,
  kKafkaProducerEpoch,
  kLedgerSourceRecords,
  kLedgerQueryRecords,
  kLedgerPanes,
  kLedgerLivePanes,
  kLedgerRows,
  kLedgerRowsSent,
  kLedgerMismatches,
  kJobState,
  kStartTime,
  kBuildInfo,
  kCount,  // not a metric
};

enum class MetricType { kCounter, kGauge, kHistogram };

// `values` empty: open, but bounded by what the pipeline file names (topics, queries) or the code knows (reasons).
struct MetricLabel {
  std::string_view name;
  std::span<const std::string_view> values;
};

struct MetricRow {
  Metric metric;
  std::string_view name;
  MetricType type;
  std::string_view unit;              // "seconds", "bytes", ...: the name says it too
  std::array<MetricLabel, 2> labels;  // unused ones have no name
  std::string_view flink;             // the same in Flink's words; "" where it has none
  std::string_view help;
};

namespace metric_labels {
inline constexpr std::array<std::string_view, 6> kPhases = {"align", "snapshot", "upload", "flush", "commit", "total"};
inline constexpr std::array<std::string_view, 2> kTransactionPhases = {"flush", "commit"};
inline constexpr std::array<std::string_view, 2> kKinds = {"full", "incremental"};
inline constexpr std::array<std::string_view, 2> kRestoreResults = {"success", "failure"};
inline constexpr std::array<std::string_view, 4> kTransactionResults = {"committed", "aborted", "fenced", "unknown"};
inline constexpr std::array<std::string_view, 5> kJobStates = {"starting", "restoring", "running", "restarting",
                                                               "stopping"};
inline constexpr std::array<std::string_view, 6> kCheckpointFailures = {"prepare_retry", "prepare", "timeout",
                                                                        "transaction",   "fenced",  "pipeline"};
inline constexpr std::array<std::string_view, 6> kStorageOperations = {"delta", "manifest", "consolidate",
                                                                       "base",  "remove",   "probe"};
inline constexpr std::array<std::string_view, 2> kStages = {"source", "shard"};
inline constexpr std::array<std::string_view, 2> kStores = {"memory", "checkpoint"};
inline constexpr std::array<std::string_view, 1> kMemoryStore = {"memory"};
inline constexpr std::array<std::string_view, 2> kClients = {"consumer", "producer"};
inline constexpr std::array<std::string_view, 6> kTransactionStates = {"starting",   "ready",    "open",
                                                                       "committing", "aborting", "failed"};
inline constexpr std::array<std::string_view, 3> kSourceOutcomes = {"read", "decoded", "rejected"};
inline constexpr std::array<std::string_view, 6> kQueryOutcomes = {"decoded", "rejected",   "filtered",
                                                                   "passed",  "aggregated", "late"};
inline constexpr std::array<std::string_view, 2> kPaneOutcomes = {"opened", "expired"};
}  // namespace metric_labels

// clang-format off
inline constexpr std::array<MetricRow, static_cast<std::size_t>(Metric::kCount)> kMetricCatalogue = {{
    {Metric::kCheckpointsStarted, "millrace_checkpoints_started_total", MetricType::kCounter, "", {}, "", "Checkpoints whose barrier was sent."},
    {Metric::kCheckpointsCompleted, "millrace_checkpoints_completed_total", MetricType::kCounter, "", {}, "numberOfCompletedCheckpoints", "Checkpoints that are durable and committed."},
    {Metric::kCheckpointsFailed, "millrace_checkpoints_failed_total", MetricType::kCounter, "", {{{"reason", metric_labels::kCheckpointFailures}}}, "numberOfFailedCheckpoints", "Checkpoints that did not commit, by what stopped them; prepare_retry: a write of one that is tried again."},
    {Metric::kCheckpointsInProgress, "millrace_checkpoints_in_progress", MetricType::kGauge, "", {}, "numberOfInProgressCheckpoints", "Checkpoints between barrier and commit."},
    {Metric::kCheckpointConsecutiveFailures, "millrace_checkpoint_consecutive_failures", MetricType::kGauge, "", {}, "", "Failed checkpoints since the last that completed."},
    {Metric::kCheckpointDuration, "millrace_checkpoint_duration_seconds", MetricType::kHistogram, "seconds", {{{"phase", metric_labels::kPhases}}}, "lastCheckpointDuration, checkpointAlignmentTime", "Time that completed checkpoints took, by phase."},
    {Metric::kCheckpointStall, "millrace_checkpoint_stall_seconds", MetricType::kHistogram, "seconds", {}, "checkpointStartDelay", "Longest time that a checkpoint kept a shard from its records."},
    {Metric::kCheckpointLastSuccess, "millrace_checkpoint_last_success_timestamp_seconds", MetricType::kGauge, "seconds", {}, "", "When the last checkpoint committed, seconds since 1970 UTC; after a start, when the one resumed from was made."},
    {Metric::kCheckpointLastId, "millrace_checkpoint_last_id", MetricType::kGauge, "", {}, "", "Number of the last committed checkpoint."},
    {Metric::kCheckpointLastSize, "millrace_checkpoint_last_size_bytes", MetricType::kGauge, "bytes", {{{"kind", metric_labels::kKinds}}}, "lastCheckpointSize, lastCheckpointFullSize", "Bytes of the last checkpoint's deltas (incremental), and of the last base (full), shared files included."},
    {Metric::kCheckpointWrittenBytes, "millrace_checkpoint_written_bytes_total", MetricType::kCounter, "bytes", {}, "", "Bytes of deltas of committed checkpoints and of new files of bases."},
    {Metric::kCheckpointStorageErrors, "millrace_checkpoint_storage_errors_total", MetricType::kCounter, "", {{{"op", metric_labels::kStorageOperations}}}, "", "Failed operations on the checkpoint store and its local database."},
    {Metric::kCheckpointCorruptions, "millrace_checkpoint_corruptions_total", MetricType::kCounter, "", {}, "", "Stored files that were found damaged or missing, at each finding."},
    {Metric::kRestores, "millrace_restores_total", MetricType::kCounter, "", {{{"result", metric_labels::kRestoreResults}}}, "fullRestarts", "Recoveries from the committed checkpoint, at the start and after faults."},
    {Metric::kRestoreDuration, "millrace_restore_duration_seconds", MetricType::kHistogram, "seconds", {}, "", "Time from the beginning of a recovery until records are read."},
    {Metric::kRestoreLast, "millrace_restore_last_timestamp_seconds", MetricType::kGauge, "seconds", {}, "lastCheckpointRestoreTimestamp", "When the last recovery ended, seconds since 1970 UTC."},
    {Metric::kTransactions, "millrace_transactions_total", MetricType::kCounter, "", {{{"result", metric_labels::kTransactionResults}}}, "", "Kafka transactions by their end."},
    {Metric::kTransactionDuration, "millrace_transaction_duration_seconds", MetricType::kHistogram, "seconds", {{{"phase", metric_labels::kTransactionPhases}}}, "", "Time of the blocking calls that end a transaction."},
    {Metric::kProducerEpochBumps, "millrace_producer_epoch_bumps_total", MetricType::kCounter, "", {}, "", "Times a run went on with a new producer, which fences the former one, after a commit that took long. What recoveries do is in millrace_restores_total."},
    {Metric::kRecordsIn, "millrace_records_in_total", MetricType::kCounter, "", {{{"topic", {}}}}, "numRecordsIn", "Records read."},
    {Metric::kBytesIn, "millrace_bytes_in_total", MetricType::kCounter, "bytes", {{{"topic", {}}}}, "numBytesIn", "Bytes of keys and values read."},
    {Metric::kRecordsOut, "millrace_records_out_total", MetricType::kCounter, "", {{{"topic", {}}}}, "numRecordsOut", "Rows written, those of aborted transactions included."},
    {Metric::kBytesOut, "millrace_bytes_out_total", MetricType::kCounter, "bytes", {{{"topic", {}}}}, "numBytesOut", "Bytes of keys and values written."},
    {Metric::kRecordsRejected, "millrace_records_rejected_total", MetricType::kCounter, "", {{{"reason", {}}}}, "", "Records that could not be read and were skipped or stopped the service."},
    {Metric::kLateRecords, "millrace_late_records_total", MetricType::kCounter, "", {{{"stage", {}}}}, "numLateRecordsDropped", "Records dropped because all their windows had passed, by query."},
    {Metric::kEndToEndLatency, "millrace_end_to_end_latency_seconds", MetricType::kHistogram, "seconds", {}, "", "From a record's Kafka timestamp to the commit of the checkpoint that read it, each record counted."},
    {Metric::kConsumerLag, "millrace_consumer_lag_records", MetricType::kGauge, "records", {{{"topic", {}}, {"partition", {}}}}, "pendingRecords", "Records between the position and the end of the partition."},
    {Metric::kConsumerLagSeconds, "millrace_consumer_lag_seconds", MetricType::kGauge, "seconds", {{{"topic", {}}}}, "currentFetchEventTimeLag", "Age, by Kafka timestamp, of the last record read from the partition furthest behind; 0 when all is read."},
    {Metric::kCommittedOffset, "millrace_committed_offset", MetricType::kGauge, "", {{{"topic", {}}, {"partition", {}}}}, "committedOffset", "Next offset to read according to the last committed checkpoint."},
    {Metric::kAssignedPartitions, "millrace_assigned_partitions", MetricType::kGauge, "", {{{"topic", {}}}}, "", "Partitions that this process reads."},
    {Metric::kWatermark, "millrace_watermark_timestamp_seconds", MetricType::kGauge, "seconds", {{{"stage", {}}}}, "currentInputWatermark", "Event time up to which everything is expected to have arrived, by query."},
    {Metric::kBusySeconds, "millrace_busy_seconds_total", MetricType::kCounter, "seconds", {{{"stage", metric_labels::kStages}}}, "busyTimeMsPerSecond", "Time that the stage's threads spent on a processor."},
    {Metric::kIdleSeconds, "millrace_idle_seconds_total", MetricType::kCounter, "seconds", {{{"stage", metric_labels::kStages}}}, "idleTimeMsPerSecond", "Time that the stage's threads waited for input, or for a processor."},
    {Metric::kBackpressuredSeconds, "millrace_backpressured_seconds_total", MetricType::kCounter, "seconds", {{{"stage", metric_labels::kStages}}}, "backPressuredTimeMsPerSecond", "Time that the stage's threads waited for room behind them."},
    {Metric::kThreads, "millrace_threads", MetricType::kGauge, "", {{{"stage", metric_labels::kStages}}}, "", "Threads of the stage: its three times above add up to so many seconds each second."},
    {Metric::kStateBytes, "millrace_state_bytes", MetricType::kGauge, "bytes", {{{"store", metric_labels::kStores}}}, "", "Size of the state: held in memory, and stored for the last committed checkpoint."},
    {Metric::kStateKeys, "millrace_state_keys", MetricType::kGauge, "", {{{"store", metric_labels::kMemoryStore}}}, "", "Entries (a key in a window) of the live state."},
    {Metric::kStatePanes, "millrace_state_panes", MetricType::kGauge, "", {{{"store", metric_labels::kMemoryStore}}}, "", "Panes (a window of a query in a shard) of the live state."},
    {Metric::kKafkaErrors, "millrace_kafka_errors_total", MetricType::kCounter, "", {{{"code", {}}}}, "", "Errors that the Kafka client reported, by its code."},
    {Metric::kKafkaConnections, "millrace_kafka_connections", MetricType::kGauge, "", {{{"client", metric_labels::kClients}}}, "", "Connections to brokers that are up."},
    {Metric::kKafkaDisconnects, "millrace_kafka_disconnects_total", MetricType::kCounter, "", {{{"client", metric_labels::kClients}}}, "", "Connections to brokers that ended."},
    {Metric::kKafkaRoundTrip, "millrace_kafka_round_trip_p99_seconds", MetricType::kGauge, "seconds", {{{"client", metric_labels::kClients}}}, "", "Answer time of the slowest broker, 99th percentile; a consumer's Fetch waits for records up to fetch.wait.max.ms."},
    {Metric::kKafkaThrottle, "millrace_kafka_throttle_seconds", MetricType::kGauge, "seconds", {{{"client", metric_labels::kClients}}}, "", "Longest delay that a broker's quota imposed."},
    {Metric::kKafkaRequestsWaiting, "millrace_kafka_requests_waiting", MetricType::kGauge, "", {{{"client", metric_labels::kClients}}}, "", "Requests that wait to be sent."},
    {Metric::kKafkaRequestsInFlight, "millrace_kafka_requests_in_flight", MetricType::kGauge, "", {{{"client", metric_labels::kClients}}}, "", "Requests that wait for their answer."},
    {Metric::kKafkaRequestRetries, "millrace_kafka_request_retries_total", MetricType::kCounter, "", {{{"client", metric_labels::kClients}}}, "", "Requests that were sent again."},
    {Metric::kKafkaRequestTimeouts, "millrace_kafka_request_timeouts_total", MetricType::kCounter, "", {{{"client", metric_labels::kClients}}}, "", "Requests that were not answered in time."},
    {Metric::kKafkaSentBytes, "millrace_kafka_sent_bytes_total", MetricType::kCounter, "bytes", {{{"client", metric_labels::kClients}}}, "", "Bytes sent to brokers, compressed as they were."},
    {Metric::kKafkaReceivedBytes, "millrace_kafka_received_bytes_total", MetricType::kCounter, "bytes", {{{"client", metric_labels::kClients}}}, "", "Bytes received from brokers, compressed as they were."},
    {Metric::kKafkaQueueRecords, "millrace_kafka_queue_records", MetricType::kGauge, "records", {{{"client", metric_labels::kClients}}}, "", "Records in the client: fetched and not yet read, or written and not yet acknowledged."},
    {Metric::kKafkaQueueBytes, "millrace_kafka_queue_bytes", MetricType::kGauge, "bytes", {{{"client", metric_labels::kClients}}}, "", "Bytes of those records."},
    {Metric::kKafkaTransactionState, "millrace_kafka_transaction_state", MetricType::kGauge, "", {{{"state", metric_labels::kTransactionStates}}}, "", "Set to 1 for the state of the producer's transaction, to 0 for the rest."},
    {Metric::kKafkaProducerEpoch, "millrace_kafka_producer_epoch", MetricType::kGauge, "", {}, "", "Epoch of the producer; it rises with each takeover of the transactional id."},
    {Metric::kLedgerSourceRecords, "millrace_ledger_source_records_total", MetricType::kCounter, "", {{{"source", {}}, {"outcome", metric_labels::kSourceOutcomes}}}, "", "Records by what became of them in a source, since checkpoint 0, as of the last committed checkpoint."},
    {Metric::kLedgerQueryRecords, "millrace_ledger_query_records_total", MetricType::kCounter, "", {{{"query", {}}, {"outcome", metric_labels::kQueryOutcomes}}}, "", "Records by what became of them in a query, likewise."},
    {Metric::kLedgerPanes, "millrace_ledger_panes_total", MetricType::kCounter, "", {{{"query", {}}, {"outcome", metric_labels::kPaneOutcomes}}}, "", "Panes opened and expired, likewise."},
    {Metric::kLedgerLivePanes, "millrace_ledger_live_panes", MetricType::kGauge, "", {{{"query", {}}}}, "", "Panes alive in the last committed checkpoint."},
    {Metric::kLedgerRows, "millrace_ledger_rows_total", MetricType::kCounter, "", {{{"query", {}}}}, "", "Rows that queries made, likewise; each is visible exactly once."},
    {Metric::kLedgerRowsSent, "millrace_ledger_rows_sent_total", MetricType::kCounter, "", {}, "", "Rows in committed transactions, likewise."},
    {Metric::kLedgerMismatches, "millrace_ledger_mismatches_total", MetricType::kCounter, "", {}, "", "Balances of committed checkpoints that did not balance: each is a bug."},
    {Metric::kJobState, "millrace_job_state", MetricType::kGauge, "", {{{"state", metric_labels::kJobStates}}}, "jobStatus", "Set to 1 for what the service is doing now, to 0 for the rest."},
    {Metric::kStartTime, "millrace_start_time_seconds", MetricType::kGauge, "seconds", {}, "uptime", "When this process began, seconds since 1970 UTC."},
    {Metric::kBuildInfo, "millrace_build_info", MetricType::kGauge, "", {{{"version", {}}, {"librdkafka", {}}}}, "", "Always 1; the labels say what runs."},
}};
// clang-format on

static_assert(std::ranges::is_sorted(kMetricCatalogue, {}, &MetricRow::metric));

constexpr const MetricRow& row_of(Metric metric) { return kMetricCatalogue[static_cast<std::size_t>(metric)]; }
constexpr std::size_t label_count(const MetricRow& row) {
  return static_cast<std::size_t>(
      std::ranges::count_if(row.labels, [](const auto& label) { return !label.name.empty(); }));
}

// Upper bounds of every histogram, in seconds, from 1 s on whole ones. Alerts compare a 99th percentile with one of
// them, for between two bounds it is a guess: so here are 80 % of the usual timeouts of checkpoints, and the usual
// objectives of latency. Not with the last, which Prometheus answers for all that is longer.
inline constexpr std::array<double, 35> kSecondsBuckets = {
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1,   2,   4,   5,    8,    10,   12,   16,  24,
    30,    48,     60,    72,   96,    120,  180, 240,  300, 480, 600, 960, 1440, 1800, 2880, 3600, 7200};

// The table of docs/metrics.md, and below it the bounds.
std::string metric_reference();

}  // namespace millrace

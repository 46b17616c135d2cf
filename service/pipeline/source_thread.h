// The thread that reads one source.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "connectors/source.h"
#include "service/pipeline/filling_batches.h"
#include "service/pipeline/idle_look.h"
#include "service/pipeline/router.h"
#include "service/pipeline/run_context.h"
#include "service/pipeline/watermark.h"
#include "service/pipeline/work_time.h"

namespace millrace {

// Everything here belongs to the source's thread, from the construction of its Kafka handle on.
class SourceThread {
 public:
  // `positions`: where this run starts, one for each partition of the source.
  SourceThread(RunContext& run, std::size_t index, std::unique_ptr<Source> source,
               std::vector<PartitionPosition> positions);

  void run();

 private:
  Result<void> assign();
  Result<void> step();
  void take(const RecordView& record);
  void reject(const RecordView& record, const Rejection& rejection);
  void remember(const RecordView& record);

  void send_all();
  void send_barrier(CheckpointId id);
  std::vector<PartitionPosition> positions() const;
  Ledger take_counts();

  void note_gap();
  void tell_lag();
  void tell_work();
  void wait_while_paused();

  // Where one partition stands, and a copy of the beginning of a record that was read lately.
  struct Standing {
    PartitionPosition position;
    std::string sample;
    bool has_sample = false;
    std::uint32_t until_sample = 0;  // records
    std::int64_t last_arrived = -1;  // Kafka's timestamp of the last record; -1: none
  };

  RunContext& run_;
  const std::size_t index_;
  const SourceDefinition& definition_;
  SourceCounters& counters_;
  std::unique_ptr<Source> source_;
  Router router_;
  FillingBatches batches_;
  PartitionWatermarks watermarks_;
  IdleLook idle_look_;
  std::vector<Standing> standings_;
  std::vector<std::size_t> standing_of_;  // by partition number
  std::uint64_t barrier_sent_ = 0;
  MonotonicTime now_{};  // at the beginning of the step
  MonotonicTime last_sent_{};
  MonotonicTime last_lag_told_{};
  ArrivalTimes arrivals_;          // of the epoch being read
  std::uint64_t read_before_;      // records, up to the last barrier
  std::int64_t last_arrived_ = 0;  // Kafka's timestamp of the last record
  std::chrono::nanoseconds paused_{0};
  WorkTime work_;
  std::optional<Error> failed_;
};

}  // namespace millrace

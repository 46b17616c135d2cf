// The thread that owns one shard: it updates panes, fires windows, and copies out what changed at each barrier.
#pragma once

#include <vector>

#include "checkpoint/alignment.h"
#include "service/pipeline/row_output.h"
#include "service/pipeline/run_context.h"
#include "service/pipeline/watermark.h"
#include "service/pipeline/window_rows.h"
#include "service/pipeline/work_time.h"
#include "state/shard_state.h"

namespace millrace {

class ShardThread {
 public:
  ShardThread(RunContext& run, ShardId shard, ShardState state);

  void run();

 private:
  // A windowed query as this shard sees it.
  struct Firing {
    const QueryDefinition* query;
    Tally* late;
    Tally* late_behind_ms;
    WindowRows rows;
    QueryCount counts = {};               // since the last barrier
    std::vector<FiredWindow> fired = {};  // the same
  };

  bool take_what_is_there();
  void handle(std::size_t input, InputMessage message);
  void apply(InputBatch& batch);
  LeftOut left_out(const UpdateItem& late);
  void count();
  Ledger take_counts();
  std::vector<FiredWindow> take_fired();
  void advance(std::size_t input, const WatermarkShare& share);
  void complete_epoch(CheckpointId id);
  void fire(QueryId query, EventTime pane_end, std::string_view key, const AccumulatorRow& accumulators);
  void reject_row(const Firing& firing, EventTime pane_end, std::string_view key, const std::string& why);
  void publish_size();
  void tell_work();

  RunContext& run_;
  const ShardId shard_;
  ShardCounters& counters_;
  Bell& bell_;
  ShardState state_;
  Alignment alignment_;
  RowOutput output_;
  std::vector<Firing> firings_;
  std::vector<std::size_t> firing_of_;       // by query id
  std::vector<SourceWatermark> watermarks_;  // by source; today one thread reads one source
  WorkTime work_;
};

}  // namespace millrace

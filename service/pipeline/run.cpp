#include "service/pipeline/run.h"

#include <algorithm>
#include <thread>

#include "service/pipeline/fence.h"
#include "service/pipeline/shard_thread.h"
#include "service/pipeline/source_thread.h"

namespace millrace {
namespace {

constexpr std::size_t kInputBatches = 16;   // per source thread and shard: 1,024 records each
constexpr std::size_t kOutputBatches = 64;  // per shard: at most 256 KiB each
constexpr std::chrono::seconds kDrain{5};   // for background jobs of an ended run

void connect(RunContext& run) {
  const auto sources = run.pipeline.sources.size();
  const auto shards = run.pipeline.config->state.shards;
  for (std::size_t i = 0; i < sources; ++i) run.source_bells.push_back(std::make_unique<Bell>());
  for (std::size_t k = 0; k < shards; ++k) {
    run.shard_bells.push_back(std::make_unique<Bell>());
    run.outputs.push_back(std::make_unique<OutputChannel>(kOutputBatches, *run.decider_bell, *run.shard_bells[k]));
  }
  run.inputs.resize(sources);
  for (std::size_t i = 0; i < sources; ++i) {
    for (std::size_t k = 0; k < shards; ++k)
      run.inputs[i].push_back(std::make_unique<InputChannel>(kInputBatches, *run.shard_bells[k], *run.source_bells[i]));
  }
}

// The source's handle is made, used and destroyed on its own thread: librdkafka's threads inherit its affinity.
void read_source(RunContext& run, std::size_t index, const RunEnvironment& environment,
                 std::vector<PartitionPosition> positions) {
  name_this_thread("source");
  auto source = environment.make_source(run.pipeline.sources[index].config->topic);
  if (!source) return run.fail(source.error());
  SourceThread(run, index, std::move(*source), std::move(positions)).run();
}

std::vector<std::jthread> start_threads(RunContext& run, const RunEnvironment& environment, Recovered& recovered) {
  std::vector<std::jthread> threads;
  for (std::size_t k = 0; k < recovered.states.size(); ++k) {
    threads.emplace_back(
        [&run, shard = ShardId{static_cast<std::uint32_t>(k)}, state = std::move(recovered.states[k])]() mutable {
          name_this_thread("shard");
          ShardThread(run, shard, std::move(state)).run();
        });
  }
  for (std::size_t i = 0; i < run.pipeline.sources.size(); ++i) {
    std::vector<PartitionPosition> mine;
    for (const auto& p : recovered.manifest.positions) {
      if (p.source == run.pipeline.sources[i].config->name) mine.push_back(p);
    }
    threads.emplace_back([&run, i, &environment, mine = std::move(mine)]() mutable {
      read_source(run, i, environment, std::move(mine));
    });
  }
  return threads;
}

// A state that is over the bound already must not grow before the decider has looked for the first time: a service that
// is started again and again would hold a little more each time.
void show_sizes(RunContext& run, const Recovered& recovered) {
  std::uint64_t held = 0;
  for (std::size_t k = 0; k < recovered.states.size(); ++k) {
    const auto bytes = recovered.states[k].size().bytes;
    run.counters.shards[k].state_bytes.set(bytes);
    held += bytes;
  }
  run.sources_paused = held > run.pipeline.config->state.memory;
}

std::vector<TopicPartition> partitions_of(const Manifest& manifest) {
  std::vector<TopicPartition> partitions;
  for (const auto& p : manifest.positions) partitions.push_back({p.topic, p.partition});
  return partitions;
}

CoordinatorState coordinator_of(const RunContext& run, const Recovered& recovered) {
  CoordinatorState state;
  const auto& config = *run.pipeline.config;
  state.settings.run = run.number;
  state.settings.source_threads = static_cast<std::uint32_t>(run.pipeline.sources.size());
  state.settings.shards = config.state.shards;
  state.settings.interval = config.checkpoint.interval;
  state.settings.timeout = config.checkpoint.timeout;
  state.last = recovered.manifest;
  state.last_name = recovered.name;
  state.incarnation = recovered.incarnation;
  state.next_due = run.clock.now() + config.checkpoint.interval;
  return state;
}

// What people may look at from now on.
void show_beginning(StatusBoard& board, const Recovered& recovered, std::shared_ptr<const CheckpointStore> store) {
  std::map<QueryId, EventTime> fired_until;
  for (const auto& [name, id] : recovered.ids) fired_until[id] = kNoEventTime;
  for (const auto& shard : recovered.manifest.shards) {
    for (const auto& [query, watermark] : shard.watermarks)
      fired_until[query] = std::max(fired_until[query], watermark);
  }
  board.query_ids.publish(recovered.ids);
  board.fires.begin(fired_until);
  board.stored.publish({std::move(store), {recovered.stores.begin(), recovered.stores.end()}});
  board.committed.publish(
      {recovered.name, recovered.manifest.positions, WallTime{Millis{recovered.manifest.created_ms}}});
}

}  // namespace

Outcome run_pipeline_once(const RunEnvironment& environment, RunNumber number, Recovered recovered) {
  const auto pipeline = define_pipeline(environment.config, recovered.ids);
  RunContext run{pipeline, environment.clock, number, environment.counters, environment.board};
  run.report_skip = environment.report_skip;
  show_beginning(run.board, recovered, environment.store);
  connect(run);

  Preparation preparation(number, recovered.incarnation, environment.store, run.mailbox, environment.preparing);
  Maintenance maintenance({number, recovered.incarnation, environment.config.checkpoint.retain, environment.databases},
                          environment.store, run.mailbox, environment.upkeep, environment.clock,
                          environment.instruments);
  maintenance.begin(std::move(recovered.stores), std::move(recovered.decided));
  Decider decider(run, coordinator_of(run, recovered), environment.transaction, preparation, maintenance,
                  *environment.instruments, environment.stop_requested);
  Outcome outcome;
  {
    show_sizes(run, recovered);
    const auto threads = start_threads(run, environment, recovered);
    outcome = decider.run();
    run.end();
  }
  static_cast<void>(environment.preparing.drained_within(kDrain));
  static_cast<void>(environment.upkeep.drained_within(kDrain));
  return judge_fence(std::move(outcome), environment.cluster, partitions_of(recovered.manifest),
                     [&environment](const Error& unanswered) {
                       environment.instruments->waiting(unanswered);
                       return !environment.stop_requested;
                     });
}

}  // namespace millrace

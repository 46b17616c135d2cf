#include "service/pipeline/published.h"

#include <algorithm>

#include "checkpoint/manifest_composition.h"

namespace millrace {
namespace {

// Of a query: the least of its shards.
void tell_watermarks(const PipelineDefinition& pipeline, const Manifest& manifest, Instruments& instruments) {
  for (const auto& query : pipeline.queries) {
    auto least = EventTime::max();
    for (const auto& shard : manifest.shards) {
      const auto found = shard.watermarks.find(query.id);
      if (found != shard.watermarks.end()) least = std::min(least, found->second);
    }
    if (least != EventTime::max() && least != kNoEventTime) instruments.watermark(query.config->name, least);
  }
}

NamedLedger named(const Manifest& manifest, const std::vector<std::string>& mismatches) {
  NamedLedger ledger;
  ledger.mismatches = mismatches;
  if (!manifest.ledger) return ledger;
  ledger.sources = manifest.ledger->sources;
  ledger.rows_sent = manifest.ledger->rows_sent;
  for (const auto& query : manifest.queries) {
    const auto found = manifest.ledger->queries.find(query.id);
    if (found != manifest.ledger->queries.end()) ledger.queries[query.name] = found->second;
  }
  return ledger;
}

void show(StatusBoard& board, const Publish& published, const CheckpointTimes& times, WallTime now) {
  const auto& manifest = published.manifest;
  board.checkpoints.completed(
      manifest.id, {times, delta_bytes(manifest), stored_bytes(manifest), named(manifest, published.mismatches)});
  board.committed.publish({published.name, manifest.positions, now});
  board.requests.committed(manifest.id);
}

void note_latencies(LatencyLog& log, const ArrivalTimes& arrivals, const Clock& clock) {
  const auto now = clock.now();
  const auto wall = clock.wall().time_since_epoch();
  arrivals.for_each(
      [&](std::int64_t arrived, std::uint64_t records) { log.add(now, wall - Millis{arrived}, records); });
}

}  // namespace

void tell_published(RunContext& run, const Publish& published, const CheckpointTimes& times, Instruments& instruments) {
  const auto& manifest = published.manifest;
  instruments.transaction_ended("committed");
  instruments.checkpoint_completed(manifest.id, times, delta_bytes(manifest));
  instruments.state_stored(stored_bytes(manifest));
  for (auto& source : run.counters.sources) {
    const auto arrivals = source.arrivals.take(manifest.id);
    if (!arrivals) continue;
    instruments.committed(*arrivals);
    note_latencies(run.board.latency, *arrivals, run.clock);
  }
  for (const auto& p : manifest.positions) instruments.position(p.topic, p.partition, p.next);
  tell_watermarks(run.pipeline, manifest, instruments);
  instruments.ledger(manifest);
  for (const auto& mismatch : published.mismatches) instruments.ledger_mismatch(manifest.id, mismatch);
  show(run.board, published, times, run.clock.wall());
}

}  // namespace millrace

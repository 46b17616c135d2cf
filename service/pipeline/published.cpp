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

void show(StatusBoard& board, const CheckpointName& name, const Manifest& manifest, const CheckpointTimes& times,
          WallTime now) {
  board.checkpoints.completed(manifest.id, {times, delta_bytes(manifest), stored_bytes(manifest)});
  board.committed.publish({name, manifest.positions, now});
  board.requests.committed(manifest.id);
}

}  // namespace

void tell_published(RunContext& run, const Publish& published, const CheckpointTimes& times, Instruments& instruments) {
  const auto& manifest = published.manifest;
  instruments.transaction_ended("committed");
  instruments.checkpoint_completed(manifest.id, times, delta_bytes(manifest));
  instruments.state_stored(stored_bytes(manifest));
  for (auto& source : run.counters.sources) {
    if (const auto arrivals = source.arrivals.take(manifest.id)) instruments.committed(*arrivals);
  }
  for (const auto& p : manifest.positions) instruments.position(p.topic, p.partition, p.next);
  tell_watermarks(run.pipeline, manifest, instruments);
  instruments.ledger(manifest);
  for (const auto& mismatch : published.mismatches) instruments.ledger_mismatch(manifest.id, mismatch);
  show(run.board, published.name, manifest, times, run.clock.wall());
}

}  // namespace millrace

// Short words for the tests' givens.
#pragma once

#include <string>
#include <vector>

#include "checkpoint/manifest.h"
#include "checkpoint/recovery_plan.h"

namespace millrace::test {

inline CheckpointName checkpoint(std::uint64_t id, std::uint64_t hash = 1, std::uint64_t incarnation = 1) {
  return {CheckpointId{id}, Incarnation{incarnation}, 0, hash};
}

inline DeltaRef delta(const DeltaId& id, const DeltaId& parent, std::uint64_t epoch) {
  return {id, parent, CheckpointId{epoch}, {"deltas/0/1-" + id + ".delta", "", 10, "c0ffee"}};
}

inline BaseRef base(const DeltaId& through, const std::string& backend = "rocksdb") {
  return {backend, through, {{"bases/0/1-" + through + ".sst", "000007.sst", 100, "c0ffee"}}};
}

inline PartitionPosition position(std::int32_t partition, std::int64_t next, const std::string& source = "orders") {
  return {source, source, PartitionId{partition}, Offset{next}, kNoEventTime, std::nullopt};
}

inline CommittedPosition committed(std::int32_t partition, std::optional<std::int64_t> offset,
                                   const std::string& metadata = "", const std::string& source = "orders") {
  return {source, source, PartitionId{partition}, offset ? std::optional(Offset{*offset}) : std::nullopt, metadata};
}

inline CommittedPosition committed(std::int32_t partition, std::int64_t offset, const CheckpointName& name) {
  return committed(partition, offset, to_string(name));
}

inline QueryManifest query(const std::string& name, std::uint16_t id, const std::string& fingerprint = "f1",
                           const std::string& layout = "count") {
  return {name, QueryId{id}, fingerprint, layout};
}

inline Manifest manifest(std::uint64_t id, std::string parent = "", std::string trigger = "interval") {
  Manifest m;
  m.pipeline = "orders-per-user";
  m.id = CheckpointId{id};
  m.incarnation = Incarnation{1};
  m.parent = std::move(parent);
  m.trigger = std::move(trigger);
  m.shards.resize(2);
  return m;
}

inline CheckpointName name(const Manifest& m) { return name_of(m, to_json(m)); }

inline Error error(Reaction reaction, StopReason stop = StopReason::kNone) {
  return {"do something", "somewhere", "it failed", "", reaction, stop};
}

}  // namespace millrace::test

// What one checkpoint consists of: enough to resume exactly there, and to refuse when that is impossible.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/function_ref.h"
#include "base/ids.h"
#include "base/time.h"
#include "checkpoint/checkpoint_name.h"
#include "checkpoint/ledger.h"

namespace millrace {

// Identity of a delta: 128 random bits, never reused, as 32 hex digits. "" = none (nothing stored yet).
using DeltaId = std::string;

struct StoredFile {
  std::string object;      // name in the checkpoint store, "deltas/2/<id>", "bases/2/<unique>.sst"
  std::string local_name;  // the file's name inside a restored directory (bases only)
  std::uint64_t bytes = 0;
  std::string checksum;  // XXH3 128 of the whole file, hex
  friend bool operator==(const StoredFile&, const StoredFile&) = default;
};

struct DeltaRef {
  DeltaId id;
  DeltaId parent;  // the delta before it in this shard's chain, or the base's `through`
  CheckpointId epoch;
  StoredFile file;
  friend bool operator==(const DeltaRef&, const DeltaRef&) = default;
};

// The older part of a shard's state, whole: RocksDB's files, or one file of all panes.
struct BaseRef {
  std::string backend;  // "rocksdb" or "memory"
  DeltaId through;      // the last delta that these files contain
  std::vector<StoredFile> files;
  friend bool operator==(const BaseRef&, const BaseRef&) = default;
};

struct ShardManifest {
  std::optional<BaseRef> base;
  std::vector<DeltaRef> chain;              // after the base, oldest first
  std::map<QueryId, EventTime> watermarks;  // this shard's own: which windows it has fired
  // The same: panes that end at or before it are gone for good. Manifests of older versions have none.
  std::map<QueryId, EventTime> expired = {};
  friend bool operator==(const ShardManifest&, const ShardManifest&) = default;
};

// One of the last records consumed from a partition. A topic that was deleted and made again shows here.
struct LastRecord {
  Offset offset;
  std::int64_t timestamp = 0;  // Kafka's timestamp of the record
  std::uint64_t hash = 0;      // XXH3 64 of sizes and first bytes of key and value
  friend bool operator==(const LastRecord&, const LastRecord&) = default;
};

struct PartitionPosition {
  std::string source;
  std::string topic;
  PartitionId partition;
  Offset next;
  EventTime highest = kNoEventTime;
  std::optional<LastRecord> last;
  friend bool operator==(const PartitionPosition&, const PartitionPosition&) = default;
};

// The broker's ids of topics, by name: a topic that was deleted and made again has another one. Those that the broker
// does not tell are left out.
using TopicIds = std::map<std::string, std::string>;

struct QueryManifest {
  std::string name;
  QueryId id;
  std::string fingerprint;  // of the plan: what may not change under stored state
  std::string layout;       // of its accumulators, in words
  friend bool operator==(const QueryManifest&, const QueryManifest&) = default;
};

struct Manifest {
  static constexpr int kFormat = 1;

  std::string pipeline;
  CheckpointId id;
  Incarnation incarnation;
  std::string parent;  // CheckpointName of the decided checkpoint before it; "" for checkpoint 0
  std::int64_t created_ms = 0;
  std::string trigger;  // "interval", "request", "initial", "stop", "from", "accept-offsets"
  std::vector<PartitionPosition> positions;
  TopicIds topic_ids;  // of the topics in `positions`; manifests of older versions have none
  std::vector<QueryManifest> queries;
  std::uint16_t next_query_id = 0;
  std::vector<ShardManifest> shards;
  std::optional<Ledger> ledger;  // manifests of older versions have none
  friend bool operator==(const Manifest&, const Manifest&) = default;
};

// Every file that the manifest names: of each shard its base, then its chain.
void each_file(const Manifest& manifest, FunctionRef<void(const StoredFile&)> visit);

// The same manifest always gives the same bytes: its name is their hash.
std::string to_json(const Manifest& manifest);
// Refuses (kStop, kRefused) anything it does not understand whole: unknown format, missing, unknown, doubled or
// misplaced fields, wrong types. `object` is where the text came from, for the error.
Result<Manifest> parse_manifest(std::string_view json, std::string_view object);
// The same for a stored manifest that must be the one Kafka means: refuses bytes whose hash is not the name's.
Result<Manifest> parse_manifest(std::string_view json, const CheckpointName& name);
CheckpointName name_of(const Manifest& manifest, std::string_view json);

}  // namespace millrace

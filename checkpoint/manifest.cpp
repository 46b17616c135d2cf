#include "checkpoint/manifest.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>
#include <xxhash.h>

#include <algorithm>

namespace millrace {
namespace {

// The fields are written in the order of the struct, all but an empty topic_ids and a ledger that is not there; nothing
// depends on locale or time.
class ManifestWriter {
 public:
  std::string write(const Manifest& manifest);

 private:
  void key(const char* name) { json_.Key(name); }
  void field(const char* name, const std::string& text) {
    key(name);
    json_.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
  }
  void field(const char* name, std::uint64_t number) {
    key(name);
    json_.Uint64(number);
  }
  void field(const char* name, std::int64_t number) {
    key(name);
    json_.Int64(number);
  }
  template <class Items, class Each>
  void array(const char* name, const Items& items, Each each) {
    key(name);
    json_.StartArray();
    for (const auto& item : items) {
      json_.StartObject();
      each(item);
      json_.EndObject();
    }
    json_.EndArray();
  }
  void write(const PartitionPosition& position);
  void write(const QueryManifest& query);
  void write(const ShardManifest& shard);
  void write(const BaseRef& base);
  void write(const DeltaRef& delta);
  void write(const StoredFile& file);
  void write(const Ledger& ledger);
  void event_time_field(const char* name, EventTime time);

  rapidjson::StringBuffer text_;
  rapidjson::Writer<rapidjson::StringBuffer> json_{text_};
};

std::string hex64(std::uint64_t value) {
  std::string digits(16, '0');
  for (auto digit = digits.rbegin(); value != 0; ++digit, value >>= 4) *digit = "0123456789abcdef"[value & 15];
  return digits;
}

void ManifestWriter::event_time_field(const char* name, EventTime time) {
  if (time != kNoEventTime) return field(name, millis(time));
  key(name);
  json_.Null();
}

void ManifestWriter::write(const PartitionPosition& position) {
  field("source", position.source);
  field("topic", position.topic);
  field("partition", std::int64_t{position.partition.value});
  field("next", position.next.value);
  event_time_field("highest", position.highest);
  key("last");
  if (!position.last) {
    json_.Null();
    return;
  }
  json_.StartObject();
  field("offset", position.last->offset.value);
  field("timestamp", position.last->timestamp);
  field("hash", hex64(position.last->hash));
  json_.EndObject();
}

void ManifestWriter::write(const QueryManifest& query) {
  field("name", query.name);
  field("id", std::uint64_t{query.id.value});
  field("fingerprint", query.fingerprint);
  field("layout", query.layout);
}

void ManifestWriter::write(const StoredFile& file) {
  field("object", file.object);
  field("local_name", file.local_name);
  field("bytes", file.bytes);
  field("checksum", file.checksum);
}

void ManifestWriter::write(const DeltaRef& delta) {
  field("id", delta.id);
  field("parent", delta.parent);
  field("epoch", delta.epoch.value);
  key("file");
  json_.StartObject();
  write(delta.file);
  json_.EndObject();
}

void ManifestWriter::write(const BaseRef& base) {
  field("backend", base.backend);
  field("through", base.through);
  array("files", base.files, [this](const StoredFile& file) { write(file); });
}

void ManifestWriter::write(const ShardManifest& shard) {
  key("base");
  if (shard.base) {
    json_.StartObject();
    write(*shard.base);
    json_.EndObject();
  } else {
    json_.Null();
  }
  array("chain", shard.chain, [this](const DeltaRef& delta) { write(delta); });
  const auto write_time = [this](const auto& of_query) {
    field("query", std::uint64_t{of_query.first.value});
    event_time_field("event_time", of_query.second);
  };
  array("watermarks", shard.watermarks, write_time);
  if (!shard.expired.empty()) array("expired", shard.expired, write_time);
}

void ManifestWriter::write(const Ledger& ledger) {
  array("sources", ledger.sources, [this](const auto& entry) {
    field("source", entry.first);
    for (const auto& [name, count] : kSourceCounts) field(name, entry.second.*count);
  });
  array("queries", ledger.queries, [this](const auto& entry) {
    field("query", std::uint64_t{entry.first.value});
    for (const auto& [name, count] : kQueryCounts) field(name, entry.second.*count);
  });
  field("rows_sent", ledger.rows_sent);
}

std::string ManifestWriter::write(const Manifest& manifest) {
  json_.StartObject();
  field("format", std::uint64_t{Manifest::kFormat});
  field("pipeline", manifest.pipeline);
  field("id", manifest.id.value);
  field("incarnation", manifest.incarnation.value);
  field("parent", manifest.parent);
  field("created_ms", manifest.created_ms);
  field("trigger", manifest.trigger);
  array("positions", manifest.positions, [this](const PartitionPosition& position) { write(position); });
  if (!manifest.topic_ids.empty()) {
    array("topic_ids", manifest.topic_ids, [this](const auto& entry) {
      field("topic", entry.first);
      field("id", entry.second);
    });
  }
  array("queries", manifest.queries, [this](const QueryManifest& query) { write(query); });
  field("next_query_id", std::uint64_t{manifest.next_query_id});
  array("shards", manifest.shards, [this](const ShardManifest& shard) { write(shard); });
  if (manifest.ledger) {
    key("ledger");
    json_.StartObject();
    write(*manifest.ledger);
    json_.EndObject();
  }
  json_.EndObject();
  return {text_.GetString(), text_.GetSize()};
}

}  // namespace

void each_file(const Manifest& manifest, FunctionRef<void(const StoredFile&)> visit) {
  for (const ShardManifest& shard : manifest.shards) {
    if (shard.base) std::ranges::for_each(shard.base->files, visit);
    for (const DeltaRef& delta : shard.chain) visit(delta.file);
  }
}

std::string to_json(const Manifest& manifest) { return ManifestWriter().write(manifest); }

CheckpointName name_of(const Manifest& manifest, std::string_view json) {
  const XXH128_hash_t hash = XXH3_128bits(json.data(), json.size());
  return {manifest.id, manifest.incarnation, hash.high64, hash.low64};
}

}  // namespace millrace

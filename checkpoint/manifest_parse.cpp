#include <set>
#include <tuple>

#include "checkpoint/json_value.h"
#include "checkpoint/manifest.h"
#include "checkpoint/strict_json.h"

namespace millrace {
namespace {

EventTime event_time_or_none(const std::optional<std::int64_t>& time) {
  return time ? event_time(*time) : kNoEventTime;
}

StoredFile read_file(StrictObject& json) {
  StoredFile file;
  file.object = json.text("object");
  file.local_name = json.text("local_name");
  file.bytes = json.number("bytes");
  file.checksum = json.text("checksum");
  return file;
}

DeltaRef read_delta(StrictObject& json) {
  DeltaRef delta;
  delta.id = json.text("id");
  delta.parent = json.text("parent");
  delta.epoch = CheckpointId{json.number("epoch")};
  json.object("file", [&](StrictObject& file) { delta.file = read_file(file); });
  return delta;
}

BaseRef read_base(StrictObject& json) {
  BaseRef base;
  base.backend = json.text("backend");
  base.through = json.text("through");
  json.each("files", [&](StrictObject& file) { base.files.push_back(read_file(file)); });
  return base;
}

ShardManifest read_shard(StrictObject& json, JsonProblem& problem) {
  ShardManifest shard;
  json.object_or_null("base", [&](StrictObject& base) { shard.base = read_base(base); });
  json.each("chain", [&](StrictObject& delta) { shard.chain.push_back(read_delta(delta)); });
  // Takes the time of a query; false: it has one already.
  const auto read_time = [](StrictObject& entry, std::map<QueryId, EventTime>& times) {
    const QueryId query{static_cast<std::uint16_t>(entry.number("query", UINT16_MAX))};
    return times.emplace(query, event_time_or_none(entry.signed_number_or_null("event_time"))).second;
  };
  json.each("watermarks", [&](StrictObject& entry) {
    if (!read_time(entry, shard.watermarks)) problem.report("a shard has two watermarks of one query");
  });
  json.each_if_there("expired", [&](StrictObject& entry) {
    if (!read_time(entry, shard.expired)) problem.report("a shard says twice what of a query has expired");
  });
  return shard;
}

PartitionPosition read_position(StrictObject& json) {
  PartitionPosition position;
  position.source = json.text("source");
  position.topic = json.text("topic");
  position.partition = PartitionId{static_cast<std::int32_t>(json.number("partition", INT32_MAX))};
  position.next = Offset{static_cast<std::int64_t>(json.number("next", INT64_MAX))};
  position.highest = event_time_or_none(json.signed_number_or_null("highest"));
  json.object_or_null("last", [&](StrictObject& last) {
    const Offset offset{static_cast<std::int64_t>(last.number("offset", INT64_MAX))};
    const std::int64_t timestamp = last.signed_number("timestamp");
    position.last = LastRecord{offset, timestamp, last.hex64("hash")};
  });
  return position;
}

QueryManifest read_query(StrictObject& json) {
  QueryManifest query;
  query.name = json.text("name");
  query.id = QueryId{static_cast<std::uint16_t>(json.number("id", UINT16_MAX))};
  query.fingerprint = json.text("fingerprint");
  query.layout = json.text("layout");
  return query;
}

Ledger read_ledger(StrictObject& json, JsonProblem& problem) {
  Ledger ledger;
  json.each("sources", [&](StrictObject& entry) {
    const auto [source, is_new] = ledger.sources.emplace(entry.text("source"), SourceCount());
    if (!is_new) problem.report("the ledger has source " + source->first + " twice");
    for (const auto& [name, count] : kSourceCounts) source->second.*count = entry.number(name);
  });
  json.each("queries", [&](StrictObject& entry) {
    const QueryId id{static_cast<std::uint16_t>(entry.number("query", UINT16_MAX))};
    const auto [query, is_new] = ledger.queries.emplace(id, QueryCount());
    if (!is_new) problem.report("the ledger has query " + std::to_string(id.value) + " twice");
    for (const auto& [name, count] : kQueryCounts) query->second.*count = entry.number(name);
  });
  ledger.rows_sent = json.number("rows_sent");
  return ledger;
}

Manifest read_manifest(StrictObject& json, JsonProblem& problem) {
  Manifest manifest;
  const auto format = json.number("format");
  if (format != Manifest::kFormat) problem.report("format " + std::to_string(format) + " is unknown to this version");
  manifest.pipeline = json.text("pipeline");
  manifest.id = CheckpointId{json.number("id")};
  manifest.incarnation = Incarnation{json.number("incarnation")};
  manifest.parent = json.text("parent");
  manifest.created_ms = json.signed_number("created_ms");
  manifest.trigger = json.text("trigger");
  json.each("positions", [&](StrictObject& position) { manifest.positions.push_back(read_position(position)); });
  json.each_if_there("topic_ids", [&](StrictObject& entry) {
    const auto topic = entry.text("topic");
    const bool is_new = manifest.topic_ids.emplace(topic, entry.text("id")).second;
    if (!is_new) problem.report("topic_ids has " + topic + " twice");
  });
  json.each("queries", [&](StrictObject& query) { manifest.queries.push_back(read_query(query)); });
  manifest.next_query_id = static_cast<std::uint16_t>(json.number("next_query_id", UINT16_MAX));
  json.each("shards", [&](StrictObject& shard) { manifest.shards.push_back(read_shard(shard, problem)); });
  json.object_if_there("ledger", [&](StrictObject& ledger) { manifest.ledger = read_ledger(ledger, problem); });
  json.finish();
  return manifest;
}

// What holds between fields: one position a partition, one id a query, and no id that could be given out again.
void check_identities(const Manifest& manifest, JsonProblem& problem) {
  std::set<std::tuple<std::string, std::string, PartitionId>> partitions;
  for (const auto& p : manifest.positions) {
    if (!partitions.emplace(p.source, p.topic, p.partition).second) {
      problem.report("positions has " + p.topic + "[" + std::to_string(p.partition.value) + "] twice");
    }
  }
  std::set<std::string> names;
  std::set<QueryId> ids;
  for (const auto& query : manifest.queries) {
    if (!names.insert(query.name).second) problem.report("queries has " + query.name + " twice");
    if (!ids.insert(query.id).second) problem.report("queries has id " + std::to_string(query.id.value) + " twice");
    if (query.id.value >= manifest.next_query_id) {
      problem.report("the id of query " + query.name + " is not below next_query_id");
    }
  }
}

Error refused(std::string_view object, std::string cause) {
  return Error{.attempted = "read the checkpoint manifest",
               .object = std::string(object),
               .cause = std::move(cause),
               .remedy =
                   "Restore the file from a copy, or list the checkpoints with millrace checkpoints list -c FILE "
                   "and go back to one: millrace run -c FILE --from ID --yes",
               .reaction = Reaction::kStop,
               .stop = StopReason::kRefused,
               .damaged = true};
}

}  // namespace

Result<Manifest> parse_manifest(std::string_view json, std::string_view object) {
  const auto document = parse_json(json);
  if (!document) return std::unexpected(refused(object, document.error()));
  JsonProblem problem;
  StrictObject root(*document, "", problem);
  Manifest manifest = read_manifest(root, problem);
  check_identities(manifest, problem);
  if (problem.text()) return std::unexpected(refused(object, *problem.text()));
  return manifest;
}

Result<Manifest> parse_manifest(std::string_view json, const CheckpointName& name) {
  const std::string object = manifest_object(name);
  Manifest claimed;
  claimed.id = name.id;
  claimed.incarnation = name.incarnation;
  const CheckpointName content = name_of(claimed, json);
  if (content != name) {
    return std::unexpected(refused(object, "its bytes are those of " + to_string(content) + ": the file is damaged"));
  }
  auto manifest = parse_manifest(json, object);
  if (manifest && (manifest->id != name.id || manifest->incarnation != name.incarnation)) {
    return std::unexpected(refused(object, "it describes checkpoint " + std::to_string(manifest->id.value) +
                                               " of incarnation " + std::to_string(manifest->incarnation.value)));
  }
  return manifest;
}

}  // namespace millrace

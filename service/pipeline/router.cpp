#include "service/pipeline/router.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "service/config/units.h"
#include "service/sql/evaluate/text_forms.h"
#include "service/sql/group_key.h"
#include "state/key_hash.h"

namespace millrace {
namespace {

bool is_bytes(const Value& v) { return v.kind == TypeKind::kText || v.kind == TypeKind::kJsonb; }

std::size_t text_bytes(std::span<const Value> values) {
  std::size_t bytes = 0;
  for (const auto& v : values) bytes += is_bytes(v) ? v.bytes.size : 0;
  return bytes;
}

// Copies a text argument into the batch: the record's bytes are gone when the shard reads it.
Value moved_into(std::vector<char>& bytes, Value v) {
  if (!is_bytes(v)) return v;
  const auto at = bytes.size();
  bytes.insert(bytes.end(), v.bytes.data, v.bytes.data + v.bytes.size);
  v.bytes.data = bytes.data() + at;
  return v;
}

}  // namespace

// The window of the last record is tried first: a division costs more than all the rest of this.
std::int64_t Router::Route::pane_end(EventTime time) {
  const auto t = millis(time);
  const auto& window = *query->config->plan.window;
  if (t < last_pane_end - window.size.count() || t >= last_pane_end) last_pane_end = window.end_of(t);
  return last_pane_end;
}

Router::Router(const PipelineDefinition& pipeline, const SourceDefinition& source)
    : source_(source),
      shards_(pipeline.config->state.shards),
      decoder_(make_json_decoder(source.columns)),
      decoded_(source.columns.size()) {
  for (const auto index : source.queries) {
    const auto& query = pipeline.queries[index];
    const auto& plan = query.config->plan;
    routes_.push_back({&query,
                       RowEncoder(query),
                       std::vector<Value>(query.slots.size()),
                       std::vector<Value>(plan.group_keys.size()),
                       std::vector<Value>(plan.arguments.size()),
                       0,
                       {}});
  }
}

Router::Outcome Router::route(const RecordView& record, ShardBatches& out) {
  EventTime time;
  if (const auto* rejected = decode(record, time)) {
    ++counts_.rejected;
    return {rejected, std::nullopt};
  }
  ++counts_.decoded;
  Outcome outcome{nullptr, time};
  for (auto& route : routes_) {
    const auto* rejected = apply(route, record, time, out);
    if (rejected == nullptr) continue;
    ++route.counts.rejected;
    if (outcome.rejected != nullptr) continue;
    first_rejection_ = {rejected->reason, fmt::format("query {}: {}", route.query->config->name, rejected->detail)};
    outcome.rejected = &first_rejection_;
  }
  return outcome;
}

const Rejection* Router::decode(const RecordView& record, EventTime& time) {
  if (!record.value) return reject("tombstone", "the record has no value");
  if (const auto* rejected = decoder_->decode(*record.value, decoded_)) return rejected;
  return read_time(record, time);
}

Ledger Router::take_counts() {
  Ledger taken;
  for (auto& route : routes_) {
    auto& counts = taken.queries[route.query->id] = std::exchange(route.counts, {});
    counts.decoded = counts_.decoded;
    counts.rows = counts.passed;
  }
  taken.sources[source_.config->name] = std::exchange(counts_, {});
  return taken;
}

// One record of the year 9999 must not make all others late: event time may run ahead of Kafka's by max_ahead only.
const Rejection* Router::read_time(const RecordView& record, EventTime& time) {
  if (!source_.event_time) {
    time = event_time(record.timestamp);
    return record.timestamp < 0 ? reject("event_time", "the record has no Kafka timestamp") : nullptr;
  }
  const auto& value = decoded_[*source_.event_time];
  if (value.is_null()) return reject("event_time", fmt::format("{} is null or missing", source_.config->event_time));
  time = event_time(value.integer);
  const auto& config = *source_.config;
  if (record.timestamp < 0 || value.integer - record.timestamp <= config.max_ahead.count()) return nullptr;
  return reject("ahead",
                fmt::format("{} is {}, more than max_ahead ({}) after the record's Kafka timestamp, {}. Correct the "
                            "producer's clock or its unit of time, or raise max_ahead",
                            config.event_time, sql::timestamp_text(value.integer), format_duration(config.max_ahead),
                            sql::timestamp_text(record.timestamp)));
}

const Rejection* Router::apply(Route& route, const RecordView& record, EventTime time, ShardBatches& out) {
  const auto& query = *route.query;
  std::span<const Value> row = decoded_;
  if (!query.slots_in_order) {
    for (std::size_t i = 0; i < query.slots.size(); ++i) route.row[i] = decoded_[query.slots[i]];
    row = route.row;
  }
  context_.reset();
  if (const auto& where = query.config->plan.where) {
    const Value wanted = where->evaluate(row, context_);
    if (context_.failed() != nullptr) return reject("expression", context_.failed());
    if (wanted.is_null() || !wanted.boolean) {
      ++filtered_;
      ++route.counts.filtered;
      return nullptr;
    }
  }
  if (query.is_windowed()) return add_update(route, row, time, out);
  // Stateless rows go by source partition, so that they keep their order.
  const auto shard = static_cast<std::size_t>(record.partition.value) % shards_;
  const char* failed = route.encoder.append(out.with_room(shard, 0).rows, row, millis(time), record.key);
  if (failed != nullptr) return reject("expression", failed);
  ++route.counts.passed;
  return nullptr;
}

const Rejection* Router::add_update(Route& route, std::span<const Value> row, EventTime time, ShardBatches& out) {
  const auto& plan = route.query->config->plan;
  for (std::size_t i = 0; i < plan.group_keys.size(); ++i) route.keys[i] = plan.group_keys[i]->evaluate(row, context_);
  for (std::size_t i = 0; i < plan.arguments.size(); ++i)
    route.arguments[i] = plan.arguments[i]->evaluate(row, context_);
  if (context_.failed() != nullptr) return reject("expression", context_.failed());

  key_.clear();
  sql::append_group_key(key_, route.keys);
  const auto hash = key_hash({key_.data(), key_.size()});
  const auto shard = shard_of_key(hash, shards_);
  auto& updates = out.with_room(shard, key_.size() + text_bytes(route.arguments)).updates;
  updates.items.push_back({hash, route.pane_end(time), static_cast<std::uint32_t>(updates.bytes.size()),
                           static_cast<std::uint32_t>(key_.size()),
                           static_cast<std::uint32_t>(updates.arguments.size()), route.query->id, 0});
  updates.bytes.insert(updates.bytes.end(), key_.begin(), key_.end());
  for (const auto& argument : route.arguments) updates.arguments.push_back(moved_into(updates.bytes, argument));
  return nullptr;
}

const Rejection* Router::reject(const char* reason, std::string detail) {
  rejection_ = {reason, std::move(detail)};
  return &rejection_;
}

}  // namespace millrace

// RapidCheck generators for manifests that are valid, whatever they say.
#pragma once

#include <rapidcheck.h>

#include <map>
#include <set>
#include <tuple>

#include "checkpoint/manifest.h"

namespace millrace::test {

inline rc::Gen<std::string> any_text() {
  // All of ASCII, control characters and quotes too, and some that take several bytes.
  return rc::gen::map(rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 132)),
                      [](const std::vector<int>& codes) {
                        std::string text;
                        for (const int code : codes) {
                          if (code < 128)
                            text += static_cast<char>(code);
                          else
                            text += code % 2 == 0 ? "\u00e4" : "\U0001F600";
                        }
                        return text;
                      });
}

inline rc::Gen<EventTime> any_event_time() {
  return rc::gen::oneOf(rc::gen::just(kNoEventTime), rc::gen::map(rc::gen::arbitrary<std::int64_t>(), event_time));
}

inline rc::Gen<Offset> any_offset() {
  return rc::gen::map(rc::gen::arbitrary<std::int64_t>(), [](std::int64_t v) { return Offset{v & INT64_MAX}; });
}

inline StoredFile some_file() { return {*any_text(), *any_text(), *rc::gen::arbitrary<std::uint64_t>(), *any_text()}; }

inline DeltaRef some_delta() {
  return {*any_text(), *any_text(), CheckpointId{*rc::gen::arbitrary<std::uint64_t>()}, some_file()};
}

inline ShardManifest some_shard() {
  ShardManifest shard;
  if (*rc::gen::arbitrary<bool>()) {
    shard.base = BaseRef{*any_text(), *any_text(), {}};
    for (int n = *rc::gen::inRange(0, 3); n > 0; --n) shard.base->files.push_back(some_file());
  }
  for (int n = *rc::gen::inRange(0, 3); n > 0; --n) shard.chain.push_back(some_delta());
  for (const auto id : *rc::gen::container<std::set<std::uint16_t>>(rc::gen::arbitrary<std::uint16_t>())) {
    shard.watermarks[QueryId{id}] = *any_event_time();
  }
  return shard;
}

inline PartitionPosition some_position(std::int32_t partition) {
  PartitionPosition position{*any_text(), *any_text(), PartitionId{partition}, *any_offset(), *any_event_time(), {}};
  if (*rc::gen::arbitrary<bool>()) {
    position.last = {*any_offset(), *rc::gen::arbitrary<std::int64_t>(), *rc::gen::arbitrary<std::uint64_t>()};
  }
  return position;
}

inline Ledger some_ledger() {
  const auto number = [] { return *rc::gen::arbitrary<std::uint64_t>(); };
  Ledger ledger;
  for (int n = *rc::gen::inRange(0, 3); n > 0; --n) ledger.sources[*any_text()] = {number(), number(), number()};
  for (int n = *rc::gen::inRange(0, 3); n > 0; --n) {
    auto& counts = ledger.queries[QueryId{*rc::gen::arbitrary<std::uint16_t>()}];
    for (const auto& [name, count] : kQueryCounts) counts.*count = number();
  }
  ledger.rows_sent = number();
  return ledger;
}

inline Manifest some_manifest() {
  Manifest m;
  m.pipeline = *any_text();
  m.id = CheckpointId{*rc::gen::arbitrary<std::uint64_t>()};
  m.incarnation = Incarnation{*rc::gen::arbitrary<std::uint64_t>()};
  m.parent = *any_text();
  m.created_ms = *rc::gen::arbitrary<std::int64_t>();
  m.trigger = *any_text();
  for (int n = *rc::gen::inRange(0, 4); n > 0; --n) m.positions.push_back(some_position(n));
  for (int n = *rc::gen::inRange(0, 3); n > 0; --n) m.topic_ids[*any_text()] = *any_text();
  for (int n = *rc::gen::inRange(0, 4); n > 0; --n) {
    const QueryId id{m.next_query_id};
    m.next_query_id = static_cast<std::uint16_t>(m.next_query_id + *rc::gen::inRange(1, 3));
    m.queries.push_back({"q" + std::to_string(n), id, *any_text(), *any_text()});
  }
  for (int n = *rc::gen::inRange(0, 4); n > 0; --n) m.shards.push_back(some_shard());
  if (*rc::gen::arbitrary<bool>()) m.ledger = some_ledger();
  return m;
}

}  // namespace millrace::test

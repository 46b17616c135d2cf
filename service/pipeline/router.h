// What a source does with a record: decode, filter, key, and put it into the batch of the shard that owns the key.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "checkpoint/ledger.h"
#include "connectors/decoder.h"
#include "connectors/record.h"
#include "service/pipeline/definition.h"
#include "service/pipeline/messages.h"
#include "service/pipeline/row_encoder.h"

namespace millrace {

// The batches being filled, one a shard, and how a full one leaves.
class ShardBatches {
 public:
  // The batch of `shard`, able to take one more update with `bytes` more bytes without moving; a full one is sent
  // first.
  virtual InputBatch& with_room(std::size_t shard, std::size_t bytes) = 0;

 protected:
  ~ShardBatches() = default;
};

// One per source thread.
class Router {
 public:
  Router(const PipelineDefinition& pipeline, const SourceDefinition& source);

  struct Outcome {
    const Rejection* rejected = nullptr;  // by the source, or by the first query that could not compute; until the next
    std::optional<EventTime> time;        // of a record that the source took, whatever a query made of it
  };
  Outcome route(const RecordView& record, ShardBatches& out);

  // Records that a query did not want, by WHERE, since this was asked for the last time.
  std::uint64_t take_filtered() { return std::exchange(filtered_, 0); }
  // What became of the records since this was asked for the last time; all but how many were read.
  Ledger take_counts();

 private:
  // One query's share of the work.
  struct Route {
    const QueryDefinition* query;
    RowEncoder encoder;      // stateless queries
    std::vector<Value> row;  // the query's columns, when they are not the decoded row as it is
    std::vector<Value> keys;
    std::vector<Value> arguments;
    std::int64_t last_pane_end;
    QueryCount counts = {};  // all but what came to it

    std::int64_t pane_end(EventTime time);  // of the tumbling window that contains `time`
  };

  const Rejection* decode(const RecordView& record, EventTime& time);
  const Rejection* read_time(const RecordView& record, EventTime& time);
  const Rejection* apply(Route& route, const RecordView& record, EventTime time, ShardBatches& out);
  const Rejection* add_update(Route& route, std::span<const Value> row, EventTime time, ShardBatches& out);
  const Rejection* reject(const char* reason, std::string detail);

  const SourceDefinition& source_;
  std::uint32_t shards_;
  std::unique_ptr<Decoder> decoder_;
  std::vector<Value> decoded_;
  std::vector<Route> routes_;
  std::vector<char> key_;
  sql::EvalContext context_;
  Rejection rejection_;
  Rejection first_rejection_;  // of a record that several queries reject
  SourceCount counts_;
  std::uint64_t filtered_ = 0;
};

}  // namespace millrace

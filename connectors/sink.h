// The transactional sink: the one place where anything becomes visible.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "connectors/record.h"

namespace millrace {

struct OffsetToCommit {
  TopicPartition partition;
  Offset offset;
  std::string metadata;  // opaque here; the protocol wants UTF-8, zero bytes included
};

struct CommittedOffset {
  TopicPartition partition;
  std::optional<Offset> offset;
  std::string metadata;
};

// One thread makes all calls; blocking ones last at most `slice` and answer kRetry when time ran out: call again with
// the same arguments. Other reactions: kAbort, kFatal (new handle needed; after commit: outcome unknown), kStop
// (fenced). Real: connectors/kafka/kafka_sink.h. Fake: connectors/tests/fake_broker.h. Contract:
// connectors/tests/sink_contract.h.
class TransactionalSink {
 public:
  virtual ~TransactionalSink() = default;

  virtual Result<void> init(Millis slice) = 0;  // fences the former self and ends its transaction
  virtual Result<void> begin() = 0;
  virtual Result<void> produce(
      std::span<const RowView> rows) = 0;  // waits for room, a slice at most; kRetry: none taken
  virtual Result<void> flush(Millis slice) = 0;
  virtual Result<void> send_offsets(std::span<const OffsetToCommit> offsets, Millis slice) = 0;
  virtual Result<void> commit(Millis slice) = 0;
  virtual Result<void> abort(Millis slice) = 0;
  // Some commit or abort since init took over 1 s or met a transport error: its EndTxn may still be under way and could
  // end the next transaction (KAFKA-17754). Or a row was refused. Then use a new handle before the next begin: this one
  // answers kFatal there.
  virtual bool needs_new_handle() const = 0;
};

}  // namespace millrace

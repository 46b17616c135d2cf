// The Source port: one handle, one thread, partitions assigned by hand.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "base/error.h"
#include "base/function_ref.h"
#include "connectors/record.h"

namespace millrace {

struct PartitionStart {
  TopicPartition partition;
  Offset offset;
};

struct PartitionEnds {
  TopicPartition partition;
  Offset low;          // first offset still there
  Offset last_stable;  // what a read_committed reader can reach
  Offset high_watermark;
};

using RecordVisitor = FunctionRef<void(const RecordView&)>;

// Not polling is backpressure: the client's own buffers are bounded and Kafka keeps the rest.
// Real: connectors/kafka/kafka_source.h. Fake: connectors/tests/fake_broker.h. Both run the contract in
// connectors/tests/source_contract.h. All partitions of one Source belong to one topic.
class Source {
 public:
  virtual ~Source() = default;

  virtual Result<void> assign(std::span<const PartitionStart> starts) = 0;
  // Visits up to about `max` records, waiting at most `wait` for the first. Offsets of a partition only rise (with
  // gaps: aborted records and markers); a record below the expected offset is dropped, never visited.
  // An offset out of range, a deleted topic or partition is an error with kStop: never a silent reset. Partitions that
  // were added since the assignment: kAbort, so that a recovery takes them up.
  virtual Result<std::size_t> poll(std::size_t max, Millis wait, RecordVisitor visit) = 0;
  // Where reading stands: max(last + 1, where the end of the partition was seen). What a checkpoint commits.
  virtual Offset position(PartitionId partition) const = 0;
  // The partition's end (high watermark) as the client last heard of it, without asking; none: not heard yet. For lag.
  virtual std::optional<Offset> known_end(PartitionId partition) const = 0;
  // Asks the brokers, of all these partitions at once (blocks up to `wait`), and answers in their order; for idleness:
  // position == last_stable == high_watermark. One that has no answer leaves all without.
  virtual Result<std::vector<PartitionEnds>> ends(std::span<const PartitionId> partitions, Millis wait) = 0;
};

}  // namespace millrace

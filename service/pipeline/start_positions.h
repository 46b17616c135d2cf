// Where reading begins and whether it still can: questions to the source partitions.
#pragma once

#include <vector>

#include "service/pipeline/recovery.h"

namespace millrace {

// All partitions of all sources as they exist now, with what the group has committed for each.
Result<std::vector<CommittedPosition>> committed_positions(const RecoveryContext& context);

// Fills in what the group has committed for each.
Result<void> ask_committed(const RecoveryContext& context, std::vector<CommittedPosition>& positions);

// A position with nothing consumed, at the partition's beginning or end, as `start` says.
Result<PartitionPosition> first_position(const RecoveryContext& context, const CommittedPosition& partition,
                                         StartAt start);

// The same at the committed offset, which the operator has accepted: where those records are deleted already, at the
// partition's beginning. An offset beyond its end is refused: where to go on is not ours to say.
Result<PartitionPosition> accepted_position(const RecoveryContext& context, const CommittedPosition& partition);

// The same at the offset where a source was left that is back, which must still be there.
Result<PartitionPosition> left_position(const RecoveryContext& context, const CommittedPosition& partition);

// Refuses when the committed offset is out of the partition's range, or when the last consumed record is there and is
// another one than it was: then the topic was deleted and made again.
Result<void> check_still_there(const RecoveryContext& context, const PartitionPosition& position);

}  // namespace millrace

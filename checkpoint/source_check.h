// What a loaded manifest has read against the sources as the file names them now.
#pragma once

#include <string>
#include <vector>

#include "checkpoint/pipeline_check.h"

namespace millrace {

// Refuses a manifest that has read another topic for one of the sources than the file names now (kPartitionLost), or
// one of that name that was deleted and made again since (kTopicMadeAgain).
Checked check_same_topics(const Manifest& manifest, const std::vector<CommittedPosition>& committed,
                          const ExpectedPipeline& expected);

// Refuses (kPartitionLost) a manifest of partitions that are not there any more: their records are gone, the state that
// came from them is not. Those of a source that was removed from the file, and whose topic no other source reads, are
// not missed.
Checked check_present(const Manifest& manifest, const std::vector<CommittedPosition>& committed);

// Forgets what the manifest says of sources that are gone from the file, after the checks: no later checkpoint commits
// their offsets, which stay in the group as they are. The sources' names.
std::vector<std::string> drop_removed_sources(Manifest& manifest, const std::vector<CommittedPosition>& committed);

// Whether this is what a removed source left in the group: the offset of a topic that `newest`, the newest checkpoint
// that Kafka names, does not read, under the name of an older one.
bool is_left_behind(const CommittedPosition& position, const CheckpointName& newest, const Manifest& its_manifest);

// "orders[3] of source orders"
std::string position_text(const PartitionPosition& position);

}  // namespace millrace

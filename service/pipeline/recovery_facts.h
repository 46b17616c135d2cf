// What Kafka and the store answered, once: everything that a recovery decides by.
#pragma once

#include <vector>

#include "service/pipeline/recovery.h"

namespace millrace {

struct RecoveryFacts {
  std::vector<CommittedPosition> committed;
  TopicIds topic_ids;
  std::vector<CheckpointName> stored;
  // Offsets that sources left in the group when they were removed from the file, now that they are back. In `committed`
  // those partitions have none: the newest checkpoint has not read them.
  std::vector<CommittedPosition> left = {};
  // The group's offsets of topics that are in the file no longer, where they name the newest checkpoint.
  std::vector<CommittedPosition> removed = {};
  Incarnation newest{0};  // of all that is stored, and of what Kafka names: the store may have been lost since

  // All that says which checkpoint Kafka names.
  std::vector<CommittedPosition> naming() const;
};

// Asks until there is an answer, or whoever waits gives up.
Result<RecoveryFacts> ask_facts(const RecoveryContext& context);

// A stored manifest that is the one its name says. kRefused: it is damaged.
Result<Manifest> load_manifest(const RecoveryContext& context, const CheckpointName& name);

// The pipeline as this run has it.
ExpectedPipeline expected_pipeline(const RecoveryContext& context, const RecoveryFacts& facts);

}  // namespace millrace

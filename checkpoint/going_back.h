// Which manifest `run --from ID` means: an id may be stored several times, by aborted attempts and older timelines.
#pragma once

#include <expected>
#include <optional>
#include <vector>

#include "checkpoint/decided_path.h"
#include "checkpoint/recovery_plan.h"

namespace millrace {

// With plan.current: the checkpoint on the parent path from it. Without (Kafka holds nothing usable, or that manifest
// is damaged itself): the only one that is known to have been decided, because a later manifest names it as its parent
// or because it has never had outputs (checkpoint 0 and its like). A manifest that may be that of an aborted
// transaction is never taken: the outputs of its epoch would be missing. An error that is not kRefused came from `load`
// and may be tried again.
std::expected<NamedManifest, RefusedRecovery> find_decided(const GoBack& plan,
                                                           const std::vector<CheckpointName>& stored,
                                                           ManifestLoader load);

// The checkpoint by which this going back was carried out before, if the path from plan.current shows one: a command
// line that is started again must not repeat the output again.
std::optional<NamedManifest> find_carried_out(const GoBack& plan, const std::vector<CheckpointName>& stored,
                                              ManifestLoader load);

// Those of `all` that are known to be decided without asking Kafka, as above.
std::vector<NamedManifest> known_decided(const std::vector<NamedManifest>& all);

// The ids that find_decided may find, newest first.
Result<std::vector<CheckpointId>> decided_ids(const std::optional<CheckpointName>& current,
                                              const std::vector<CheckpointName>& stored, ManifestLoader load);

}  // namespace millrace

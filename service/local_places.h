// The two directories of a pipeline file, made ready before anything runs. What cannot be made at the start will not
// come by waiting: the errors stop, and name the key to change.
#pragma once

#include <memory>

#include "checkpoint/checkpoint_store.h"
#include "service/config/config.h"

namespace millrace {

Result<void> make_state_directory(const Config& config);

// Made if absent, and writable now. A store that fills up or turns read-only later is waited for.
Result<std::unique_ptr<CheckpointStore>> open_checkpoint_store(const Config& config);

}  // namespace millrace

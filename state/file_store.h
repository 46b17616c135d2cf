// The checkpoint store on a file system: local disk, NFS, any mount.
#pragma once

#include <memory>

#include "checkpoint/checkpoint_store.h"
#include "state/file_layer.h"

namespace millrace {

// `root` is created if absent. Writes go to a temporary name, fsync, rename (no overwrite), fsync of the directory.
Result<std::unique_ptr<CheckpointStore>> open_file_store(const std::filesystem::path& root, FileLayer& files);

}  // namespace millrace

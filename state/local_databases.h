// The directories of local databases: <directory>/<incarnation>-<random>/shard-<k>[-<n>].
//
// A database is used where it lies: there is no moment without its lock, no open directory is ever renamed, and a crash
// leaves it where it was. So the incarnation in its path is that of the run that made it; which state it holds, only
// the applied id inside tells.
#pragma once

#include <filesystem>
#include <vector>

#include "base/ids.h"
#include "state/shard_store.h"

namespace millrace {

// All databases of this shard, those of the newest incarnation first.
std::vector<std::filesystem::path> local_databases(const std::filesystem::path& directory, ShardId shard);

// A path of this run that nothing has; its parent exists when this returns.
Result<std::filesystem::path> fresh_database_path(const ShardStorePlace& place);

}  // namespace millrace

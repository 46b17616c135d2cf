// Shards whose local database cannot be kept up to date: nothing fails by that, so somebody must be told.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "base/error.h"
#include "base/ids.h"

namespace millrace {

// Any thread.
class UpkeepTroubles {
 public:
  // What to tell, if it had worked before.
  std::optional<Error> failed(ShardId shard, Error error) {
    error.cause = error.message();
    error.attempted = "keep the local database of shard " + std::to_string(shard.value) + " up to date";
    error.object.clear();
    error.remedy =
        "It is tried again by itself. Until then checkpoints go on, and the store and the time of a restart "
        "grow";
    const std::lock_guard lock(mutex_);
    const bool is_new = failing_.insert_or_assign(shard, error).second;
    return is_new ? std::optional(std::move(error)) : std::nullopt;
  }
  bool done(ShardId shard) {  // true: it had failed before
    const std::lock_guard lock(mutex_);
    return failing_.erase(shard) > 0;
  }
  std::optional<Error> any() const {
    const std::lock_guard lock(mutex_);
    return failing_.empty() ? std::nullopt : std::optional(failing_.begin()->second);
  }
  void clear() {  // another run, another database
    const std::lock_guard lock(mutex_);
    failing_.clear();
  }

 private:
  mutable std::mutex mutex_;
  std::map<ShardId, Error> failing_;
};

}  // namespace millrace

#include "state/stored_names.h"

#include <fmt/format.h>

namespace millrace {

std::string delta_object(ShardId shard, Incarnation incarnation, const DeltaId& id) {
  return fmt::format("deltas/{}/{}-{}.delta", shard.value, incarnation.value, id);
}

std::string base_object(ShardId shard, Incarnation incarnation, std::string_view unique_with_suffix) {
  return fmt::format("bases/{}/{}-{}", shard.value, incarnation.value, unique_with_suffix);
}

std::string folder_of(std::string_view prefix) {
  const auto slash = prefix.rfind('/');
  return slash == prefix.npos ? "" : std::string(prefix.substr(0, slash + 1));
}

PutFailpoints failpoints_of(std::string_view name) {
  if (name.starts_with("deltas/")) return {"delta.before_write", "delta.before_fsync", "delta.after_fsync", ""};
  if (name.starts_with("manifests/")) {
    return {"manifest.before_write", "manifest.before_fsync", "manifest.before_rename", "manifest.after_rename"};
  }
  return {};
}

}  // namespace millrace

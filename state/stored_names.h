// Names of what a checkpoint consists of, inside the checkpoint store.
//
//   manifests/<id>-<incarnation>-<hash>.json     (checkpoint/checkpoint_name.h)
//   deltas/<shard>/<incarnation>-<delta id>.delta
//   bases/<shard>/<incarnation>-<unique>.sst, .panes, or .<file name>
//
// Every name has random bits of its writer, so nothing is ever written twice under one name, and begins (after its
// folder) with the incarnation that wrote it, which is what retention goes by.
#pragma once

#include <string>
#include <string_view>

#include "base/ids.h"
#include "checkpoint/manifest.h"

namespace millrace {

std::string delta_object(ShardId shard, Incarnation incarnation, const DeltaId& id);
std::string base_object(ShardId shard, Incarnation incarnation, std::string_view unique_with_suffix);

// "deltas/2/7-" -> "deltas/2/", "manifests" -> "".
std::string folder_of(std::string_view prefix);

// Where test builds may die or fail while an object is put. Empty: no such place for this kind.
struct PutFailpoints {
  std::string_view before_write, before_fsync, before_rename, after_rename;
};
PutFailpoints failpoints_of(std::string_view name);

}  // namespace millrace

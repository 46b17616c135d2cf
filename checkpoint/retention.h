// What in the store may be deleted: only what no decided manifest worth keeping can reach.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "checkpoint/manifest.h"

namespace millrace {

// `decided`: the manifests on the parent path from the one Kafka names, newest first, as far as they are stored
// (checkpoint/decided_path.h); none given: nothing may be deleted. Keeps the newest `retain` of them, and always the
// first. Returns objects to delete, manifests before the files they name. Every object's name begins (after its folder)
// with the incarnation that wrote it, "deltas/2/7-<id>.delta": objects of incarnations higher than `own` are never
// returned (a newer self may be writing them), nor manifests of this incarnation above the newest decided id (the
// epoch in flight), nor anything in `being_written`, nor objects outside manifests/, deltas/ and bases/.
std::vector<std::string> deletable(const std::vector<Manifest>& decided, const std::vector<std::string>& stored_objects,
                                   std::size_t retain, Incarnation own, const std::set<std::string>& being_written);

}  // namespace millrace

#include "checkpoint/chain_policy.h"

#include <algorithm>

namespace millrace {

ChainDue chain_due(const ChainLoad& load, const ChainLimits& limits) {
  ChainDue due;
  due.base =
      load.chain_deltas >= limits.chain_deltas || load.chain_bytes > std::max(load.base_bytes, limits.chain_bytes);
  due.consolidate = load.pending_deltas >= limits.pending_deltas || load.pending_bytes >= limits.pending_bytes;
  // What a base contains is what the local database contains.
  due.consolidate = load.pending_deltas > 0 && (due.consolidate || due.base);
  return due;
}

}  // namespace millrace

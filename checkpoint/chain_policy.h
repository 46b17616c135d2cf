// When the deltas of a shard are folded into its local database, and when a fresh base is due.
#pragma once

#include <cstddef>
#include <cstdint>

namespace millrace {

// One shard, after a decision.
struct ChainLoad {
  std::size_t pending_deltas = 0;  // decided, not yet in the local database
  std::uint64_t pending_bytes = 0;
  std::size_t chain_deltas = 0;  // after the base in the manifest
  std::uint64_t chain_bytes = 0;
  std::uint64_t base_bytes = 0;  // 0: no base yet
};

struct ChainLimits {
  std::size_t pending_deltas = 8;
  std::uint64_t pending_bytes = 64U << 20U;
  std::size_t chain_deltas = 256;
  std::uint64_t chain_bytes = 64U << 20U;  // below this a replay is quicker than opening a database
};

struct ChainDue {
  bool consolidate = false;
  bool base = false;  // a full checkpoint; contains all that is pending, so `consolidate` comes first
};

// Consolidation: every few deltas or bytes, so that an ingest call pays for more than one delta, and frozen data and
// replay after a crash stay small.
// Base: when the chain outweighs the base (and 64 MiB), or has 256 deltas. By bytes: all bases together cost at most
// twice what the deltas cost, and a recovery without a local database replays at most as much as it loads (or 64 MiB).
// By number: a recovery opens a bounded number of files, and a manifest stays small.
// Whether a consolidation or base is already under way is the caller's to know: one at a time per shard.
ChainDue chain_due(const ChainLoad& load, const ChainLimits& limits = {});

}  // namespace millrace

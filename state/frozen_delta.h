// What an epoch changed in one shard, copied out at the barrier: immutable, so the shard goes on at once.
#pragma once

#include <cstdint>
#include <map>
#include <string_view>

#include "base/function_ref.h"
#include "base/ids.h"
#include "base/time.h"

namespace millrace {

// Absolute replaces what was stored; increment (step two of the design) merges into it.
enum class EntryKind : std::uint8_t { kAbsolute = 1, kIncrement = 2 };

struct DeltaEntry {
  EntryKind kind = EntryKind::kAbsolute;
  QueryId query;
  EventTime pane_end;
  std::string_view key;
  std::string_view accumulators;  // encoded, beginning with the layout id
};

// Any thread. Buffers return to their pool when the last owner lets go.
class FrozenDelta {
 public:
  virtual ~FrozenDelta() = default;
  // Unsorted; each (query, pane, key) at most once.
  virtual void for_each(FunctionRef<void(const DeltaEntry&)> visit) const = 0;
  virtual std::uint64_t entries() const = 0;
  virtual std::uint64_t bytes() const = 0;
  // Per query: panes with an end <= this time have expired, and are gone from what was stored before.
  virtual const std::map<QueryId, EventTime>& expired_through() const = 0;
};

}  // namespace millrace

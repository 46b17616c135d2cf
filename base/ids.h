// Strong types where a mix-up would cost a night. Each compiles to the bare integer.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace millrace {

template <class Tag, class Rep>
struct Strong {
  using rep = Rep;
  Rep value{};

  constexpr Strong() = default;
  constexpr explicit Strong(Rep v) : value(v) {}
  friend constexpr auto operator<=>(const Strong&, const Strong&) = default;
};

using CheckpointId = Strong<struct CheckpointIdTag, std::uint64_t>;  // 0 is the checkpoint before the first record
using Incarnation = Strong<struct IncarnationTag, std::uint64_t>;    // grows with every recovery that reached the store
using RunNumber = Strong<struct RunNumberTag, std::uint64_t>;        // one recovery within this process
using ShardId = Strong<struct ShardIdTag, std::uint32_t>;
using QueryId = Strong<struct QueryIdTag, std::uint16_t>;  // by name in the manifest, never reused
using PartitionId = Strong<struct PartitionIdTag, std::int32_t>;
using Offset = Strong<struct OffsetTag, std::int64_t>;  // a position in a partition; never negative

constexpr CheckpointId next(CheckpointId id) { return CheckpointId{id.value + 1}; }

}  // namespace millrace

template <class Tag, class Rep>
struct std::hash<millrace::Strong<Tag, Rep>> {
  std::size_t operator()(millrace::Strong<Tag, Rep> id) const noexcept { return std::hash<Rep>{}(id.value); }
};

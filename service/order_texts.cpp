// What the orders of an operator would do, in words.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/counted.h"
#include "service/stored_checkpoints.h"

namespace millrace {
namespace {

std::optional<Offset> position_in(const Manifest& manifest, const PartitionPosition& of) {
  const auto same = [&](const PartitionPosition& other) {
    return other.topic == of.topic && other.partition == of.partition;
  };
  const auto found = std::ranges::find_if(manifest.positions, same);
  return found == manifest.positions.end() ? std::nullopt : std::optional(found->next);
}

}  // namespace

std::string format_going_back(const StoredCheckpoint& target, const StoredCheckpoint& newest) {
  if (!target.manifest || !newest.manifest) return format_details(target.manifest ? newest : target);
  std::string text =
      fmt::format("Going back to checkpoint {} of {}, from checkpoint {}, the newest stored.\n",
                  target.manifest->id.value, utc_text(target.manifest->created_ms), newest.manifest->id.value);
  for (const PartitionPosition& position : newest.manifest->positions) {
    const auto back = position_in(*target.manifest, position);
    if (!back) {
      text +=
          fmt::format("  {}: not known to that checkpoint; read again from its beginning\n", partition_text(position));
    } else {
      const auto count = static_cast<std::uint64_t>(position.next.value - back->value);
      text += fmt::format("  {}: {}, {} to {}, {} read again\n", partition_text(position), counted(count, "offset"),
                          back->value, position.next.value, count == 1 ? "is" : "are");
    }
  }
  return text +
         "Rows that were written after that checkpoint stay in their topics, and rows for the same records are written "
         "again:\nreaders of those topics see them twice.\n";
}

std::string format_accepting_offsets(const Config& config, const StoredCheckpoint* newest) {
  std::string text = fmt::format(
      "Starting with empty state at the offsets that group '{}' has now; where it has none, as start of the source "
      "says.\n",
      config.name);
  if (newest != nullptr && newest->manifest) {
    text += fmt::format("Checkpoint {}, the newest stored, stood at:\n", newest->manifest->id.value);
    for (const PartitionPosition& position : newest->manifest->positions) {
      text += fmt::format("  {}: offset {}\n", partition_text(position), position.next.value);
    }
    text +=
        "Where reading begins at a higher offset, records are skipped; at a lower one, they are read again and their "
        "rows written a second time.\n";
  }
  return text + "Windows that were open then are lost: they count only records from the new offsets on.\n";
}

}  // namespace millrace

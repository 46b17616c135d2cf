#include "service/pipeline/start_texts.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/counted.h"
#include "checkpoint/refusal.h"

namespace millrace {
namespace {

constexpr std::size_t kLines = 16;

std::string why(const PartitionPosition& position, const std::optional<Offset>& committed) {
  if (!committed) return "nothing is committed for it: start of the source says so";
  if (*committed == position.next) return "the committed one";
  return fmt::format("committed is {}, but the records before {} are deleted", committed->value, position.next.value);
}

}  // namespace

std::vector<std::string> where_reading_begins(const std::vector<PartitionPosition>& positions,
                                              const std::vector<CommittedPosition>& committed) {
  std::vector<std::string> lines;
  for (const auto& position : positions) {
    if (lines.size() == kLines) {
      lines.push_back(fmt::format("and {} more", counted(positions.size() - kLines, "partition")));
      break;
    }
    const auto found = std::ranges::find_if(committed, [&](const CommittedPosition& c) {
      return c.topic == position.topic && c.partition == position.partition;
    });
    lines.push_back(fmt::format("{}: reading begins at offset {} ({})",
                                partition_text(position.topic, position.partition), position.next.value,
                                why(position, found == committed.end() ? std::nullopt : found->offset)));
  }
  return lines;
}

}  // namespace millrace

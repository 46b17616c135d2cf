// What can be said about a source from what its thread told of its partitions.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "service/pipeline/counters.h"

namespace millrace {

std::uint64_t records_behind(const PartitionLag& lag);
std::optional<std::uint64_t> total_lag(std::span<const PartitionLag> lags);  // none: not known (yet)

// The partition that the watermark waits for: the one that is furthest behind of those that are not idle. None: all are
// idle, or nothing is known.
std::optional<PartitionId> watermark_holder(std::span<const PartitionLag> lags);
// As service/pipeline/watermark.h has it, but for never going back. None known: kNoEventTime.
EventTime source_watermark(std::span<const PartitionLag> lags);

// Why it is behind: "it has been silent for 12s, and counts as idle after 30s with nothing left to read".
std::string in_words(const PartitionLag& holder, Millis idle_after);
std::string remedy_of_holder(const PartitionLag& holder, const std::string& source, Millis idle_after);

}  // namespace millrace

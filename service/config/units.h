// Numbers with units: durations and sizes as people write them.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "base/time.h"

namespace millrace {

// Whole numbers with a unit: 500ms, 1s, 5m, 1h, 7d. The error says what to write instead.
std::expected<Millis, std::string> parse_duration(std::string_view text);
// 64KiB, 512MiB, 1GiB, 2TiB (powers of 1024); kB, MB, GB, TB (of 1000); B.
std::expected<std::uint64_t, std::string> parse_size(std::string_view text);
// Digits only.
std::expected<std::uint64_t, std::string> parse_count(std::string_view text);

std::string format_duration(Millis duration);  // in the largest unit that is exact: "90s", "5m"
std::string format_size(std::uint64_t bytes);  // in the largest binary unit that is exact: "64MiB"

}  // namespace millrace

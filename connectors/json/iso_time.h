// Timestamps as ISO 8601 text.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/time.h"

namespace millrace::json {

// What four digits of a year can say. Timestamps of records are refused beyond it.
inline constexpr std::int64_t kFirstMillis = -62'135'596'800'000;  // 0001-01-01T00:00:00.000Z
inline constexpr std::int64_t kLastMillis = 253'402'300'799'999;   // 9999-12-31T23:59:59.999Z

// "2026-01-02T03:04:05.678Z", with a space for the T, seconds and fraction as one likes, an offset (+01:00, +0100, +01)
// or none (UTC), or the date alone. A fraction is cut to milliseconds, never rounded up into the next window; a leap
// second is the first of the next minute. The result may lie outside the two limits by the offset.
std::optional<std::int64_t> parse_iso_time(std::string_view text);

// "2026-01-02T03:04:05.678Z"; years of more than four digits have a sign and at least six. Returns the end.
inline constexpr int kMaxIsoTime = 40;  // with what is overwritten behind it
char* write_iso_time(char* out, std::int64_t millis);

}  // namespace millrace::json

// The length of a window, as written: '1 minute', '500 milliseconds', '1 hour 30 minutes'.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "base/time.h"

namespace millrace::sql {

inline constexpr Millis kLongestWindow = std::chrono::days(3650);

// Otherwise what is wrong with it, for people. Positive, whole, of units whose length is fixed.
std::expected<Millis, std::string> parse_interval(std::string_view text);

}  // namespace millrace::sql

// Values from and to text, as PostgreSQL's input and output functions have it.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace millrace::sql {

std::string_view trim(std::string_view text);

// The error is a static word: no such number, or one out of range. Blanks around it are fine.
std::expected<std::int64_t, const char*> parse_bigint(std::string_view text);
std::expected<double, const char*> parse_double(std::string_view text);
std::optional<bool> parse_boolean(std::string_view text);  // t, true, y, yes, on, 1 and their opposites
// Epoch milliseconds, written as in records (connectors/json/iso_time.h); without a zone UTC.
std::optional<std::int64_t> parse_timestamp(std::string_view text);

std::string double_text(double value);            // shortest digits that read back the same
std::string timestamp_text(std::int64_t millis);  // "2026-01-31 12:00:00.5+00"

}  // namespace millrace::sql

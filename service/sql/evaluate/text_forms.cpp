#include "service/sql/evaluate/text_forms.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "base/letters.h"
#include "connectors/json/iso_time.h"
#include "service/sql/evaluate/failures.h"

namespace millrace::sql {
namespace {

// from_chars knows no plus sign.
std::string_view without_plus(std::string_view text) {
  if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
  return text;
}

std::optional<double> parse_special(const std::string& word) {
  const bool negative = word.starts_with('-');
  const auto bare = word.substr(negative || word.starts_with('+') ? 1 : 0);
  if (word == "nan") return std::numeric_limits<double>::quiet_NaN();
  if (bare != "inf" && bare != "infinity") return std::nullopt;
  return negative ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
}

bool is_prefix(const std::string& word, std::string_view of, std::size_t least) {
  return word.size() >= least && of.starts_with(word);
}

}  // namespace

std::string_view trim(std::string_view text) {
  constexpr std::string_view kBlank = " \t\n\r\f\v";
  const auto first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

std::expected<std::int64_t, const char*> parse_bigint(std::string_view text) {
  const auto digits = without_plus(trim(text));
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (end != digits.data() + digits.size() || error == std::errc::invalid_argument) return std::unexpected(kNoBigint);
  if (error != std::errc()) return std::unexpected(kBigintRange);
  return value;
}

std::expected<double, const char*> parse_double(std::string_view text) {
  const auto digits = without_plus(trim(text));
  if (const auto special = parse_special(lower(digits))) return *special;
  const bool number = std::ranges::all_of(digits, [](char c) {
    return (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E';
  });
  double value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (!number || end != digits.data() + digits.size() || error == std::errc::invalid_argument)
    return std::unexpected(kNoDouble);
  if (error != std::errc()) return std::unexpected(kDoubleRange);
  return value;
}

std::optional<bool> parse_boolean(std::string_view text) {
  const auto word = lower(trim(text));
  if (is_prefix(word, "true", 1) || is_prefix(word, "yes", 1) || word == "on" || word == "1") return true;
  if (is_prefix(word, "false", 1) || is_prefix(word, "no", 1) || is_prefix(word, "off", 2) || word == "0") return false;
  return std::nullopt;
}

std::optional<std::int64_t> parse_timestamp(std::string_view text) { return json::parse_iso_time(trim(text)); }

// timestamptz_out in the time zone UTC: a blank for the T, no trailing zeros, +00 for the Z.
std::string timestamp_text(std::int64_t millis) {
  std::array<char, json::kMaxIsoTime> buffer{};
  std::string text(buffer.data(), json::write_iso_time(buffer.data(), millis));
  text.pop_back();
  text[text.find('T')] = ' ';
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text + "+00";
}

// float8out: plain digits while the exponent is in [-4, 15), else d.ddde+XX.
std::string double_text(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value < 0 ? "-Infinity" : "Infinity";
  std::array<char, 40> buffer{};
  const auto scientific =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific);
  const std::string_view text(buffer.data(), static_cast<std::size_t>(scientific.ptr - buffer.data()));
  int exponent = 0;
  const auto digits = without_plus(text.substr(text.find('e') + 1));
  std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
  if (exponent < -4 || exponent >= 15) return std::string(text);
  const auto plain = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed);
  return std::string(buffer.data(), plain.ptr);
}

}  // namespace millrace::sql

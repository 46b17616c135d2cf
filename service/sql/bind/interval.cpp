#include "service/sql/bind/interval.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/letters.h"
#include "base/nearest_name.h"

namespace millrace::sql {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t millis;  // 0: no fixed length
};

constexpr std::array kUnits = {
    Unit{"millisecond", 1}, Unit{"msec", 1},       Unit{"ms", 1},         Unit{"second", 1000}, Unit{"sec", 1000},
    Unit{"s", 1000},        Unit{"minute", 60000}, Unit{"min", 60000},    Unit{"m", 60000},     Unit{"hour", 3600000},
    Unit{"hr", 3600000},    Unit{"h", 3600000},    Unit{"day", 86400000}, Unit{"d", 86400000},  Unit{"week", 604800000},
    Unit{"w", 604800000},   Unit{"month", 0},      Unit{"mon", 0},        Unit{"year", 0},      Unit{"y", 0},
};

const Unit* find_unit(const std::string& word) {
  const auto named = [&](std::string_view name) { return std::ranges::find(kUnits, name, &Unit::name); };
  auto found = named(word);
  if (found == kUnits.end() && word.size() > 3 && word.ends_with('s'))
    found = named(std::string_view(word).substr(0, word.size() - 1));
  return found == kUnits.end() ? nullptr : &*found;
}

std::string unknown_unit(const std::string& word) {
  const std::array<std::string, 10> known = {"milliseconds", "seconds", "minutes", "hours", "days",
                                             "millisecond",  "second",  "minute",  "hour",  "day"};
  const auto near = nearest_name(word, known);
  return fmt::format("unknown unit '{}'; {}", word,
                     near ? fmt::format("did you mean '{}'?", *near)
                          : "units are milliseconds, seconds, minutes, hours, days and weeks");
}

void skip_spaces(std::string_view& text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
}

std::string_view take_letters(std::string_view& text) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto end = std::ranges::find_if_not(text, is_letter);
  const auto word = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(word.size());
  return word;
}

constexpr std::string_view kShape = "write a whole number and a unit, like '1 minute'";

// One "<number> <unit>" off the front.
std::expected<std::int64_t, std::string> take_part(std::string_view& text) {
  std::int64_t number = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return std::unexpected(std::string(kShape));
  text.remove_prefix(static_cast<std::size_t>(rest - text.data()));
  skip_spaces(text);
  const auto word = lower(take_letters(text));
  if (word.empty()) return std::unexpected(std::string(kShape));
  const auto* unit = find_unit(word);
  if (unit == nullptr) return std::unexpected(unknown_unit(word));
  if (unit->millis == 0) return std::unexpected(fmt::format("'{}' has no fixed length; use days", word));
  if (number < 0) return std::unexpected(std::string("a window's size must be positive"));
  if (number > kLongestWindow.count() / unit->millis) return std::unexpected(std::string("longer than 3650 days"));
  return number * unit->millis;
}

}  // namespace

std::expected<Millis, std::string> parse_interval(std::string_view text) {
  Millis total{0};
  skip_spaces(text);
  if (text.empty()) return std::unexpected(std::string(kShape));
  while (!text.empty()) {
    const auto part = take_part(text);
    if (!part) return std::unexpected(part.error());
    total += Millis{*part};
    if (total > kLongestWindow) return std::unexpected(std::string("longer than 3650 days"));
    skip_spaces(text);
  }
  if (total <= Millis{0}) return std::unexpected(std::string("a window's size must be positive"));
  return total;
}

}  // namespace millrace::sql

#include "service/config/units.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <span>

#include "base/nearest_name.h"

namespace millrace {
namespace {

struct Unit {
  std::string_view name;
  std::uint64_t factor;
};

// From small to large.
constexpr std::array<Unit, 5> kDurations = {
    {{"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}}};
constexpr std::array<Unit, 9> kSizes = {{{"B", 1},
                                         {"kB", 1000},
                                         {"KiB", 1ULL << 10},
                                         {"MB", 1'000'000},
                                         {"MiB", 1ULL << 20},
                                         {"GB", 1'000'000'000},
                                         {"GiB", 1ULL << 30},
                                         {"TB", 1'000'000'000'000},
                                         {"TiB", 1ULL << 40}}};
constexpr std::array<Unit, 5> kBinarySizes = {
    {{"B", 1}, {"KiB", 1ULL << 10}, {"MiB", 1ULL << 20}, {"GiB", 1ULL << 30}, {"TiB", 1ULL << 40}}};

// What people also write, and the unit that they mean.
struct Alias {
  std::string_view written;
  std::string_view meant;
};
constexpr std::array<Alias, 27> kAliases = {
    {{"msec", "ms"}, {"millis", "ms"}, {"sec", "s"},    {"secs", "s"},    {"second", "s"}, {"seconds", "s"},
     {"min", "m"},   {"mins", "m"},    {"minute", "m"}, {"minutes", "m"}, {"hr", "h"},     {"hour", "h"},
     {"hours", "h"}, {"day", "d"},     {"days", "d"},   {"b", "B"},       {"k", "KiB"},    {"kb", "KiB"},
     {"kib", "KiB"}, {"mb", "MiB"},    {"mib", "MiB"},  {"g", "GiB"},     {"gb", "GiB"},   {"gib", "GiB"},
     {"t", "TiB"},   {"tb", "TiB"},    {"tib", "TiB"}}};

const Unit* find_unit(std::span<const Unit> units, std::string_view name) {
  const auto found = std::ranges::find(units, name, &Unit::name);
  return found == units.end() ? nullptr : &*found;
}

// The unit that a wrong spelling means: other case, a long word, white space around it.
const Unit* guess_unit(std::span<const Unit> units, std::string_view written) {
  const std::size_t first = written.find_first_not_of(' ');
  if (first == std::string_view::npos) return nullptr;
  const std::string_view name = written.substr(first, written.find_last_not_of(' ') + 1 - first);
  if (const Unit* same = find_unit(units, name)) return same;
  for (const Alias& alias : kAliases) {
    if (edit_distance(alias.written, name) == 0 && find_unit(units, alias.meant) != nullptr) {
      return find_unit(units, alias.meant);
    }
  }
  const auto found = std::ranges::find_if(units, [&](const Unit& unit) { return edit_distance(unit.name, name) == 0; });
  return found == units.end() ? nullptr : &*found;
}

std::string known_units(std::span<const Unit> units) {
  std::string text;
  for (const Unit& unit : units) text += (text.empty() ? "" : ", ") + std::string(unit.name);
  return text;
}

std::expected<std::uint64_t, std::string> parse(std::string_view text, std::span<const Unit> units,
                                                std::string_view bare_units) {
  const std::string quoted = "'" + std::string(text) + "'";
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (end == text.data()) {
    return std::unexpected(quoted + " is not a whole number with a unit (" + known_units(units) + ")");
  }
  const std::string digits(text.data(), end);
  const std::string_view name = text.substr(digits.size());
  if (name.empty()) {
    const std::size_t comma = bare_units.find(',');
    return std::unexpected(quoted + " has no unit; write " + digits + std::string(bare_units.substr(0, comma)) +
                           " or " + digits + std::string(bare_units.substr(comma + 1)));
  }
  const Unit* unit = find_unit(units, name);
  if (unit == nullptr) {
    const Unit* meant = guess_unit(units, name);
    const std::string remedy =
        meant != nullptr ? "; write " + digits + std::string(meant->name) : "; units are " + known_units(units);
    const bool fraction = name.starts_with('.') || name.starts_with(',');
    return std::unexpected(quoted + (fraction ? " is not a whole number; use a smaller unit" : " has no known unit") +
                           (fraction ? "" : remedy));
  }
  constexpr std::uint64_t kMost = 1ULL << 62;
  if (error != std::errc{} || number > kMost / unit->factor) return std::unexpected(quoted + " is too large");
  return number * unit->factor;
}

std::string format(std::uint64_t value, std::span<const Unit> units) {
  const Unit* best = &units.front();
  for (const Unit& unit : units) {
    if (value != 0 && value % unit.factor == 0) best = &unit;
  }
  return std::to_string(value / best->factor) + std::string(best->name);
}

}  // namespace

std::expected<Millis, std::string> parse_duration(std::string_view text) {
  const auto value = parse(text, kDurations, "ms,s");
  if (!value) return std::unexpected(value.error());
  return Millis{static_cast<std::int64_t>(*value)};
}

std::expected<std::uint64_t, std::string> parse_size(std::string_view text) { return parse(text, kSizes, "B,MiB"); }

std::expected<std::uint64_t, std::string> parse_count(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || end != text.data() + text.size() || error != std::errc{}) {
    return std::unexpected("'" + std::string(text) + "' is not a whole number");
  }
  return number;
}

std::string format_duration(Millis duration) {
  if (duration == Millis{0}) return "0s";
  return format(static_cast<std::uint64_t>(duration.count()), kDurations);
}
std::string format_size(std::uint64_t bytes) { return format(bytes, kBinarySizes); }

}  // namespace millrace

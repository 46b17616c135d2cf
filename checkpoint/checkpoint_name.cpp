#include "checkpoint/checkpoint_name.h"

#include <fmt/format.h>

#include <charconv>

namespace millrace {
namespace {

constexpr std::string_view kPrefix = "millrace1.";
constexpr std::string_view kFolder = "manifests/";
constexpr std::string_view kSuffix = ".json";

// All of `text` as a number of this base, else none. Padding and signs are caught by writing the name again.
std::optional<std::uint64_t> number(std::string_view text, int base) {
  std::uint64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, failed] = std::from_chars(text.data(), end, value, base);
  if (failed != std::errc() || stop != end) return std::nullopt;
  return value;
}

// "<id>S<incarnation>S<32 hex digits>" with separator S.
std::optional<CheckpointName> parse_parts(std::string_view text, char separator) {
  const std::size_t first = text.find(separator);
  if (first == std::string_view::npos) return std::nullopt;
  const std::size_t second = text.find(separator, first + 1);
  if (second == std::string_view::npos || text.size() - second - 1 != 32) return std::nullopt;
  const auto id = number(text.substr(0, first), 10);
  const auto incarnation = number(text.substr(first + 1, second - first - 1), 10);
  const auto high = number(text.substr(second + 1, 16), 16);
  const auto low = number(text.substr(second + 17), 16);
  if (!id || !incarnation || !high || !low) return std::nullopt;
  return CheckpointName{CheckpointId{*id}, Incarnation{*incarnation}, *high, *low};
}

}  // namespace

std::string to_string(const CheckpointName& name) {
  return fmt::format("{}{}.{}.{:016x}{:016x}", kPrefix, name.id.value, name.incarnation.value, name.hash_high,
                     name.hash_low);
}

Result<CheckpointName> parse_checkpoint_name(std::string_view text) {
  if (text.starts_with(kPrefix)) {
    const auto name = parse_parts(text.substr(kPrefix.size()), '.');
    if (name && to_string(*name) == text) return *name;
  }
  return std::unexpected(Error{.attempted = "read a checkpoint's name",
                               .object = fmt::format("{:?}", text.substr(0, 100)),
                               .cause = "not a name of the form millrace1.ID.INCARNATION.HASH",
                               .remedy = "",
                               .reaction = Reaction::kStop,
                               .stop = StopReason::kRefused});
}

std::string manifest_object(const CheckpointName& name) {
  return fmt::format("{}{}-{}-{:016x}{:016x}{}", kFolder, name.id.value, name.incarnation.value, name.hash_high,
                     name.hash_low, kSuffix);
}

std::optional<CheckpointName> name_of_object(std::string_view object) {
  if (!object.starts_with(kFolder) || !object.ends_with(kSuffix)) return std::nullopt;
  if (object.size() < kFolder.size() + kSuffix.size()) return std::nullopt;
  const auto name = parse_parts(object.substr(kFolder.size(), object.size() - kFolder.size() - kSuffix.size()), '-');
  if (!name || manifest_object(*name) != object) return std::nullopt;
  return name;
}

}  // namespace millrace

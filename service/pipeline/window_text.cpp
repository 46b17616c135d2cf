#include "service/pipeline/window_text.h"

#include <fmt/format.h>

#include <array>

#include "connectors/json/iso_time.h"
#include "service/pipeline/group_key_json.h"

namespace millrace {
namespace {

// Never within a character.
std::string shortened(std::string text) {
  if (text.size() <= kLongestKeyShown) return text;
  std::size_t size = kLongestKeyShown;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) --size;
  text.resize(size);
  return text + "...";
}

}  // namespace

std::string window_text(const QueryConfig& query, EventTime window_end, std::string_view key) {
  std::array<char, json::kMaxIsoTime> time;
  const std::string_view until(time.data(), json::write_iso_time(time.data(), millis(window_end)));
  const std::string of_key =
      query.plan.group_names.empty() ? "" : ", key " + shortened(group_key_json(query.plan, TimestampStyle::kIso, key));
  return fmt::format("query {}{}, window ending at {}", query.name, of_key, until);
}

}  // namespace millrace

#include "service/admin/api/row_cursor_text.h"

#include <charconv>

#include "state/entry_key.h"

namespace millrace::api {
namespace {

constexpr std::size_t kMostBytes = 3000;
constexpr std::string_view kDigits = "0123456789abcdef";

std::optional<std::string> from_hex(std::string_view hex) {
  if (hex.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  for (; !hex.empty(); hex.remove_prefix(2)) {
    const auto high = kDigits.find(hex[0]), low = kDigits.find(hex[1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    bytes += static_cast<char>(high << 4 | low);
  }
  return bytes;
}

}  // namespace

std::string cursor_text(const RowCursor& cursor) {
  auto text = std::to_string(cursor.shard.value) + ".";
  for (const char byte : std::string_view(cursor.after).substr(0, kMostBytes)) {
    const auto bits = static_cast<unsigned char>(byte);
    text += kDigits[bits >> 4];
    text += kDigits[bits & 0xF];
  }
  return text;
}

std::optional<RowCursor> parse_cursor(std::string_view text) {
  RowCursor cursor;
  const auto [dot, error] = std::from_chars(text.data(), text.data() + text.size(), cursor.shard.value);
  if (error != std::errc{} || dot == text.data() + text.size() || *dot != '.') return std::nullopt;
  auto after = from_hex(text.substr(static_cast<std::size_t>(dot - text.data()) + 1));
  if (!after || after->size() < kEntryKeyPrefix) return std::nullopt;
  cursor.after = *std::move(after);
  return cursor;
}

}  // namespace millrace::api

#include "connectors/json/json_text.h"

#include <array>
#include <bit>

#include "connectors/json/text_block.h"

namespace millrace::json {
namespace {

using Byte = unsigned char;

struct Sequence {
  std::size_t length;  // of the whole sequence, or of its broken part
  bool valid;
};

// Unicode 15, table 3-7: which second bytes may follow a first byte.
Sequence utf8_sequence(std::string_view text) {
  const auto at = [&](std::size_t i) { return i < text.size() ? static_cast<Byte>(text[i]) : Byte{0}; };
  const Byte first = at(0);
  if (first < 0xC2 || first > 0xF4) return {1, false};
  const std::size_t length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  const Byte low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  const Byte high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  if (at(1) < low || at(1) > high) return {1, false};
  for (std::size_t i = 2; i < length; ++i) {
    if ((at(i) & 0xC0) != 0x80) return {i, false};
  }
  return {length, true};
}

constexpr std::size_t kShort = 256;
constexpr std::size_t kLongestEscape = 6;  // \u001f

char* write_escape(char* out, char c) {
  constexpr std::string_view kNamed = "\"\"\\\\\bb\ff\nn\rr\tt";
  constexpr std::string_view kHex = "0123456789abcdef";
  *out++ = '\\';
  for (std::size_t i = 0; i < kNamed.size(); i += 2) {
    if (kNamed[i] != c) continue;
    *out++ = kNamed[i + 1];
    return out;
  }
  *out++ = 'u';
  *out++ = '0';
  *out++ = '0';
  *out++ = kHex[static_cast<Byte>(c) >> 4U];
  *out++ = kHex[static_cast<Byte>(c) & 15U];
  return out;
}

// The first block of a text of which it may be the end, without reading where one must not.
TextBlock first_block(std::string_view text) {
  if (text.size() >= TextBlock::kSize || is_padded(text)) return TextBlock(text.data());
  std::array<char, TextBlock::kSize> copy{};
  text.copy(copy.data(), copy.size());
  return TextBlock(copy.data());
}

// Writes the characters that stand for themselves and returns how many there are.
std::size_t write_plain(char* out, std::string_view text) {
  std::size_t written = 0;
  while (written < text.size()) {
    const auto rest = text.substr(written);
    const TextBlock block = first_block(rest);
    block.store(out + written);
    const unsigned others = block.specials() | block.beyond_ascii();
    const auto plain = others == 0 ? TextBlock::kSize : std::ptrdiff_t{std::countr_zero(others)};
    if (static_cast<std::size_t>(plain) >= rest.size()) return text.size();
    written += static_cast<std::size_t>(plain);
    if (others != 0) break;
  }
  return written;
}

}  // namespace

std::size_t room_for_quoted(std::string_view text) {
  constexpr std::size_t kAround = 2 + TextBlock::kSize;  // quotes, and a block is written whole
  if (text.size() <= kShort) return kLongestEscape * text.size() + kAround;
  std::size_t escapes = 0;
  std::size_t beyond_ascii = 0;
  for (const char c : text) {
    escapes += static_cast<Byte>(c) < 0x20 || c == '"' || c == '\\' ? 1 : 0;
    beyond_ascii += static_cast<Byte>(c) >= 0x80 ? 1 : 0;
  }
  return text.size() + (kLongestEscape - 1) * escapes + 2 * beyond_ascii + kAround;
}

char* write_quoted(char* out, std::string_view text) {
  *out++ = '"';
  while (true) {
    const auto plain = write_plain(out, text);
    out += plain;
    text.remove_prefix(plain);
    if (text.empty()) break;
    if (static_cast<Byte>(text.front()) < 0x80) {
      out = write_escape(out, text.front());
      text.remove_prefix(1);
      continue;
    }
    const auto [length, valid] = utf8_sequence(text);
    const auto shown = valid ? text.substr(0, length) : std::string_view("\xEF\xBF\xBD");
    out += shown.copy(out, shown.size());
    text.remove_prefix(length);
  }
  *out++ = '"';
  return out;
}

}  // namespace millrace::json

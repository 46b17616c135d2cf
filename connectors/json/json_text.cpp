#include "connectors/json/json_text.h"

#include <array>
#include <cstddef>

namespace millrace::json {
namespace {

using Byte = unsigned char;

// Bytes that stand for themselves.
constexpr std::array<bool, 256> kPlain = [] {
  std::array<bool, 256> plain{};
  for (std::size_t c = 0x20; c < 0x80; ++c) plain[c] = c != '"' && c != '\\';
  return plain;
}();

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

void append_escape(std::string& out, char c) {
  constexpr std::string_view kNamed = "\"\"\\\\\bb\ff\nn\rr\tt";
  for (std::size_t i = 0; i < kNamed.size(); i += 2) {
    if (kNamed[i] != c) continue;
    out += '\\';
    out += kNamed[i + 1];
    return;
  }
  constexpr std::string_view kHex = "0123456789abcdef";
  out += "\\u00";
  out += kHex[static_cast<Byte>(c) >> 4U];
  out += kHex[static_cast<Byte>(c) & 15U];
}

}  // namespace

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    std::size_t run = 0;
    while (run < text.size() && kPlain[static_cast<Byte>(text[run])]) ++run;
    out += text.substr(0, run);
    text.remove_prefix(run);
    if (text.empty()) break;
    if (static_cast<Byte>(text.front()) < 0x80) {
      append_escape(out, text.front());
      text.remove_prefix(1);
      continue;
    }
    const auto [length, valid] = utf8_sequence(text);
    out += valid ? text.substr(0, length) : "\xEF\xBF\xBD";
    text.remove_prefix(length);
  }
  out += '"';
}

}  // namespace millrace::json

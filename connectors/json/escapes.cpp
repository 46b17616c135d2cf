#include "connectors/json/escapes.h"

namespace millrace::json {
namespace {

constexpr int kNoHex = -1;

int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : kNoHex;
}

// The code unit of "\uXXXX" at `at`; kNoHex if that is not what stands there.
int code_unit(const char* at, const char* end) {
  if (end - at < 6 || at[0] != '\\' || at[1] != 'u') return kNoHex;
  int unit = 0;
  for (int i = 2; i < 6; ++i) {
    const int digit = hex_value(at[i]);
    if (digit == kNoHex) return kNoHex;
    unit = unit * 16 + digit;
  }
  return unit;
}

bool is_high_surrogate(int unit) { return unit >= 0xd800 && unit < 0xdc00; }
bool is_low_surrogate(int unit) { return unit >= 0xdc00 && unit < 0xe000; }

void append_utf8(std::string& out, unsigned code) {
  const auto put = [&out](unsigned byte) { out += static_cast<char>(byte); };
  if (code < 0x80) return put(code);
  if (code < 0x800) {
    put(0xc0 | code >> 6);
  } else {
    if (code < 0x10000) {
      put(0xe0 | code >> 12);
    } else {
      put(0xf0 | code >> 18);
      put(0x80 | (code >> 12 & 0x3f));
    }
    put(0x80 | (code >> 6 & 0x3f));
  }
  put(0x80 | (code & 0x3f));
}

char unescaped(char c) {
  switch (c) {
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return c;
  }
}

}  // namespace

const char* take_escape(const char* at, const char* end, Token& token, Scan& scan) {
  if (end - at < 2) return scan.flaw(end, "the closing quote of a string");
  if (at[1] != 'u') {
    return std::string_view("\"\\/bfnrt").find(at[1]) != std::string_view::npos ? at + 2
                                                                                : scan.flaw(at, "a known escape");
  }
  const int unit = code_unit(at, end);
  if (unit == kNoHex) return scan.flaw(at, "four hexadecimal digits after \\u");
  if (is_high_surrogate(unit) && is_low_surrogate(code_unit(at + 6, end))) return at + 12;
  if (unit == 0 || is_high_surrogate(unit) || is_low_surrogate(unit)) token.not_unicode = true;
  return at + 6;
}

void append_unescaped(std::string& out, std::string_view escaped) {
  const char* at = escaped.data();
  const char* const end = at + escaped.size();
  while (at != end) {
    const auto* backslash = static_cast<const char*>(std::memchr(at, '\\', static_cast<std::size_t>(end - at)));
    if (backslash == nullptr) backslash = end;
    out.append(at, backslash);
    at = backslash;
    if (at == end) return;
    if (at[1] != 'u') {
      out += unescaped(at[1]);
      at += 2;
      continue;
    }
    const int unit = code_unit(at, end);
    at += 6;
    if (is_high_surrogate(unit)) {
      append_utf8(out, 0x10000U + (static_cast<unsigned>(unit - 0xd800) << 10) +
                           static_cast<unsigned>(code_unit(at, end) - 0xdc00));
      at += 6;
    } else {
      append_utf8(out, static_cast<unsigned>(unit));
    }
  }
}

}  // namespace millrace::json

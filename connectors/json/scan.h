// Reads JSON where it lies, strictly by RFC 8259, a token at a time.
//
// Every function takes the place where its token begins and the end of the record, and returns the place behind the
// token, or nullptr with the flaw noted. Nothing is copied or converted: a token is a view with what was seen in
// passing.
#pragma once

#include <cstdint>
#include <string_view>

#include "connectors/json/text_block.h"

namespace millrace::json {

// Brackets within brackets, the record's own included; a record beyond it is rejected.
inline constexpr int kMaxDepth = 1024;

enum class TokenKind : std::uint8_t {
  kNone,  // the field is not there
  kNull,
  kTrue,
  kFalse,
  kNumber,      // up to 18 digits without exponent: unscaled and scale are set
  kLongNumber,  // any other
  kString,      // text: what is between the quotes, as it stands there
  kNested,      // object or array
};

struct Token {
  TokenKind kind = TokenKind::kNone;
  std::uint8_t scale = 0;
  bool escaped = false;      // a string that has escapes to undo
  bool not_unicode = false;  // some escape in it stands for no character of a text: \u0000 or half a surrogate pair
  std::int64_t unscaled = 0;
  const char* data = nullptr;
  std::size_t size = 0;

  std::string_view text() const { return {data, size}; }
  // With the quotes that text() leaves out.
  std::string_view raw() const { return kind == TokenKind::kString ? std::string_view{data - 1, size + 2} : text(); }
};

// What a scan learns about the record as a whole.
struct Scan {
  const char* flaw_at = nullptr;
  const char* expected = nullptr;  // what should have been at the flaw
  bool too_deep = false;
  bool beyond_ascii = false;  // some string has bytes that must be checked to be UTF-8
  bool not_unicode = false;   // since it was last reset: see Token

  [[gnu::cold, gnu::noinline]] const char* flaw(const char* at, const char* what) {
    flaw_at = at;
    expected = what;
    return nullptr;
  }
};

inline bool is_digit(char c) { return static_cast<unsigned char>(c - '0') < 10; }

inline const char* skip_space(const char* at, const char* end) {
  while (at != end && static_cast<unsigned char>(*at) <= ' ' &&
         (*at == ' ' || *at == '\n' || *at == '\t' || *at == '\r')) {
    ++at;
  }
  return at;
}

// At a backslash; behind the escape, a surrogate pair taken as one (escapes.cpp).
const char* take_escape(const char* at, const char* end, Scan& scan);
// At a bracket; behind the matching one, everything between checked.
const char* take_nested(const char* at, const char* end, Token& token, Scan& scan);
// At the e of a number; behind its last digit.
const char* take_exponent(const char* at, const char* end, Scan& scan);

// At the opening quote.
inline const char* take_string(const char* at, const char* end, Token& token, Scan& scan) {
  token.kind = TokenKind::kString;
  token.escaped = false;
  token.data = ++at;
  while (at < end) {
    const auto block = TextBlock::load(at, end);
    const unsigned specials = block.specials();
    if (specials == 0) {
      scan.beyond_ascii |= block.beyond_ascii() != 0;
      at += TextBlock::kSize;
      continue;
    }
    const int plain = std::countr_zero(specials);
    scan.beyond_ascii |= (block.beyond_ascii() & ((1U << plain) - 1)) != 0;
    at += plain;
    if (at >= end) break;
    if (*at == '"') [[likely]] {
      token.size = static_cast<std::size_t>(at - token.data);
      return at + 1;
    }
    if (*at != '\\') return scan.flaw(at, "no control character within a string");
    token.escaped = true;
    at = take_escape(at, end, scan);
    if (at == nullptr) return nullptr;
  }
  return scan.flaw(end, "the closing quote of a string");
}

// At a minus or a digit.
inline const char* take_number(const char* at, const char* end, Token& token, Scan& scan) {
  constexpr std::ptrdiff_t kPlainDigits = 18;
  token.data = at;
  token.scale = 0;
  const bool negative = *at == '-';
  if (negative) ++at;
  std::uint64_t unscaled = 0;  // wraps in long numbers, which nobody reads it from
  const auto take_digits = [&] {
    const char* const first = at;
    for (; at != end && is_digit(*at); ++at) unscaled = unscaled * 10 + static_cast<unsigned>(*at - '0');
    return at - first;
  };
  const char* const whole = at;
  auto digits = take_digits();
  if (digits == 0 || (digits > 1 && *whole == '0')) return scan.flaw(whole, "a number without leading zeros");
  if (at != end && *at == '.') {
    ++at;
    const auto fraction = take_digits();
    if (fraction == 0) return scan.flaw(at, "a digit after the decimal point");
    token.scale = static_cast<std::uint8_t>(fraction);
    digits += fraction;
  }
  token.kind = digits <= kPlainDigits ? TokenKind::kNumber : TokenKind::kLongNumber;
  if (at != end && (*at == 'e' || *at == 'E')) {
    token.kind = TokenKind::kLongNumber;
    at = take_exponent(at, end, scan);
    if (at == nullptr) return nullptr;
  }
  token.unscaled = negative ? -static_cast<std::int64_t>(unscaled) : static_cast<std::int64_t>(unscaled);
  token.size = static_cast<std::size_t>(at - token.data);
  return at;
}

inline const char* take_literal(const char* at, const char* end, std::string_view word, TokenKind kind, Token& token,
                                Scan& scan) {
  if (static_cast<std::size_t>(end - at) < word.size() || std::memcmp(at, word.data(), word.size()) != 0) {
    return scan.flaw(at, "a value");
  }
  token.kind = kind;
  token.data = at;
  token.size = word.size();
  return at + word.size();
}

// Any value but a nested one. at < end.
inline const char* take_scalar(const char* at, const char* end, Token& token, Scan& scan) {
  switch (*at) {
    case '"':
      return take_string(at, end, token, scan);
    case 't':
      return take_literal(at, end, "true", TokenKind::kTrue, token, scan);
    case 'f':
      return take_literal(at, end, "false", TokenKind::kFalse, token, scan);
    case 'n':
      return take_literal(at, end, "null", TokenKind::kNull, token, scan);
    case '-':
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9':
      return take_number(at, end, token, scan);
    default:
      return scan.flaw(at, "a value");
  }
}

// Behind the space before a value; behind it.
inline const char* take_value(const char* at, const char* end, Token& token, Scan& scan) {
  if (at == end) return scan.flaw(at, "a value");
  scan.not_unicode = false;
  at = *at == '{' || *at == '[' ? take_nested(at, end, token, scan) : take_scalar(at, end, token, scan);
  token.not_unicode = scan.not_unicode;
  return at;
}

}  // namespace millrace::json

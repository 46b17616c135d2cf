// Reads JSON where it lies, strictly by RFC 8259, a token at a time.
//
// Every function takes the place where its token begins and returns the place behind it, or nullptr with the flaw
// noted. Nothing is copied or converted: a token is a view with what was seen in passing.
//
// The record's last byte, at end - 1, must be a closing brace. It ends every number, word and space, so that only what
// a brace does not end looks where the end is: strings, and the braces themselves.
#pragma once

#include <cstdint>
#include <string_view>

#include "connectors/json/digits.h"
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
  kString,      // without escapes: text is what is between the quotes
  kEscapedString,
  kNested,  // object or array
};

struct Token {
  TokenKind kind = TokenKind::kNone;
  bool not_unicode = false;  // said of kEscapedString and kNested: some escape stands for no character of a text, being
                             // \u0000 or half a surrogate pair
  std::int16_t scale = 0;
  std::int64_t unscaled = 0;
  const char* data = nullptr;
  std::size_t size = 0;

  std::string_view text() const { return {data, size}; }
  bool is_string() const { return kind == TokenKind::kString || kind == TokenKind::kEscapedString; }
  bool is_number() const { return kind == TokenKind::kNumber || kind == TokenKind::kLongNumber; }
  // With the quotes that text() leaves out.
  std::string_view raw() const { return is_string() ? std::string_view{data - 1, size + 2} : text(); }
};

// What a scan learns about the record as a whole.
struct Scan {
  const char* flaw_at = nullptr;
  const char* expected = nullptr;  // what should have been at the flaw
  bool too_deep = false;
  unsigned beyond_ascii = 0;  // not 0: some string has bytes that must be checked to be UTF-8

  [[gnu::cold, gnu::noinline]] const char* flaw(const char* at, const char* what) {
    flaw_at = at;
    expected = what;
    return nullptr;
  }
};

inline bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

inline const char* skip_space(const char* at) {
  while (is_space(*at)) ++at;
  return at;
}

// Moves over space, if there is any, to this character.
inline bool is_next(const char*& at, char c) {
  if (*at == c) [[likely]] {
    return true;
  }
  at = skip_space(at);
  return *at == c;
}

// At the e of a number; behind its last digit.
const char* take_exponent(const char* at, Scan& scan);

// At the first special character of a string that is not its closing quote; behind that.
const char* take_rest_of_string(const char* at, const char* end, Token& token, Scan& scan);

// Moves `at` to the next special character, or to `end` or beyond.
inline void skip_plain_text(const char*& at, const char* end, Scan& scan) {
  for (; at < end; at += TextBlock::kSize) {
    const TextBlock block(at);
    const unsigned specials = block.specials();
    scan.beyond_ascii |= block.beyond_ascii() & ((specials & -specials) - 1);
    if (specials == 0) continue;
    at += std::countr_zero(specials);
    return;
  }
}

// At the opening quote.
inline const char* take_string(const char* at, const char* end, Token& token, Scan& scan) {
  token.kind = TokenKind::kString;
  token.data = ++at;
  skip_plain_text(at, end, scan);
  if (at >= end || *at != '"') [[unlikely]]
    return take_rest_of_string(at, end, token, scan);
  token.size = static_cast<std::size_t>(at - token.data);
  return at + 1;
}

inline bool begins_number(char c) { return is_digit(c) || c == '-'; }

// At a minus or a digit.
inline const char* take_number(const char* at, Token& token, Scan& scan) {
  constexpr std::ptrdiff_t kPlainDigits = 18;
  token.data = at;
  const bool negative = *at == '-';
  if (negative) ++at;
  const char* const whole = at;
  std::uint64_t unscaled = take_digits(at, 0);  // wraps in long numbers, which nobody reads it from
  auto digits = at - whole;
  if (*whole == '0' ? digits != 1 : digits == 0) return scan.flaw(whole, "a number without leading zeros");
  std::ptrdiff_t scale = 0;
  if (*at == '.') {
    const char* const fraction = ++at;
    unscaled = take_digits(at, unscaled);
    scale = at - fraction;
    if (scale == 0) return scan.flaw(at, "a digit after the decimal point");
    digits += scale;
  }
  TokenKind kind = digits <= kPlainDigits ? TokenKind::kNumber : TokenKind::kLongNumber;
  if ((*at | 0x20) == 'e') {
    kind = TokenKind::kLongNumber;
    at = take_exponent(at, scan);
    if (at == nullptr) return nullptr;
  }
  token.kind = kind;
  token.scale = static_cast<std::int16_t>(scale);
  token.unscaled = static_cast<std::int64_t>(negative ? -unscaled : unscaled);
  token.size = static_cast<std::size_t>(at - token.data);
  return at;
}

// Anything but strings and numbers, or the space before any value.
const char* take_other_value(const char* at, const char* end, Token& token, Scan& scan);

inline const char* take_value(const char* at, const char* end, Token& token, Scan& scan) {
  if (*at == ' ') ++at;
  if (*at == '"') return take_string(at, end, token, scan);
  if (begins_number(*at)) return take_number(at, token, scan);
  return take_other_value(at, end, token, scan);
}

}  // namespace millrace::json

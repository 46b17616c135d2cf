#include "connectors/json/scan.h"

#include <array>
#include <bitset>

#include "connectors/json/escapes.h"

namespace millrace::json {
namespace {

// The brackets that are open; the record's own is the outermost.
class Nesting {
 public:
  bool open(bool object) {
    if (depth_ == kMaxDepth) return false;
    objects_[static_cast<std::size_t>(depth_++)] = object;
    return true;
  }
  void close() { --depth_; }
  bool in_object() const { return objects_[static_cast<std::size_t>(depth_ - 1)]; }
  char closing() const { return in_object() ? '}' : ']'; }
  bool is_over() const { return depth_ == 1; }

 private:
  std::bitset<kMaxDepth> objects_;
  int depth_ = 1;
};

const char* take_key(const char* at, const char* end, Token& key, Scan& scan) {
  if (!is_next(at, '"')) return scan.flaw(at, "a key in quotes");
  at = take_string(at, end, key, scan);
  if (at == nullptr) return nullptr;
  return is_next(at, ':') ? at + 1 : scan.flaw(at, "':' after a key");
}

// At a letter, or what should not be there.
const char* take_word(const char* at, const char* end, Token& token, Scan& scan) {
  struct Word {
    std::string_view text;
    TokenKind kind;
  };
  static constexpr std::array kWords = {Word{"null", TokenKind::kNull}, Word{"true", TokenKind::kTrue},
                                        Word{"false", TokenKind::kFalse}};
  for (const auto& [text, kind] : kWords) {
    if (!std::string_view(at, end).starts_with(text)) continue;
    token.kind = kind;
    token.data = at;
    token.size = text.size();
    return at + text.size();
  }
  return scan.flaw(at, "a value");
}

const char* take_scalar(const char* at, const char* end, Token& token, Scan& scan) {
  if (*at == '"') return take_string(at, end, token, scan);
  return begins_number(*at) ? take_number(at, token, scan) : take_word(at, end, token, scan);
}

// Behind a value; behind all brackets that close there.
const char* close_brackets(const char* at, const char* end, Nesting& nesting, Scan& scan) {
  while (is_next(at, nesting.closing())) {
    nesting.close();
    if (++at == end) return scan.flaw(at, "',' or '}'");
    if (nesting.is_over()) break;
  }
  return at;
}

bool is_not_unicode(const Token& part) { return part.kind == TokenKind::kEscapedString && part.not_unicode; }

// At a bracket; behind the matching one, everything between checked. Never at the end: the record's own brace is to
// come.
const char* take_nested(const char* at, const char* end, Token& token, Scan& scan) {
  Nesting nesting;
  Token part;
  token.kind = TokenKind::kNested;
  token.not_unicode = false;
  token.data = at;
  while (true) {
    at = skip_space(at);
    if (*at == '{' || *at == '[') {
      if (!nesting.open(*at == '{')) {
        scan.too_deep = true;
        return scan.flaw(at, "less nesting");
      }
      if (!is_next(++at, nesting.closing())) {
        if (nesting.in_object() && (at = take_key(at, end, part, scan)) == nullptr) return nullptr;
        token.not_unicode |= is_not_unicode(part);
        continue;
      }
    } else {
      at = take_scalar(at, end, part, scan);
      if (at == nullptr) return nullptr;
      token.not_unicode |= is_not_unicode(part);
    }
    at = close_brackets(at, end, nesting, scan);
    if (at == nullptr) return nullptr;
    if (nesting.is_over()) break;
    if (*at != ',') return scan.flaw(at, nesting.in_object() ? "',' or '}'" : "',' or ']'");
    ++at;
    if (nesting.in_object() && (at = take_key(at, end, part, scan)) == nullptr) return nullptr;
    token.not_unicode |= is_not_unicode(part);
  }
  token.size = static_cast<std::size_t>(at - token.data);
  return at;
}

}  // namespace

const char* take_rest_of_string(const char* at, const char* end, Token& token, Scan& scan) {
  token.kind = TokenKind::kEscapedString;
  token.not_unicode = false;
  while (at < end && *at != '"') {
    if (*at != '\\') return scan.flaw(at, "no control character within a string");
    at = take_escape(at, end, token, scan);
    if (at == nullptr) return nullptr;
    skip_plain_text(at, end, scan);
  }
  if (at >= end) return scan.flaw(end, "the closing quote of a string");
  token.size = static_cast<std::size_t>(at - token.data);
  return at + 1;
}

const char* take_other_value(const char* at, const char* end, Token& token, Scan& scan) {
  at = skip_space(at);
  return *at == '{' || *at == '[' ? take_nested(at, end, token, scan) : take_scalar(at, end, token, scan);
}

const char* take_exponent(const char* at, Scan& scan) {
  ++at;
  if (*at == '+' || *at == '-') ++at;
  const char* const digits = at;
  while (is_digit(*at)) ++at;
  return at == digits ? scan.flaw(at, "a digit of the exponent") : at;
}

}  // namespace millrace::json

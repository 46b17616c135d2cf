#include "connectors/json/scan.h"

#include <bitset>

namespace millrace::json {
namespace {

// The brackets that are open, and where the walk stands among them.
class Nesting {
 public:
  explicit Nesting(int above) : depth_(above) {}
  bool open(bool object) {
    if (depth_ == kMaxDepth) return false;
    objects_[static_cast<std::size_t>(depth_++)] = object;
    return true;
  }
  void close() { --depth_; }
  bool in_object() const { return objects_[static_cast<std::size_t>(depth_ - 1)]; }
  int depth() const { return depth_; }

 private:
  std::bitset<kMaxDepth> objects_;
  int depth_;
};

const char* take_key(const char* at, const char* end, Scan& scan) {
  Token key;
  if (at == end || *at != '"') return scan.flaw(at, "a key in quotes");
  at = take_string(at, end, key, scan);
  if (at == nullptr) return nullptr;
  at = skip_space(at, end);
  if (at == end || *at != ':') return scan.flaw(at, "':' after a key");
  return skip_space(at + 1, end);
}

}  // namespace

const char* take_exponent(const char* at, const char* end, Scan& scan) {
  ++at;
  if (at != end && (*at == '+' || *at == '-')) ++at;
  const char* const digits = at;
  while (at != end && is_digit(*at)) ++at;
  return at == digits ? scan.flaw(at, "a digit of the exponent") : at;
}

const char* take_nested(const char* at, const char* end, Token& token, Scan& scan) {
  constexpr int kRecord = 1;  // the record's own brackets are around this value
  const char* const from = at;
  Nesting nesting(kRecord);
  while (true) {
    // A value begins here.
    if (at == end) return scan.flaw(at, "a value");
    if (*at == '{' || *at == '[') {
      const bool object = *at == '{';
      if (!nesting.open(object)) {
        scan.too_deep = true;
        return scan.flaw(at, "less nesting");
      }
      at = skip_space(at + 1, end);
      if (at == end || *at != (object ? '}' : ']')) {
        if (object && (at = take_key(at, end, scan)) == nullptr) return nullptr;
        continue;
      }
    } else {
      Token scalar;
      at = take_scalar(at, end, scalar, scan);
      if (at == nullptr) return nullptr;
      at = skip_space(at, end);
    }
    // Behind a value, or at the end of an empty pair of brackets.
    while (at != end && *at == (nesting.in_object() ? '}' : ']')) {
      nesting.close();
      ++at;
      if (nesting.depth() == kRecord) {
        token.kind = TokenKind::kNested;
        token.data = from;
        token.size = static_cast<std::size_t>(at - from);
        return at;
      }
      at = skip_space(at, end);
    }
    if (at == end || *at != ',') return scan.flaw(at, nesting.in_object() ? "',' or '}'" : "',' or ']'");
    at = skip_space(at + 1, end);
    if (nesting.in_object() && (at = take_key(at, end, scan)) == nullptr) return nullptr;
  }
}

}  // namespace millrace::json

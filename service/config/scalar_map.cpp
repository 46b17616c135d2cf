#include "service/config/scalar_map.h"

#include <algorithm>
#include <string_view>

namespace millrace {
namespace {

constexpr std::string_view kBlank = " \t\r\n";

bool is_blank(char c) { return kBlank.find(c) != std::string_view::npos; }

// Past anchors and tags before the scalar itself.
std::size_t skip_properties(std::string_view file, std::size_t at) {
  while (at < file.size() && (file[at] == '&' || file[at] == '!')) {
    at = std::min(file.find_first_of(kBlank, at), file.size());
    at = std::min(file.find_first_not_of(kBlank, at), file.size());
  }
  return at;
}

// What a backslash in double quotes stands for: bytes taken from the file, bytes given to the value.
struct Escape {
  std::size_t taken;
  std::size_t given;
};

std::size_t utf8_size(unsigned long code) { return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4; }

Escape escape_at(std::string_view file, std::size_t at) {
  const char kind = at + 1 < file.size() ? file[at + 1] : ' ';
  const std::size_t digits = kind == 'x' ? 2 : kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
  if (digits > 0) {
    unsigned long code = 0;
    for (const char c : file.substr(std::min(at + 2, file.size()), digits)) {
      const auto letter = static_cast<unsigned long>((c | 0x20) - 'a' + 10);
      code = code * 16 + (c >= '0' && c <= '9' ? static_cast<unsigned long>(c - '0') : letter);
    }
    return {2 + digits, utf8_size(code)};
  }
  if (kind == '\n' || kind == '\r') return {2, 0};  // the line goes on
  if (kind == 'N' || kind == '_') return {2, 2};    // U+0085, U+00A0
  if (kind == 'L' || kind == 'P') return {2, 3};    // U+2028, U+2029
  return {2, 1};
}

// Walks the file along the value. Blanks that the value does not have are passed over, so a wrong guess about
// folding or indentation heals at the next visible character.
std::size_t walk(std::string_view file, std::size_t at, std::string_view value, char style,
                 std::vector<std::size_t>& offsets) {
  for (std::size_t i = 0; i < value.size() && at < file.size();) {
    if (style == '"' && file[at] == '\\') {
      const Escape escape = escape_at(file, at);
      for (std::size_t k = 0; k < escape.given && i < value.size(); ++k, ++i) offsets[i] = at;
      at += escape.taken;
    } else if (file[at] == value[i]) {
      offsets[i++] = at;
      at += style == '\'' && file[at] == '\'' ? 2 : 1;
    } else if (is_blank(file[at])) {
      if (is_blank(value[i]) && file[at] == '\n') offsets[i++] = at;  // a folded line break
      ++at;
    } else if (is_blank(value[i])) {
      offsets[i++] = at;
    } else {
      break;
    }
  }
  return std::min(at, file.size());
}

}  // namespace

ScalarMap::ScalarMap(const std::string& file, const YamlNode& scalar) {
  const std::string& value = scalar.scalar;
  std::size_t at = skip_properties(file, scalar.offset);
  const char style = at < file.size() ? file[at] : ' ';
  const bool block = style == '|' || style == '>';  // no plain scalar begins with any of these four
  const bool in_quotes = style == '"' || style == '\'';
  if (block) at = std::min(file.find('\n', at), file.size() - 1) + 1;
  if (in_quotes) ++at;
  offsets_.assign(value.size(), file.size());
  end_ = walk(file, at, value, in_quotes ? style : ' ', offsets_);
  if (in_quotes) end_ = std::min(end_ + 1, file.size());
  const std::size_t last = value.find_last_not_of(kBlank);
  visible_ = last == std::string::npos ? 0 : last + 1;
}

std::size_t ScalarMap::to_file(std::size_t offset) const {
  if (offsets_.empty()) return end_;
  if (offset < visible_) return offsets_[offset];
  return visible_ == 0 ? offsets_.front() : offsets_[visible_ - 1] + 1;
}

}  // namespace millrace

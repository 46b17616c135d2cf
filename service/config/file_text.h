// A file's text, and where in it an offset is for people.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

struct TextPosition {
  std::size_t line = 1;    // from 1
  std::size_t column = 1;  // from 1, in characters
};

// Immutable. Offsets count bytes from 0.
class FileText {
 public:
  explicit FileText(std::string text);  // a byte order mark is dropped

  const std::string& text() const { return text_; }
  TextPosition position(std::size_t offset) const;
  std::size_t line_start(std::size_t line) const { return starts_[line - 1]; }
  // Without its line break.
  std::string_view line(std::size_t line) const;
  // The first byte that a text file does not have: a control character, or what is not UTF-8.
  std::optional<std::size_t> first_foreign_byte() const;

 private:
  std::string text_;
  std::vector<std::size_t> starts_;
};

// How many bytes the valid UTF-8 character at `offset` has; 0: it is not one.
std::size_t utf8_length(std::string_view text, std::size_t offset);
// How many characters valid UTF-8 has.
std::size_t count_characters(std::string_view text);

}  // namespace millrace

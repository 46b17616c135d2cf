// The SQL text and its tokens: turns what the parser says about places into ranges of bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "service/sql/parse/problems.h"

namespace millrace::sql {

inline constexpr std::size_t kLongestText =
    std::size_t{16} * 1024;  // bytes; longer ones are refused, and have no tokens

struct Token {
  std::size_t start = 0;
  std::size_t end = 0;
  bool identifier = false;  // not a keyword, maybe quoted
};

// Immutable; views nothing it does not own.
class SourceText {
 public:
  explicit SourceText(std::string text);

  const std::string& text() const { return text_; }
  const std::vector<Token>& tokens() const {
    return tokens_;
  }  // without comments; empty if the text has no valid tokens
  std::string_view words(const Token& token) const;

  // A node's location (bytes from 0; negative: unknown, the start): the token there, or the next one.
  Position at(int location) const;
  // The same, spanning that many tokens: o.amount has three.
  Position at(int location, std::size_t tokens) const;
  // A parser error's cursor (characters from 1; 0: unknown).
  Position at_character(int cursor) const;
  // The first such word (in capitals) outside parentheses, else the first one at all.
  std::optional<Position> find_keyword(std::string_view word) const;
  Position keyword(std::string_view word) const { return find_keyword(word).value_or(at(0)); }
  // The token there in capitals, "EXTRACT".
  std::string capitals(Position at) const;

 private:
  std::size_t end_of_content() const;

  std::string text_;
  std::vector<Token> tokens_;
};

}  // namespace millrace::sql

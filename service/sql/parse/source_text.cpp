#include "service/sql/parse/source_text.h"

#include <pg_query.h>
#include <pg_query/pg_query.pb-c.h>

#include <memory>

namespace millrace::sql {
namespace {

std::string upper(std::string_view word) {
  std::string out(word);
  for (auto& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return out;
}

bool is_comment(const PgQuery__ScanToken& token) {
  return token.token == PG_QUERY__TOKEN__SQL_COMMENT || token.token == PG_QUERY__TOKEN__C_COMMENT;
}

std::vector<Token> scan(const std::string& text) {
  const std::unique_ptr<PgQueryScanResult, void (*)(PgQueryScanResult*)> result(
      new PgQueryScanResult(pg_query_scan(text.c_str())), [](PgQueryScanResult* r) {
        pg_query_free_scan_result(*r);
        delete r;
      });
  std::vector<Token> tokens;
  if (result->error != nullptr) return tokens;
  const std::unique_ptr<PgQuery__ScanResult, void (*)(PgQuery__ScanResult*)> scanned(
      pg_query__scan_result__unpack(nullptr, result->pbuf.len,
                                    reinterpret_cast<const std::uint8_t*>(result->pbuf.data)),
      [](PgQuery__ScanResult* r) { pg_query__scan_result__free_unpacked(r, nullptr); });
  if (!scanned) return tokens;
  for (std::size_t i = 0; i < scanned->n_tokens; ++i) {
    const auto& token = *scanned->tokens[i];
    if (is_comment(token)) continue;
    tokens.push_back({static_cast<std::size_t>(token.start), static_cast<std::size_t>(token.end),
                      token.token == PG_QUERY__TOKEN__IDENT});
  }
  return tokens;
}

}  // namespace

SourceText::SourceText(std::string text) : text_(std::move(text)) {
  if (text_.size() <= kLongestText) tokens_ = scan(text_);
}

std::string_view SourceText::words(const Token& token) const {
  return std::string_view(text_).substr(token.start, token.end - token.start);
}

std::size_t SourceText::end_of_content() const {
  const auto last = text_.find_last_not_of(" \t\r\n");
  return last == std::string::npos ? 0 : last + 1;
}

Position SourceText::at(int location) const { return at(location, 1); }

Position SourceText::at(int location, std::size_t tokens) const {
  const auto wanted = location < 0 ? 0 : static_cast<std::size_t>(location);
  const auto found = std::ranges::upper_bound(tokens_, wanted, {}, &Token::end);
  if (found == tokens_.end()) return {std::min(wanted, end_of_content()), 1};
  const auto left = static_cast<std::size_t>(tokens_.end() - found);
  const auto& last = found[static_cast<std::ptrdiff_t>(std::min(tokens, left)) - 1];
  return {found->start, last.end - found->start};
}

Position SourceText::at_character(int cursor) const {
  if (cursor <= 0) return at(0);
  std::size_t offset = 0;
  for (int seen = 1; seen < cursor && offset < text_.size(); ++seen) {
    ++offset;
    while (offset < text_.size() && (static_cast<unsigned char>(text_[offset]) & 0xC0) == 0x80) ++offset;
  }
  if (offset >= end_of_content()) return {end_of_content(), 1};
  return at(static_cast<int>(offset));
}

std::optional<Position> SourceText::find_keyword(std::string_view word) const {
  std::optional<Position> anywhere;
  int depth = 0;
  for (const auto& token : tokens_) {
    if (words(token) == "(") ++depth;
    if (words(token) == ")") --depth;
    if (upper(words(token)) != word) continue;
    const Position here{token.start, token.end - token.start};
    if (depth == 0) return here;
    if (!anywhere) anywhere = here;
  }
  return anywhere;
}

std::string SourceText::capitals(Position at) const {
  return upper(std::string_view(text_).substr(std::min(at.offset, text_.size()), at.length));
}

}  // namespace millrace::sql

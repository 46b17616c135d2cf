#include "service/sql/parse/parser.h"

#include <fmt/format.h>
#include <pg_query.h>

#include <algorithm>
#include <memory>

#include "service/sql/parse/select_reader.h"
#include "service/sql/parse/utf8.h"

namespace millrace::sql {
namespace {

using Tree = std::unique_ptr<PgQuery__ParseResult, void (*)(PgQuery__ParseResult*)>;

Tree no_tree() {
  return {nullptr, [](PgQuery__ParseResult* tree) { pg_query__parse_result__free_unpacked(tree, nullptr); }};
}

// Bytes of a name without its quotes.
std::size_t name_length(std::string_view written) {
  if (!written.starts_with('"')) return written.size();
  return written.size() - 2 - (static_cast<std::size_t>(std::ranges::count(written, '"')) - 2) / 2;
}

bool is_acceptable(const SourceText& source, Problems& problems) {
  const auto& text = source.text();
  if (text.size() > kLongestText) {
    problems.add({kLongestText, 1},
                 fmt::format("the text is {} bytes long; at most {} are read", text.size(), kLongestText));
  } else if (const auto nul = text.find('\0'); nul != std::string::npos) {
    problems.add({nul, 1}, "the text contains a NUL byte");
  } else if (!is_valid_utf8(text)) {
    problems.add({0, 1}, "the text is not valid UTF-8");
  }
  for (const auto& token : source.tokens()) {
    if (token.identifier && name_length(source.words(token)) > kLongestIdentifier)
      problems.add({token.start, token.end - token.start}, "name longer than 63 bytes");
  }
  return problems.empty();
}

std::string parser_words(std::string_view message) {
  if (message.starts_with("memory exhausted")) return "the text is nested too deeply";
  return std::string(message);
}

Tree postgres_tree(const SourceText& source, Problems& problems) {
  auto tree = no_tree();
  const std::unique_ptr<PgQueryProtobufParseResult, void (*)(PgQueryProtobufParseResult*)> parsed(
      new PgQueryProtobufParseResult(pg_query_parse_protobuf(source.text().c_str())), [](auto* result) {
        pg_query_free_protobuf_parse_result(*result);
        delete result;
      });
  if (parsed->error != nullptr) {
    problems.add(source.at_character(parsed->error->cursorpos), parser_words(parsed->error->message));
    return tree;
  }
  const auto& bytes = parsed->parse_tree;
  tree.reset(pg_query__parse_result__unpack(nullptr, bytes.len, reinterpret_cast<const std::uint8_t*>(bytes.data)));
  if (!tree) problems.add({0, 1}, "the parser's answer cannot be read");
  return tree;
}

}  // namespace

std::optional<ast::Select> parse(const SourceText& source, Problems& problems) {
  if (!is_acceptable(source, problems)) return std::nullopt;
  const auto tree = postgres_tree(source, problems);
  if (!tree) return std::nullopt;
  if (tree->n_stmts == 0) {
    problems.add({0, 1}, "the text holds no statement; a query is one SELECT");
    return std::nullopt;
  }
  if (tree->n_stmts > 1) {
    problems.add(source.at(tree->stmts[1]->stmt_location), "a second statement; a query is one SELECT");
    return std::nullopt;
  }
  const auto& statement = *tree->stmts[0];
  if (statement.stmt->node_case != PG_QUERY__NODE__NODE_SELECT_STMT) {
    const auto at = source.at(statement.stmt_location);
    problems.add(at, fmt::format("{} is not supported: a query is one SELECT", source.capitals(at)));
    return std::nullopt;
  }
  return read_select(*statement.stmt->select_stmt, source, problems);
}

}  // namespace millrace::sql

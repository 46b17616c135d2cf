// From text to the tree: PostgreSQL's own parser, then a reader that lets through only what Millrace knows.
#pragma once

#include <optional>

#include "service/sql/parse/ast.h"
#include "service/sql/parse/source_text.h"

namespace millrace::sql {

inline constexpr int kDeepestNesting = 500;  // of expressions: bounds every recursion over the tree
// 1+1+1+... nests 8,192 deep in 16 KiB; unpacking that tree was measured to need 1.9 KiB a level. Only what is touched
// takes memory.
inline constexpr std::size_t kParserStack = std::size_t{64} * 1024 * 1024;

// Must run on a stack of kParserStack bytes. nullopt: no SELECT was found, and why is in `problems`;
// otherwise `problems` may still have grown, and what was refused is ast::Refused in the tree.
std::optional<ast::Select> parse(const SourceText& text, Problems& problems);

}  // namespace millrace::sql

// The names an expression may use.
#pragma once

#include <optional>
#include <string>

#include "service/sql/bind/bound.h"
#include "service/sql/parse/ast.h"

namespace millrace::sql {

// One source under one name. Views the caller's columns; immutable.
class Scope {
 public:
  // Null: a source that is not known, and may have any column. No alias: nor is it known what it is called. Both were
  // reported; what would be a guess is not said.
  Scope(const SourceColumns* source, std::optional<std::string> alias);

  const SourceColumns& source() const { return source_; }
  bool has(std::string_view column) const { return index(column).has_value(); }
  bool may_have(std::string_view column) const { return !known_ || has(column); }
  // Null: reported, here or where the column is declared.
  BoundPtr column(const ast::Column& name, Position at, Problems& problems) const;
  BoundPtr column(std::size_t index, Position at, Problems& problems) const;
  bool check_qualifier(const std::string& qualifier, Position at, Problems& problems) const;

 private:
  std::optional<std::size_t> index(std::string_view column) const;
  std::string unknown_column(const std::string& name) const;

  const SourceColumns& source_;
  bool known_;
  std::optional<std::string> alias_;
};

// The source of that name; null: reported, with the nearest one there is.
const SourceColumns* find_source(const ast::Source& wanted, std::span<const SourceColumns> sources, Problems& problems);

}  // namespace millrace::sql

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
  Scope(const SourceColumns& source, std::string alias) : source_(source), alias_(std::move(alias)) {}

  const SourceColumns& source() const { return source_; }
  bool has(std::string_view column) const { return index(column).has_value(); }
  // Null: reported.
  BoundPtr column(const ast::Column& name, Position at, Problems& problems) const;
  BoundPtr column(std::size_t index, Position at) const;
  bool check_qualifier(const std::string& qualifier, Position at, Problems& problems) const;

 private:
  std::optional<std::size_t> index(std::string_view column) const;
  std::string unknown_column(const std::string& name) const;

  const SourceColumns& source_;
  std::string alias_;
};

// The source of that name; null: reported, with the nearest one there is.
const SourceColumns* find_source(const ast::Source& wanted, std::span<const SourceColumns> sources, Problems& problems);

}  // namespace millrace::sql

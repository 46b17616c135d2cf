// The row that record expressions see: the columns that are used, each once, in the order of their declaration.
#pragma once

#include <vector>

#include "service/sql/bind/bound.h"

namespace millrace::sql {

class RecordRow {
 public:
  explicit RecordRow(const SourceColumns& source) : source_(source), used_(source.columns.size()) {}

  void use(const Bound& expression);                 // notes the columns of an expression; call for all before place()
  BoundPtr place(const BoundPtr& expression) const;  // columns become slots
  std::vector<std::string> names() const;

 private:
  std::size_t slot(std::size_t column) const;

  const SourceColumns& source_;
  std::vector<bool> used_;
};

}  // namespace millrace::sql

// A whole SELECT, bound: what the planner turns into a Query.
#pragma once

#include <optional>

#include "service/sql/bind/scope.h"
#include "service/sql/parse/ast.h"

namespace millrace::sql {

struct BoundOutput {
  std::string name;
  BoundPtr expression;  // null: reported
};

struct BoundSelect {
  const SourceColumns* source = nullptr;
  BoundPtr where;  // null: none (or reported)
  bool grouped = false;
  std::optional<Window> window;
  std::vector<BoundPtr> keys;  // all of them bound, each once
  bool keys_complete = true;   // false: some key is missing because it was reported
  std::vector<BoundOutput> outputs;
};

// As far as it can be bound; whatever is missing is told in `problems`.
BoundSelect bind_select(const ast::Select& select, std::span<const SourceColumns> sources, Problems& problems);

}  // namespace millrace::sql

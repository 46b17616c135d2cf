// ${VAR}, ${VAR:-default} and $${ inside a scalar's value: after parsing, so that a value injects no structure.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "service/config/config.h"

namespace millrace {

struct ExpandProblem {
  std::size_t offset = 0;  // in the text before expansion
  std::size_t length = 0;
  std::string message;  // never quotes the text: it may be a secret
};

struct Expanded {
  std::string text;
  std::vector<ExpandProblem> problems;
};

// A default stands for a variable that is unset or empty, as in a shell; it ends at the next '}'.
// "$${" is a literal "${"; any other '$' stands for itself.
Expanded expand(const std::string& text, const Environment& environment);

}  // namespace millrace

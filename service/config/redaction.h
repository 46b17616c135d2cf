// Hides secrets in what people are shown: logs, errors, the admin interface.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace millrace {

// Replaces secrets wherever they turn up in a text. Immutable.
class Redaction {
 public:
  explicit Redaction(std::vector<std::string> secrets) : secrets_(std::move(secrets)) {}
  std::string apply(std::string_view text) const;

 private:
  std::vector<std::string> secrets_;  // whole ones before parts of them
};

}  // namespace millrace

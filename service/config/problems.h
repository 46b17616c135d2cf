// Collects everything that is wrong with a file, and shows the places without showing secrets.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "service/config/config.h"
#include "service/config/file_text.h"
#include "service/config/yaml_tree.h"

namespace millrace {

// Lives while one file is read, which it borrows. Offsets are the file's, in bytes.
class Problems {
 public:
  explicit Problems(const FileText& file) : file_(file) {}

  void add(std::size_t offset, std::size_t length, std::string message);
  void add(const YamlNode& node, std::string message);  // marks the whole scalar, or where anything else begins
  // At an offset within a scalar's value.
  void add_within(const YamlNode& scalar, std::size_t offset, std::size_t length, std::string message);
  // Excerpts show asterisks there.
  void mask(const YamlNode& node);
  // For a text that could not be parsed, so that nobody knows where a secret ends.
  void withhold_excerpts() { withhold_ = true; }

  bool empty() const { return found_.empty(); }
  // In order of position, each place and message once.
  std::vector<ConfigProblem> take() const;

 private:
  struct Found {
    std::size_t offset;
    std::size_t order;  // in which it was found: keeps what stands at one place in order
    std::size_t length;
    std::string message;
  };
  std::string excerpt(const Found& found) const;
  std::string masked_line(std::size_t line) const;

  const FileText& file_;
  std::vector<Found> found_;
  std::vector<std::pair<std::size_t, std::size_t>> masks_;  // from, to
  bool withhold_ = false;
};

}  // namespace millrace

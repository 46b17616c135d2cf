// From a place in a scalar's value back to the place in the file that it was written at.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "service/config/yaml_tree.h"

namespace millrace {

// Where each byte of one scalar's value stands in the file: plain, quoted, literal (|) and folded (>) ones.
// Exact for every visible character; white space that YAML folded or stripped maps to a neighbour.
class ScalarMap {
 public:
  ScalarMap(const std::string& file, const YamlNode& scalar);

  // The file's offset for an offset in the value. Past the last visible character: just behind that.
  std::size_t to_file(std::size_t offset) const;
  std::size_t end() const { return end_; }  // in the file, behind the scalar with its closing quote

 private:
  std::vector<std::size_t> offsets_;  // of each byte of the value
  std::size_t visible_ = 0;           // bytes of the value up to its last visible one
  std::size_t end_ = 0;
};

}  // namespace millrace

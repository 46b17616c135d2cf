// The pieces of the pipeline file's tree, checked for their form.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "service/config/config.h"
#include "service/config/problems.h"
#include "service/config/yaml_tree.h"

namespace millrace {

// What reading needs everywhere. Borrowed by everything below for as long as one file is read.
struct Reading {
  const Environment& environment;
  Problems& problems;
  NamedFiles files = NamedFiles::kNotRead;
};

struct NamedNode {
  std::string name;
  const YamlNode* key = nullptr;
  const YamlNode* value = nullptr;
};

// A scalar after expansion, with where it stood.
struct Text {
  std::string value;
  const YamlNode* node = nullptr;
};

// The entries of a mapping; doubled keys and keys that are no text are reported and left out. `what` is it in words:
// "sources". Anything but a mapping is reported, and has no entries.
std::vector<NamedNode> named_entries(const YamlNode& node, std::string_view what, Reading& reading);
// The text of a scalar. Anything else, and what cannot be expanded, is reported.
std::optional<Text> read_text(const YamlNode& node, std::string_view what, Reading& reading);
std::string in_quotes(std::string_view name);  // 'name'
// "; did you mean 'x'?", or "; known: ..." when nothing is near.
std::string suggestion(std::string_view wanted, const std::vector<std::string>& known);

}  // namespace millrace

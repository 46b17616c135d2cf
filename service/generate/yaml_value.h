// YAML to be written: made from what was read, changed, and printed so that every YAML reader takes it for the same.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "service/config/yaml_tree.h"

namespace millrace {

struct YamlScalar {
  std::string text;
  bool quoted = false;  // never to be taken for a number or a boolean
};

struct YamlPair;

struct YamlValue {
  using Scalar = YamlScalar;
  using List = std::vector<YamlValue>;
  using Mapping = std::vector<YamlPair>;

  std::variant<Scalar, List, Mapping> value;

  YamlValue* find(std::string_view key);  // nullptr: none; what is no mapping has none
  void erase(std::string_view key);
  void set(std::string_view key, YamlValue to);  // what is no mapping becomes one
};

struct YamlPair {
  std::string key;
  YamlValue value;
};

YamlValue plain(std::string text);
YamlValue quoted(std::string text);

// As deep as the tree is, so only for one that was read as a pipeline file without a problem.
YamlValue yaml_value(const YamlNode& node);

// Block style, two blanks a level, `indent` blanks before each line; ends with a line break.
std::string yaml_text(const YamlValue& value, std::size_t indent = 0);

}  // namespace millrace

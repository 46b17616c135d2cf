// YAML as a tree that remembers where everything stood, keeps doubled keys, and cannot be deep enough to hurt.
#pragma once

#include <cstddef>
#include <deque>
#include <expected>
#include <string>
#include <vector>

namespace millrace {

struct YamlNode;

struct YamlEntry {
  const YamlNode* key = nullptr;
  const YamlNode* value = nullptr;
};

struct YamlNode {
  enum class Kind { kNull, kScalar, kSequence, kMapping } kind = Kind::kNull;
  std::size_t offset = 0;  // of its first byte in the text, an anchor or tag before it included
  bool quoted = false;     // a scalar in quotes or a block scalar, without a tag
  std::string scalar;
  std::vector<const YamlNode*> items;
  std::vector<YamlEntry> entries;  // in the order of the text; merge keys (<<) already resolved
};

// Owns every node, so that neither aliases nor nesting make a walk or the destruction recursive.
struct YamlTree {
  std::deque<YamlNode> nodes;
  const YamlNode* root = nullptr;
};

struct YamlError {
  std::size_t offset = 0;
  std::string message;  // never quotes the text: it may hold secrets
};

// One document. Refused: none, several, tags of one's own, an alias inside its own anchor.
std::expected<YamlTree, YamlError> parse_yaml(const std::string& text);

const char* kind_name(const YamlNode& node);  // "a mapping", "a list", "text", "nothing"

}  // namespace millrace

#include "service/config/yaml_tree.h"

#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <sstream>

#include "service/config/yaml_errors.h"
#include "service/config/yaml_tree_builder.h"

namespace millrace {

std::expected<YamlTree, YamlError> parse_yaml(const std::string& text) {
  YamlTree tree;
  YamlTreeBuilder builder(tree);
  try {
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    while (builder.documents() < 2 && parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::Exception& exception) {
    if (!builder.refused()) return std::unexpected(syntax_error(text, exception));
  }
  if (builder.refused()) return std::unexpected(*builder.refused());
  if (tree.root == nullptr || tree.root->kind == YamlNode::Kind::kNull) {
    return std::unexpected(YamlError{0, "the file is empty; a pipeline needs name, kafka, sources and queries"});
  }
  return tree;
}

const char* kind_name(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::kNull:
      return "nothing";
    case YamlNode::Kind::kScalar:
      return "text";
    case YamlNode::Kind::kSequence:
      return "a list";
    case YamlNode::Kind::kMapping:
      return "a mapping";
  }
  return "";
}

}  // namespace millrace

// From yaml-cpp's events to the tree.
#pragma once

#include <yaml-cpp/eventhandler.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "service/config/yaml_tree.h"

namespace millrace {

// Fills the tree it borrows. The first thing that is refused is kept; building goes on.
class YamlTreeBuilder : public YAML::EventHandler {
 public:
  explicit YamlTreeBuilder(YamlTree& tree) : tree_(tree) {}

  const std::optional<YamlError>& refused() const { return refused_; }
  int documents() const { return documents_; }

  void OnDocumentStart(const YAML::Mark& mark) override;
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override;
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override;
  void OnMapEnd() override;

 private:
  void refuse(const YAML::Mark& mark, const char* message);
  void check_tag(const YAML::Mark& mark, const std::string& tag);
  YamlNode& make(const YAML::Mark& mark, YamlNode::Kind kind, YAML::anchor_t anchor);
  void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YamlNode::Kind kind);
  void close();
  void attach(const YamlNode& node);

  YamlTree& tree_;
  std::map<YAML::anchor_t, YamlNode*> anchors_;
  std::vector<YamlNode*> open_;
  std::optional<YamlError> refused_;
  int documents_ = 0;
};

}  // namespace millrace

#include "service/config/yaml_tree_builder.h"

#include <yaml-cpp/mark.h>

#include <algorithm>
#include <string_view>

namespace millrace {
namespace {

constexpr std::string_view kPlain = "?";
constexpr std::string_view kQuoted = "!";
constexpr std::string_view kStandardTags = "tag:yaml.org,2002:";

// `<<: *defaults` and `<<: [*a, *b]`: what the mapping does not have itself comes from there.
void resolve_merges(YamlNode& mapping) {
  std::vector<YamlEntry> own;
  std::vector<const YamlNode*> merged;
  for (const YamlEntry& entry : mapping.entries) {
    const bool is_merge = entry.key->scalar == "<<" && !entry.key->quoted;
    if (is_merge && entry.value->kind == YamlNode::Kind::kMapping) {
      merged.push_back(entry.value);
    } else if (is_merge && entry.value->kind == YamlNode::Kind::kSequence) {
      merged.insert(merged.end(), entry.value->items.begin(), entry.value->items.end());
    } else {
      own.push_back(entry);
    }
  }
  for (const YamlNode* from : merged) {
    for (const YamlEntry& entry : from->entries) {
      const auto same = [&](const YamlEntry& other) { return other.key->scalar == entry.key->scalar; };
      if (std::ranges::none_of(own, same)) own.push_back(entry);
    }
  }
  mapping.entries = std::move(own);
}

}  // namespace

void YamlTreeBuilder::OnDocumentStart(const YAML::Mark& mark) {
  if (++documents_ > 1) refuse(mark, "a second document begins here; a pipeline file has one");
}

void YamlTreeBuilder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
  YamlNode& node = make(mark, YamlNode::Kind::kNull, anchor);
  attach(node);
}

void YamlTreeBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) {
  const auto found = anchors_.find(anchor);
  const bool open = found != anchors_.end() && std::ranges::find(open_, found->second) != open_.end();
  if (found == anchors_.end() || open) {
    refuse(mark, "an alias inside the very node that it names");
    attach(make(mark, YamlNode::Kind::kNull, YAML::NullAnchor));
  } else {
    attach(*found->second);
  }
}

void YamlTreeBuilder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                               const std::string& value) {
  check_tag(mark, tag);
  YamlNode& node = make(mark, YamlNode::Kind::kScalar, anchor);
  node.scalar = value;
  node.quoted = tag == kQuoted;
  attach(node);
}

void YamlTreeBuilder::OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                                      YAML::EmitterStyle::value) {
  open(mark, tag, anchor, YamlNode::Kind::kSequence);
}

void YamlTreeBuilder::OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                                 YAML::EmitterStyle::value) {
  open(mark, tag, anchor, YamlNode::Kind::kMapping);
}

void YamlTreeBuilder::OnMapEnd() {
  resolve_merges(*open_.back());
  close();
}

void YamlTreeBuilder::refuse(const YAML::Mark& mark, const char* message) {
  if (!refused_) refused_ = YamlError{static_cast<std::size_t>(mark.pos), message};
}

void YamlTreeBuilder::check_tag(const YAML::Mark& mark, const std::string& tag) {
  if (tag.empty() || tag == kPlain || tag == kQuoted || tag.starts_with(kStandardTags)) return;
  refuse(mark, "a tag: a pipeline file has none; put text that begins with '!' in quotes");
}

YamlNode& YamlTreeBuilder::make(const YAML::Mark& mark, YamlNode::Kind kind, YAML::anchor_t anchor) {
  YamlNode& node = tree_.nodes.emplace_back();
  node.kind = kind;
  node.offset = static_cast<std::size_t>(mark.pos);
  if (anchor != YAML::NullAnchor) anchors_[anchor] = &node;
  return node;
}

void YamlTreeBuilder::open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YamlNode::Kind kind) {
  check_tag(mark, tag);
  open_.push_back(&make(mark, kind, anchor));
}

void YamlTreeBuilder::close() {
  const YamlNode* closed = open_.back();
  open_.pop_back();
  attach(*closed);
}

void YamlTreeBuilder::attach(const YamlNode& node) {
  if (open_.empty()) {
    if (tree_.root == nullptr) tree_.root = &node;
    return;
  }
  YamlNode& parent = *open_.back();
  if (parent.kind == YamlNode::Kind::kSequence) {
    parent.items.push_back(&node);
  } else if (parent.entries.empty() || parent.entries.back().value != nullptr) {
    parent.entries.push_back({&node, nullptr});
  } else {
    parent.entries.back().value = &node;
  }
}

}  // namespace millrace

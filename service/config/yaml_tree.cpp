#include "service/config/yaml_tree.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <optional>
#include <sstream>
#include <string_view>

namespace millrace {
namespace {

constexpr std::string_view kPlain = "?";
constexpr std::string_view kQuoted = "!";
constexpr std::string_view kStandardTags = "tag:yaml.org,2002:";

// Builds the tree from yaml-cpp's events. The first thing that is refused is kept; building goes on.
class TreeBuilder : public YAML::EventHandler {
 public:
  explicit TreeBuilder(YamlTree& tree) : tree_(tree) {}

  const std::optional<YamlError>& refused() const { return refused_; }
  int documents() const { return documents_; }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ > 1) refuse(mark, "a second document begins here; a pipeline file has one");
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    YamlNode& node = make(mark, YamlNode::Kind::kNull, anchor);
    attach(node);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    const bool open = found != anchors_.end() && std::ranges::find(open_, found->second) != open_.end();
    if (found == anchors_.end() || open) {
      refuse(mark, "an alias inside the very node that it names");
      attach(make(mark, YamlNode::Kind::kNull, YAML::NullAnchor));
    } else {
      attach(*found->second);
    }
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    check_tag(mark, tag);
    YamlNode& node = make(mark, YamlNode::Kind::kScalar, anchor);
    node.scalar = value;
    node.quoted = tag == kQuoted;
    attach(node);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, YamlNode::Kind::kSequence);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, YamlNode::Kind::kMapping);
  }
  void OnMapEnd() override {
    resolve_merges(*open_.back());
    close();
  }

 private:
  void refuse(const YAML::Mark& mark, const char* message) {
    if (!refused_) refused_ = YamlError{static_cast<std::size_t>(mark.pos), message};
  }

  void check_tag(const YAML::Mark& mark, const std::string& tag) {
    if (tag.empty() || tag == kPlain || tag == kQuoted || tag.starts_with(kStandardTags)) return;
    refuse(mark, "a tag: a pipeline file has none; put text that begins with '!' in quotes");
  }

  YamlNode& make(const YAML::Mark& mark, YamlNode::Kind kind, YAML::anchor_t anchor) {
    YamlNode& node = tree_.nodes.emplace_back();
    node.kind = kind;
    node.offset = static_cast<std::size_t>(mark.pos);
    if (anchor != YAML::NullAnchor) anchors_[anchor] = &node;
    return node;
  }

  void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YamlNode::Kind kind) {
    check_tag(mark, tag);
    open_.push_back(&make(mark, kind, anchor));
  }

  void close() {
    const YamlNode* closed = open_.back();
    open_.pop_back();
    attach(*closed);
  }

  void attach(const YamlNode& node) {
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

  // `<<: *defaults` and `<<: [*a, *b]`: what the mapping does not have itself comes from there.
  static void resolve_merges(YamlNode& mapping) {
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

  YamlTree& tree_;
  std::map<YAML::anchor_t, YamlNode*> anchors_;
  std::vector<YamlNode*> open_;
  std::optional<YamlError> refused_;
  int documents_ = 0;
};

// yaml-cpp's words, without the piece of the text that some of them end with, and with what to do.
std::string in_words(std::string_view message) {
  message = message.substr(0, message.find(": "));
  std::string words = "not valid YAML: " + std::string(message);
  if (message == YAML::ErrorMsg::MAP_VALUE) {
    words += "; check the indentation of this line and of those above, or put text that holds ': ' in quotes";
  } else if (message == YAML::ErrorMsg::END_OF_MAP_FLOW || message == YAML::ErrorMsg::END_OF_SEQ_FLOW) {
    words += "; within { } or [ ] put ${NAME}, and text with a comma or a bracket, in quotes";
  } else if (message == YAML::ErrorMsg::UNKNOWN_ANCHOR) {
    words += "; put text that begins with '*' in quotes";
  } else if (message == YAML::ErrorMsg::UNKNOWN_TOKEN) {
    words += "; put text that begins with '%', '@' or '`' in quotes";
  } else if (std::string_view(YAML::ErrorMsg::INVALID_ESCAPE).starts_with(message)) {
    words += "; in double quotes write \\\\ for a backslash, or use single quotes";
  }
  return words;
}

// A tab before the first character of the line of `offset`: yaml-cpp often complains about something later instead.
std::optional<std::size_t> indenting_tab(const std::string& text, std::size_t offset) {
  const std::size_t break_before = offset == 0 ? std::string::npos : text.rfind('\n', offset - 1);
  const std::size_t start = break_before == std::string::npos ? 0 : break_before + 1;
  const std::size_t first = text.find_first_not_of(" \t", start);
  const std::size_t tab = text.find('\t', start);
  if (tab == std::string::npos || (first != std::string::npos && tab > first)) return std::nullopt;
  return tab;
}

YamlError syntax_error(const std::string& text, const YAML::Exception& exception) {
  const std::size_t offset = exception.mark.pos < 0 ? 0 : static_cast<std::size_t>(exception.mark.pos);
  if (const auto tab = indenting_tab(text, std::min(offset, text.size()))) {
    return {*tab, "not valid YAML: a tab in the indentation; indent with spaces"};
  }
  return {offset, in_words(exception.msg)};
}

}  // namespace

std::expected<YamlTree, YamlError> parse_yaml(const std::string& text) {
  YamlTree tree;
  TreeBuilder builder(tree);
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

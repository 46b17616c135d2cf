#include "service/config/entries.h"

#include <algorithm>

#include "base/nearest_name.h"
#include "service/config/expand.h"
#include "service/config/secrets.h"

namespace millrace {
namespace {

bool is_duplicate(const NamedNode& entry, const std::vector<NamedNode>& before) {
  return std::ranges::find(before, entry.name, &NamedNode::name) != before.end();
}

}  // namespace

std::string in_quotes(std::string_view name) { return "'" + std::string(name) + "'"; }

std::string suggestion(std::string_view wanted, const std::vector<std::string>& known) {
  if (const auto near = nearest_name(wanted, known)) return "; did you mean " + in_quotes(*near) + "?";
  std::string list;
  for (const std::string& name : known) list += (list.empty() ? "" : ", ") + name;
  return list.empty() ? "" : "; known: " + list;
}

std::vector<NamedNode> named_entries(const YamlNode& node, std::string_view what, Reading& reading) {
  std::vector<NamedNode> entries;
  if (node.kind != YamlNode::Kind::kMapping) {
    reading.problems.add(node, std::string(what) + " must be a mapping, not " + kind_name(node));
    return entries;
  }
  bool after_secret = false;
  for (const YamlEntry& entry : node.entries) {
    const NamedNode named{entry.key->scalar, entry.key, entry.value};
    const bool rest_of_secret = after_secret && entry.value->kind == YamlNode::Kind::kNull;
    after_secret = rest_of_secret || is_secret_property(named.name);
    if (rest_of_secret) {  // within { } a comma in it cut it in two: the rest must not be quoted
      reading.problems.mask(*entry.key);
      reading.problems.add(*entry.key, "a key without a value after a secret: put the secret in quotes");
    } else if (entry.key->kind != YamlNode::Kind::kScalar) {
      reading.problems.add(*entry.key, "a key of " + std::string(what) + " must be text, not " + kind_name(*entry.key));
    } else if (is_duplicate(named, entries)) {
      reading.problems.add(*entry.key, in_quotes(named.name) + " is given twice in " + std::string(what));
    } else {
      entries.push_back(named);
    }
  }
  return entries;
}

std::optional<Text> read_text(const YamlNode& node, std::string_view what, Reading& reading) {
  if (node.kind != YamlNode::Kind::kScalar) {
    reading.problems.add(node, std::string(what) + " must be text, not " + kind_name(node));
    return std::nullopt;
  }
  Expanded expanded = expand(node.scalar, reading.environment);
  for (const ExpandProblem& problem : expanded.problems) {
    reading.problems.add_within(node, problem.offset, problem.length, problem.message);
  }
  if (!expanded.problems.empty()) return std::nullopt;
  return Text{std::move(expanded.text), &node};
}

}  // namespace millrace

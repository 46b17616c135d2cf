#include "service/config/section.h"

#include <algorithm>
#include <span>
#include <stdexcept>

#include "service/config/keys.h"
#include "service/config/units.h"

namespace millrace {
namespace {

std::vector<std::string> names_of(std::span<const KeySpec> keys) {
  std::vector<std::string> names;
  for (const KeySpec& key : keys) names.emplace_back(key.name);
  return names;
}

}  // namespace

Section::Section(const NamedNode& entry, std::string_view section, std::string where, Reading& reading)
    : section_(section), where_(std::move(where)), reading_(reading) {
  const std::vector<std::string> known = names_of(keys_of(section));
  readable_ = entry.value->kind == YamlNode::Kind::kMapping;
  for (const NamedNode& found : named_entries(*entry.value, where_, reading)) {
    if (std::ranges::find(known, found.name) == known.end()) {
      report_unknown(found, known);
    } else if (found.value->kind == YamlNode::Kind::kNull) {  // marked at its key: nothing stands nowhere
      reading.problems.add(*found.key, words(found.name) + " has no value; give it one or leave the key out");
      entries_.emplace(found.name, NamedNode{found.name, found.key, nullptr});
    } else {
      entries_.emplace(found.name, found);
    }
  }
  for (const KeySpec& key : keys_of(section)) {
    if (!readable_ || !key.required() || entries_.contains(key.name)) continue;
    const YamlNode& place = entry.key != nullptr ? *entry.key : *entry.value;
    reading.problems.add(place, where_ + " needs the key " + in_quotes(key.name));
  }
}

void Section::report_unknown(const NamedNode& entry, const std::vector<std::string>& known) const {
  reading_.problems.add(*entry.key,
                        "unknown key " + in_quotes(entry.name) + " in " + where_ + suggestion(entry.name, known));
}

std::string Section::words(std::string_view key) const { return in_quotes(key) + " of " + where_; }

const NamedNode* Section::find(std::string_view key) const {
  if (std::ranges::find(keys_of(section_), key, &KeySpec::name) == keys_of(section_).end()) {
    throw std::logic_error("key '" + std::string(key) + "' is not in the table of keys");
  }
  const auto found = entries_.find(key);
  return found == entries_.end() || found->second.value == nullptr ? nullptr : &found->second;
}

std::optional<Text> Section::text(std::string_view key) const {
  const NamedNode* entry = find(key);
  if (entry == nullptr) return std::nullopt;
  return read_text(*entry->value, words(key), reading_);
}

std::vector<Text> Section::texts(std::string_view key) const {
  std::vector<Text> texts;
  const NamedNode* entry = find(key);
  if (entry == nullptr) return texts;
  std::vector<const YamlNode*> nodes = {entry->value};
  if (entry->value->kind == YamlNode::Kind::kSequence) nodes = entry->value->items;
  for (const YamlNode* node : nodes) {
    auto text = read_text(*node, words(key), reading_);
    if (!text) continue;
    if (std::ranges::find(texts, text->value, &Text::value) != texts.end()) {
      reading_.problems.add(*node, words(key) + " names '" + text->value + "' twice");
    } else {
      texts.push_back(std::move(*text));
    }
  }
  return texts;
}

void Section::duration(std::string_view key, Millis& into, Millis least) const {
  const std::optional<Text> given = text(key);
  if (!given) return;
  constexpr Millis kMost = std::chrono::hours(24 * 365);
  const auto value = parse_duration(given->value);
  if (!value) {
    reading_.problems.add(*given->node, words(key) + ": " + value.error());
  } else if (*value < least || *value > kMost) {
    reading_.problems.add(*given->node, words(key) + " must be from " + format_duration(least) + " to " +
                                            format_duration(kMost) + ", not " + given->value);
  } else {
    into = *value;
  }
}

void Section::size(std::string_view key, std::uint64_t& into, std::uint64_t least) const {
  const std::optional<Text> given = text(key);
  if (!given) return;
  const auto value = parse_size(given->value);
  if (!value) {
    reading_.problems.add(*given->node, words(key) + ": " + value.error());
  } else if (*value < least) {
    reading_.problems.add(*given->node,
                          words(key) + " must be at least " + format_size(least) + ", not " + given->value);
  } else {
    into = *value;
  }
}

void Section::count(std::string_view key, std::uint32_t& into, std::uint32_t least, std::uint32_t most) const {
  const std::optional<Text> given = text(key);
  if (!given) return;
  const auto value = parse_count(given->value);
  if (!value || *value < least || *value > most) {
    reading_.problems.add(*given->node, words(key) + " must be a whole number from " + std::to_string(least) + " to " +
                                            std::to_string(most) + ", not '" + given->value + "'");
  } else {
    into = static_cast<std::uint32_t>(*value);
  }
}

std::optional<std::ptrdiff_t> Section::choose(std::string_view key, const std::vector<std::string>& names) const {
  const std::optional<Text> given = text(key);
  if (!given) return std::nullopt;
  const auto found = std::ranges::find(names, given->value);
  if (found != names.end()) return found - names.begin();
  reading_.problems.add(*given->node,
                        words(key) + " cannot be '" + given->value + "'" + suggestion(given->value, names));
  return std::nullopt;
}

}  // namespace millrace

#include "service/generate/yaml_value.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/letters.h"

namespace millrace {
namespace {

using Scalar = YamlValue::Scalar;
using List = YamlValue::List;
using Mapping = YamlValue::Mapping;

// Words that YAML 1.1 or 1.2 reads as something else than text.
constexpr std::array<std::string_view, 10> kOtherWords = {"y",   "n",    "yes",   "no",   "on",
                                                          "off", "true", "false", "null", "~"};

bool all_of(std::string_view text, std::string_view characters) {
  return text.find_first_not_of(characters) == std::string_view::npos;
}

bool needs_no_quotes(const Scalar& scalar) {
  constexpr std::string_view digits = "0123456789";
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  constexpr std::string_view within = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ._/-()";
  const std::string& text = scalar.text;
  if (text.empty() || text.ends_with(' ')) return false;
  if (!scalar.quoted && (text == "true" || text == "false")) return true;
  // Helm reads numbers as floating point, and shows long ones as 1e+06.
  if (!scalar.quoted && all_of(text, digits) && text.size() < 7) return text == "0" || text[0] != '0';
  const bool is_word = letters.contains(text[0]) || (text[0] == '.' && text.starts_with("./"));
  const bool is_duration =
      digits.contains(text[0]) && letters.contains(text.back()) && all_of(text, "0123456789hdmsBKMGTi");
  return (is_word && all_of(text, within) && std::ranges::find(kOtherWords, lower(text)) == kOtherWords.end()) ||
         is_duration;
}

// Lines that a literal block shows as they are.
bool fits_a_block(const std::string& text) {
  const bool printable =
      std::ranges::all_of(text, [](unsigned char c) { return c == '\n' || (c >= ' ' && c != 0x7f); });
  return printable && text.contains('\n') && text[0] != ' ' && text[0] != '\n' && !text.ends_with("\n\n");
}

std::string in_double_quotes(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') quoted += '\\';
    if (c == '\n')
      quoted += "\\n";
    else if (byte < ' ' || byte == 0x7f)
      quoted += fmt::format("\\x{:02x}", byte);
    else
      quoted += c;
  }
  return quoted + "\"";
}

std::string scalar_text(const Scalar& scalar, std::size_t indent) {
  if (!fits_a_block(scalar.text)) return needs_no_quotes(scalar) ? scalar.text : in_double_quotes(scalar.text);
  std::string block = scalar.text.ends_with('\n') ? "|" : "|-";
  for (std::size_t at = 0; at < scalar.text.size();) {
    const std::size_t end = std::min(scalar.text.find('\n', at), scalar.text.size());
    block += "\n" + (end == at ? "" : std::string(indent, ' ')) + scalar.text.substr(at, end - at);
    at = end + 1;
  }
  return block;
}

// " value" or, on lines of its own, what a collection holds.
std::string after_key(const YamlValue& value, std::size_t indent) {
  if (const auto* scalar = std::get_if<Scalar>(&value.value)) return " " + scalar_text(*scalar, indent) + "\n";
  if (const auto* list = std::get_if<List>(&value.value); list != nullptr && list->empty()) return " []\n";
  if (const auto* mapping = std::get_if<Mapping>(&value.value); mapping != nullptr && mapping->empty()) return " {}\n";
  return "\n" + yaml_text(value, indent);
}

}  // namespace

YamlValue* YamlValue::find(std::string_view key) {
  auto* mapping = std::get_if<Mapping>(&value);
  if (mapping == nullptr) return nullptr;
  const auto found = std::ranges::find(*mapping, key, &YamlPair::key);
  return found == mapping->end() ? nullptr : &found->value;
}

void YamlValue::erase(std::string_view key) {
  if (auto* mapping = std::get_if<Mapping>(&value))
    std::erase_if(*mapping, [&](const auto& entry) { return entry.key == key; });
}

void YamlValue::set(std::string_view key, YamlValue to) {
  if (auto* there = find(key)) {
    *there = std::move(to);
    return;
  }
  if (!std::holds_alternative<Mapping>(value)) value = Mapping{};
  std::get<Mapping>(value).push_back({std::string(key), std::move(to)});
}

YamlValue plain(std::string text) { return {Scalar{std::move(text), false}}; }
YamlValue quoted(std::string text) { return {Scalar{std::move(text), true}}; }

YamlValue yaml_value(const YamlNode& node) {
  if (node.kind == YamlNode::Kind::kMapping) {
    Mapping mapping;
    for (const YamlEntry& entry : node.entries) mapping.emplace_back(entry.key->scalar, yaml_value(*entry.value));
    return {std::move(mapping)};
  }
  if (node.kind == YamlNode::Kind::kSequence) {
    List list;
    for (const YamlNode* item : node.items) list.push_back(yaml_value(*item));
    return {std::move(list)};
  }
  return {Scalar{node.scalar, node.quoted}};
}

std::string yaml_text(const YamlValue& value, std::size_t indent) {
  const std::string before(indent, ' ');
  if (const auto* scalar = std::get_if<Scalar>(&value.value)) return before + scalar_text(*scalar, indent) + "\n";
  std::string text;
  if (const auto* list = std::get_if<List>(&value.value)) {
    for (const YamlValue& item : *list) {
      std::string lines = yaml_text(item, indent + 2);
      text += lines.replace(indent, 1, "-");
    }
    return text;
  }
  for (const auto& [key, held] : std::get<Mapping>(value.value)) {
    text += before + scalar_text({key, true}, indent + 2) + ":" + after_key(held, indent + 2);
  }
  return text;
}

}  // namespace millrace

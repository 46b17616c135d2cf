#include "service/config/yaml_errors.h"

#include <algorithm>
#include <optional>
#include <string_view>

namespace millrace {
namespace {

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

}  // namespace

YamlError syntax_error(const std::string& text, const YAML::Exception& exception) {
  const std::size_t offset = exception.mark.pos < 0 ? 0 : static_cast<std::size_t>(exception.mark.pos);
  if (const auto tab = indenting_tab(text, std::min(offset, text.size()))) {
    return {*tab, "not valid YAML: a tab in the indentation; indent with spaces"};
  }
  return {offset, in_words(exception.msg)};
}

}  // namespace millrace

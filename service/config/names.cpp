#include "service/config/names.h"

#include <algorithm>
#include <array>

#include "base/letters.h"

namespace millrace {
namespace {

bool is_lower_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_joint(char c) { return c == '.' || c == '_' || c == '-'; }

// The nearest valid spelling: lower case, anything else a hyphen.
std::string spell(std::string_view name) {
  std::string result;
  for (const char c : name) {
    const char letter = lower(c);
    const bool fine = is_lower_or_digit(letter) || (is_joint(letter) && !result.empty());
    if (fine) {
      result += letter;
    } else if (!result.empty() && !result.ends_with('-')) {
      result += '-';
    }
  }
  while (result.ends_with('-') && !name.ends_with('-')) result.pop_back();
  return result;
}

}  // namespace

std::optional<std::string> wrong_with_name(std::string_view name, std::size_t longest) {
  const std::string quoted = "'" + std::string(name) + "'";
  if (name.empty()) return "a name cannot be empty";
  if (name.size() > longest) return quoted + " is too long for a name: at most " + std::to_string(longest) + " letters";
  const auto fine = [](char c) { return is_lower_or_digit(c) || is_joint(c); };
  if (is_lower_or_digit(name[0]) && std::ranges::all_of(name, fine)) return std::nullopt;
  const std::string near = spell(name);
  return quoted + " is not a name: a-z, 0-9, '.', '_' and '-', a letter or digit first" +
         (near.empty() ? "" : "; for example '" + near + "'");
}

std::optional<std::string> wrong_with_topic(std::string_view topic) {
  const std::string quoted = "'" + std::string(topic) + "'";
  if (topic.empty()) return "a topic's name cannot be empty";
  const auto fine = [](char c) { return is_lower_or_digit(c) || is_upper(c) || is_joint(c); };
  const bool dots = topic == "." || topic == "..";
  if (topic.size() <= 249 && !dots && std::ranges::all_of(topic, fine)) return std::nullopt;
  return quoted + " is not a topic's name: at most 249 letters, digits, '.', '_' and '-'";
}

bool is_kafkas_own(std::string_view topic) {
  constexpr std::array<std::string_view, 4> kOwn = {"__consumer_offsets", "__transaction_state", "__share_group_state",
                                                    "__cluster_metadata"};
  return std::ranges::find(kOwn, topic) != kOwn.end();
}

}  // namespace millrace

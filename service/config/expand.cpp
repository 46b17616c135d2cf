#include "service/config/expand.h"

#include <cctype>
#include <optional>
#include <string_view>

namespace millrace {
namespace {

bool is_variable_name(std::string_view name) {
  if (name.empty() || std::isdigit(static_cast<unsigned char>(name[0])) != 0) return false;
  for (const char c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '_') return false;
  }
  return true;
}

// What the inside of ${...} stands for, or what is wrong with it.
std::expected<std::string, std::string> resolve(std::string_view inside, const Environment& environment) {
  const std::size_t colon = inside.find(":-");
  const std::string_view name = inside.substr(0, colon);
  if (!is_variable_name(name)) {
    return std::unexpected("not a variable: write ${NAME} or ${NAME:-default}, and $${ for a literal ${");
  }
  const std::optional<std::string> value = environment(std::string(name));
  if (value && (!value->empty() || colon == std::string_view::npos)) return *value;
  if (colon != std::string_view::npos) return std::string(inside.substr(colon + 2));
  return std::unexpected("environment variable " + std::string(name) + " is not set; set it, or write ${" +
                         std::string(name) + ":-default}");
}

}  // namespace

Expanded expand(const std::string& text, const Environment& environment) {
  Expanded result;
  const std::string_view all = text;
  for (std::size_t at = 0; at < all.size();) {
    if (all.substr(at).starts_with("$${")) {
      result.text += "${";
      at += 3;
    } else if (!all.substr(at).starts_with("${")) {
      result.text += all[at++];
    } else {
      const std::size_t end = all.find('}', at);
      if (end == std::string_view::npos) {
        result.problems.push_back({at, 2, "${ without a closing }; write $${ for a literal ${"});
        return result;
      }
      auto value = resolve(all.substr(at + 2, end - at - 2), environment);
      if (value) {
        result.text += *value;
      } else {
        result.problems.push_back({at, end + 1 - at, value.error()});
      }
      at = end + 1;
    }
  }
  return result;
}

}  // namespace millrace

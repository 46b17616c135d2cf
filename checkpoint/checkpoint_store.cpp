#include "checkpoint/checkpoint_store.h"

#include <algorithm>

namespace millrace {
namespace {

bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

bool is_part(std::string_view part) {
  if (part.empty() || !is_letter_or_digit(part.front())) return false;
  return std::all_of(part.begin(), part.end(),
                     [](char c) { return is_letter_or_digit(c) || c == '.' || c == '_' || c == '-'; });
}

}  // namespace

Result<void> check_object_name(std::string_view name) {
  std::string_view rest = name;
  while (true) {
    const std::size_t slash = rest.find('/');
    if (!is_part(rest.substr(0, slash))) break;
    if (slash == std::string_view::npos) return {};
    rest.remove_prefix(slash + 1);
  }
  return std::unexpected(Error{.attempted = "name an object of the checkpoint store",
                               .object = "'" + std::string(name) + "'",
                               .cause = "not a relative name of letters, digits, '.', '_' and '-'",
                               .remedy = "",
                               .reaction = Reaction::kStop,
                               .stop = StopReason::kRefused});
}

}  // namespace millrace

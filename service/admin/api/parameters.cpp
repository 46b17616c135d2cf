#include "service/admin/api/parameters.h"

#include <algorithm>

#include "service/config/units.h"

namespace millrace::api {

std::optional<std::string> wrong_parameters(const HttpRequest& request, const std::vector<std::string>& known) {
  for (const auto& [name, value] : request.query) {
    if (std::ranges::find(known, name) == known.end()) {
      std::string there;
      for (const auto& each : known) there += (there.empty() ? "" : ", ") + each;
      return "unknown parameter '" + name + "'; there " + (there.empty() ? "is none" : "is " + there);
    }
    if (request.query.count(name) > 1) return "parameter '" + name + "' is given twice";
  }
  return std::nullopt;
}

std::optional<std::string> Parameters::text(const std::string& name) const {
  const auto found = request_.query.find(name);
  return found == request_.query.end() ? std::nullopt : std::optional(found->second);
}

std::expected<std::size_t, std::string> Parameters::count(const std::string& name, std::size_t fallback,
                                                          std::size_t most) const {
  const auto given = text(name);
  if (!given) return fallback;
  const auto number = parse_count(*given);
  if (number && *number >= 1 && *number <= most) return *number;
  return std::unexpected("'" + name + "' must be a number from 1 to " + std::to_string(most));
}

}  // namespace millrace::api

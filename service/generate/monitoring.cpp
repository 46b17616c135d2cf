#include "service/generate/monitoring.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <regex>

#include "service/assets/assets.h"

namespace millrace {
namespace {

constexpr std::string_view kRules = "rules/";
constexpr std::string_view kDashboards = "dashboards/";

void replace(std::string& text, std::string_view piece, const std::string& by) {
  for (auto at = text.find(piece); at != std::string::npos; at = text.find(piece, at + by.size())) {
    text.replace(at, piece.size(), by);
  }
}

void replace_first(std::string& text, std::string_view piece, const std::string& by, std::size_t from = 0) {
  if (const auto at = text.find(piece, from); at != std::string::npos) text.replace(at, piece.size(), by);
}

// In rules: `> 300 # lagSeconds`.
std::string with_objectives(const std::string& text, const Objectives& objectives) {
  std::string filled = text;
  for (const auto& [name, value] : objectives) {
    const std::regex marked(fmt::format("[0-9]+(s?) # {}\\b", name));
    filled = std::regex_replace(filled, marked, fmt::format("{}$1 # {}", value, name));
  }
  return filled;
}

// In dashboards: {orange, half of it}, {red, it, "objective": "lagSeconds"}.
std::string with_thresholds(const std::string& text, const Objectives& objectives) {
  std::string filled = text;
  for (const auto& [name, value] : objectives) {
    const std::regex steps("\"value\": [0-9]+(\\}, \\{\"color\": \"red\", )\"value\": [0-9]+, \"objective\": \"" +
                           name + "\"");
    filled = std::regex_replace(filled, steps,
                                fmt::format("\"value\": {}$1\"value\": {}", static_cast<double>(value) / 2, value));
  }
  return std::regex_replace(filled, std::regex(", \"objective\": \"[A-Za-z]+\""), "");
}

}  // namespace

std::string alert_rules(const std::string& job, const Objectives& objectives) {
  std::string text =
      fmt::format("# Prometheus rules for the scrape job \"{}\", by `millrace generate alerts`.\ngroups:", job);
  constexpr std::string_view before = "groups:";
  for (const Asset& file : assets()) {
    if (file.name.starts_with(kRules)) text += file.text.substr(file.text.find(before) + before.size());
    if (text.ends_with('\n')) text.pop_back();
  }
  replace(text, R"(job="millrace")", fmt::format(R"(job="{}")", job));
  return with_objectives(text, objectives) + "\n";
}

std::vector<std::string> dashboard_names() {
  std::vector<std::string> names;
  for (const Asset& file : assets()) {
    if (!file.name.starts_with(kDashboards)) continue;
    const auto name = file.name.substr(kDashboards.size());
    names.emplace_back(name.substr(0, name.find('.')));
  }
  return names;
}

std::string dashboard(const std::string& name, const std::string& job, const Objectives& objectives) {
  std::string text(asset(std::string(kDashboards) + name + ".json"));
  replace_first(text, "\"uid\": \"millrace-" + name,
                fmt::format("\"uid\": \"millrace-{}-{:016x}", name, XXH3_64bits(job.data(), job.size())));
  replace_first(text, "\"title\": \"Millrace: ", fmt::format("\"title\": \"Millrace: {}, ", job));
  replace_first(text, R"({"text": "All", "value": "$__all"})", fmt::format(R"({{"text": "{0}", "value": "{0}"}})", job),
                text.find("\"name\": \"job\""));
  return with_thresholds(text, objectives);
}

}  // namespace millrace

// Every key of the pipeline file, in one table: the parser knows these and no others, and docs/configuration.md is
// held against it.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

struct KeySpec {
  std::string_view section;  // "", "sources.NAME", "queries.NAME.sink", ...
  std::string_view name;
  std::string_view type;      // for people: "duration", "text", ...
  std::string_view fallback;  // what its absence means, as it would be written; kRequired: it may not be absent
  std::string_view meaning;

  bool required() const;
};
inline constexpr std::string_view kRequired = "required";
inline constexpr std::string_view kAbsent = "none";  // absent is something else than an empty mapping

std::span<const KeySpec> all_keys();
std::span<const KeySpec> keys_of(std::string_view section);  // empty: there is no such section
std::vector<std::string_view> sections();                    // in the order of the table

// The tables of docs/configuration.md, a heading and a table per section.
std::string key_reference();

}  // namespace millrace

// What may be a name: names become topics' companions in Kafka, folders on disk and words in SQL.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace millrace {

inline constexpr std::size_t kLongestName = 100;

// Pipelines, sources, queries: [a-z0-9][a-z0-9._-]*, at most `longest` characters. Returns what is wrong, in words.
std::optional<std::string> wrong_with_name(std::string_view name, std::size_t longest = kLongestName);
// Kafka's rule: letters, digits, '.', '_', '-', at most 249 characters, neither "." nor "..".
std::optional<std::string> wrong_with_topic(std::string_view topic);
// The brokers alone write it.
bool is_kafkas_own(std::string_view topic);

}  // namespace millrace

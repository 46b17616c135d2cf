// What may be a name: names become topics' companions in Kafka, folders on disk and words in SQL.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace millrace {

// Pipelines, sources, queries: [a-z0-9][a-z0-9._-]*, at most 100 characters. Returns what is wrong, in words.
std::optional<std::string> wrong_with_name(std::string_view name);
// Kafka's rule: letters, digits, '.', '_', '-', at most 249 characters, neither "." nor "..".
std::optional<std::string> wrong_with_topic(std::string_view topic);

}  // namespace millrace

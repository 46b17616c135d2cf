// "Did you mean": the known name that a misspelt one is closest to.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace millrace {

// Insertions, deletions, replacements and swaps of neighbours that turn one into the other; ASCII case is ignored.
std::size_t edit_distance(std::string_view a, std::string_view b);

// The known name at the smallest distance (the first of equals), if it is close enough to be meant: at most a third
// of the longer name's letters, and at least one, differ. Pure; any thread.
std::optional<std::string> nearest_name(std::string_view wanted, std::span<const std::string> known);

}  // namespace millrace

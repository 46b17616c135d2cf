// A flat JSON object, its values as they were written: a number keeps every digit, a string its quotes.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace millrace::trial {

// Field -> token: 12.50, "paid" (unescaped between its quotes), true, null.
using FlatObject = std::map<std::string, std::string, std::less<>>;

// Nothing unless the text is exactly one object without arrays or objects in it and without a field named twice.
std::optional<FlatObject> parse_flat(std::string_view json);

// The text of a string token; nothing for any other token or none.
std::optional<std::string> text_of(const FlatObject& object, std::string_view field);
// The token of a number; nothing for any other token or none.
std::optional<std::string> number_of(const FlatObject& object, std::string_view field);

}  // namespace millrace::trial

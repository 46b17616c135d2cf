// The backslashes of JSON strings.
#pragma once

#include <string>
#include <string_view>

namespace millrace::json {

// Undoes the escapes of a string that take_string has taken and found to be Unicode. Appends to `out`, which grows by
// no more than the string's size.
void append_unescaped(std::string& out, std::string_view escaped);

}  // namespace millrace::json

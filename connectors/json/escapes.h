// The backslashes of JSON strings.
#pragma once

#include <string>
#include <string_view>

#include "connectors/json/scan.h"

namespace millrace::json {

// At a backslash; behind the escape, a surrogate pair taken as one. Tells the string's token what it saw.
const char* take_escape(const char* at, const char* end, Token& token, Scan& scan);

// Undoes the escapes of a string that take_string has taken and found to be Unicode. Appends to `out`, which grows by
// no more than the string's size.
void append_unescaped(std::string& out, std::string_view escaped);

}  // namespace millrace::json

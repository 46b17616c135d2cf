// Text as JSON strings.
#pragma once

#include <string>
#include <string_view>

namespace millrace::json {

// With quotes and the escapes of RFC 8259. Bytes that are not valid UTF-8 become U+FFFD, one for each maximal broken
// part, as Unicode recommends.
void append_quoted(std::string& out, std::string_view text);

}  // namespace millrace::json

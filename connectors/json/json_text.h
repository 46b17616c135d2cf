// Text as JSON strings.
#pragma once

#include <cstddef>
#include <string_view>

namespace millrace::json {

// With quotes and the escapes of RFC 8259. Bytes that are not valid UTF-8 become U+FFFD, one for each maximal broken
// part, as Unicode recommends. Returns the end; bytes behind it, within the room, are overwritten too.
char* write_quoted(char* out, std::string_view text);

// How much room that needs: not much more than is used if the text is long.
std::size_t room_for_quoted(std::string_view text);

}  // namespace millrace::json

// Whether bytes are text.
#pragma once

#include <string_view>

namespace millrace::sql {

// UTF-8 as Unicode has it: no overlong forms, no surrogates, nothing beyond U+10FFFF.
bool is_valid_utf8(std::string_view text);

}  // namespace millrace::sql

// Where a list of keys goes on, as a text that means nothing to who passes it back.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "service/admin/committed_rows.h"

namespace millrace::api {

// Fits into a URL: of a key that is longer than some thousand bytes the rest is cut off, so that keys which begin alike
// may come again.
std::string cursor_text(const RowCursor& cursor);
// None: not made by cursor_text.
std::optional<RowCursor> parse_cursor(std::string_view text);

}  // namespace millrace::api

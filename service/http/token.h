// The token that those must give who change anything.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.h"

namespace millrace {

// The file's first line, which must hold 16 to 512 printable characters without blanks. The error never quotes it:
// kStop, kConfiguration.
Result<std::string> read_token(const std::filesystem::path& file);

// Whether the header's value is "Bearer <token>", the scheme in letters of any size. Takes as long wherever the first
// difference is.
bool gives_token(std::string_view authorization, std::string_view token);

}  // namespace millrace

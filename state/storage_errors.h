// Errors of stored files in one wording.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.h"

namespace millrace {

// A file operation failed with `code` (errno). `needed`: bytes that had to fit, for "no space left"; 0 if unknown.
Error file_error(std::string attempted, const std::filesystem::path& path, int code, std::uint64_t needed = 0);

// A file that a checkpoint consists of is missing or not what was written: the run must not start from it.
Error damaged_object(std::string attempted, std::string_view object, std::string cause);

std::string readable_bytes(std::uint64_t bytes);  // "119.0 MiB"

}  // namespace millrace

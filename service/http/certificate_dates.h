// When a certificate is good.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace millrace {

// "expired at 2026-01-02T03:04:05Z", "is not valid before ...". Nothing: it is good now, or there is none in this file.
std::optional<std::string> untimely(const std::filesystem::path& certificate);

}  // namespace millrace

// The log: one line an event, for people or for machines, on standard error. Secrets never come into it.
#pragma once

#include <spdlog/common.h>
#include <spdlog/formatter.h>

#include <expected>
#include <memory>
#include <string>
#include <string_view>

#include "service/config/redaction.h"

namespace millrace {

struct LogOptions {
  enum class Format { kText, kJson } format = Format::kText;
  spdlog::level::level_enum level = spdlog::level::info;
};

// The error is in words.
std::expected<LogOptions, std::string> parse_log_options(std::string_view format, std::string_view level);

// text: "2025-11-21T04:30:00.123Z info  checkpoint 41 committed", further lines of a message indented.
// json: {"time":"...","level":"info","message":"..."}
std::unique_ptr<spdlog::formatter> make_log_formatter(LogOptions::Format format, Redaction redaction);

// Makes spdlog's default logger this one. Before any other thread exists.
void start_logging(const LogOptions& options, Redaction redaction);

}  // namespace millrace

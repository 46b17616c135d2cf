#include "service/log.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <spdlog/details/log_msg.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <array>
#include <chrono>
#include <utility>

#include "connectors/json/row_writer.h"

namespace millrace {
namespace {

constexpr std::array<std::pair<std::string_view, spdlog::level::level_enum>, 5> kLevels = {
    {{"trace", spdlog::level::trace},
     {"debug", spdlog::level::debug},
     {"info", spdlog::level::info},
     {"warn", spdlog::level::warn},
     {"error", spdlog::level::err}}};

std::string_view word_of(spdlog::level::level_enum level) {
  for (const auto& [word, value] : kLevels) {
    if (value == level) return word;
  }
  return "critical";
}

std::string utc(spdlog::log_clock::time_point time) {
  const auto millis = std::chrono::time_point_cast<std::chrono::milliseconds>(time);
  const auto part = millis.time_since_epoch().count() % 1000;
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(spdlog::log_clock::to_time_t(time)), part);
}

// A message cannot pretend to be several: its line breaks are indented, other control characters are shown as '?'.
void append_message(std::string& out, std::string_view message) {
  for (const char c : message) {
    if (c == '\n') {
      out += "\n    ";
    } else {
      out += (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F ? '?' : c;
    }
  }
}

class LineFormatter : public spdlog::formatter {
 public:
  LineFormatter(LogOptions::Format format, Redaction redaction) : format_(format), redaction_(std::move(redaction)) {}

  void format(const spdlog::details::log_msg& event, spdlog::memory_buf_t& out) override {
    const std::string message = redaction_.apply({event.payload.data(), event.payload.size()});
    std::string line;
    if (format_ == LogOptions::Format::kJson) {
      const std::string time = utc(event.time);
      const std::array values = {Value::of_text(time), Value::of_text(word_of(event.level)), Value::of_text(message)};
      json_.append(line, values);
    } else {
      line = fmt::format("{} {:<5} ", utc(event.time), word_of(event.level));
      append_message(line, message);
    }
    line += '\n';
    out.append(line.data(), line.data() + line.size());
  }

  std::unique_ptr<spdlog::formatter> clone() const override {
    return std::make_unique<LineFormatter>(format_, redaction_);
  }

 private:
  LogOptions::Format format_;
  Redaction redaction_;
  JsonRowWriter json_{{"time", "level", "message"}, TimestampStyle::kIso};
};

}  // namespace

std::expected<LogOptions, std::string> parse_log_options(std::string_view format, std::string_view level) {
  LogOptions options;
  if (format != "text" && format != "json") {
    return std::unexpected("'" + std::string(format) + "' is not a log format; there are text and json");
  }
  if (format == "json") options.format = LogOptions::Format::kJson;
  for (const auto& [word, value] : kLevels) {
    if (word != level) continue;
    options.level = value;
    return options;
  }
  return std::unexpected("'" + std::string(level) +
                         "' is not a log level; there are trace, debug, info, warn and error");
}

std::unique_ptr<spdlog::formatter> make_log_formatter(LogOptions::Format format, Redaction redaction) {
  return std::make_unique<LineFormatter>(format, std::move(redaction));
}

void start_logging(const LogOptions& options, Redaction redaction) {
  auto logger = std::make_shared<spdlog::logger>("millrace", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_formatter(make_log_formatter(options.format, std::move(redaction)));
  logger->set_level(options.level);
  spdlog::set_default_logger(std::move(logger));
}

}  // namespace millrace

// The command line: what may be written, and what it means.
#pragma once

#include <expected>
#include <filesystem>
#include <span>
#include <string>
#include <variant>

#include "service/app.h"
#include "service/generate/objectives.h"
#include "service/log.h"

namespace millrace {

struct RunCommand {
  std::filesystem::path file;
  RunOptions options;
  LogOptions log;
};
struct CheckCommand {
  std::filesystem::path file;
  bool connect = false;
};
struct TakeCheckpointCommand {
  std::filesystem::path file;
  Millis wait{60'000};
};
struct HealthcheckCommand {
  std::filesystem::path file;
};
// Texts as the admin interface takes them.
struct WhyCommand {
  std::filesystem::path file;
  std::string query;
  std::string key;
  std::string time;
};
struct ListCheckpointsCommand {
  std::filesystem::path file;
  bool connect = false;
};
struct ShowCheckpointCommand {
  std::filesystem::path file;
  CheckpointId id;
};
struct GenerateCommand {
  enum class What { kAlerts, kDashboard, kAcl, kValues } what = What::kAlerts;
  std::filesystem::path file = {};
  std::string job = {};                       // of the scrape; empty: the pipeline's name
  std::string dashboard = {};                 // one of dashboard_names()
  std::optional<std::string> principal = {};  // for whom the ACLs are
  GivenObjectives objectives = {};
};
struct DoctorCommand {
  std::filesystem::path file;
  bool json = false;
};
struct VersionCommand {};
struct HelpCommand {
  std::string text;
};

using Command =
    std::variant<RunCommand, CheckCommand, TakeCheckpointCommand, ListCheckpointsCommand, ShowCheckpointCommand,
                 GenerateCommand, DoctorCommand, WhyCommand, HealthcheckCommand, VersionCommand, HelpCommand>;

// `arguments` without the program's name. The error says what is wrong and where help is. Pure.
std::expected<Command, std::string> parse_command_line(std::span<const char* const> arguments);

}  // namespace millrace

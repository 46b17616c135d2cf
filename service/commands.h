// The commands, each as a function of what was parsed and of where its output goes.
#pragma once

#include <expected>
#include <filesystem>
#include <iosfwd>

#include "service/command_line.h"
#include "service/exit_code.h"

namespace millrace {

// Results for people go to `out`, what is wrong to `err`.
ExitCode execute(const Command& command, std::ostream& out, std::ostream& err);

ExitCode run(const RunCommand& command, std::ostream& err);
ExitCode check(const CheckCommand& command, std::ostream& out, std::ostream& err);
ExitCode take_checkpoint(const TakeCheckpointCommand& command, std::ostream& out, std::ostream& err);
ExitCode check_health(const HealthcheckCommand& command, std::ostream& out, std::ostream& err);
ExitCode why(const WhyCommand& command, std::ostream& out, std::ostream& err);
ExitCode list_checkpoints(const ListCheckpointsCommand& command, std::ostream& out, std::ostream& err);
ExitCode show_checkpoint(const ShowCheckpointCommand& command, std::ostream& out, std::ostream& err);
ExitCode doctor(const DoctorCommand& command, std::ostream& out, std::ostream& err);
ExitCode generate(const GenerateCommand& command, std::ostream& out, std::ostream& err);
ExitCode show_version(std::ostream& out);

std::optional<std::string> from_environment(const std::string& name);  // of this process

// The pipeline file as it is written, and read with this process's environment. What is wrong is written to `err`.
std::expected<std::string, ExitCode> load_text(const std::filesystem::path& file, std::ostream& err);
std::expected<Config, ExitCode> load_config(const std::filesystem::path& file, std::ostream& err,
                                            NamedFiles files = NamedFiles::kNotRead);

}  // namespace millrace

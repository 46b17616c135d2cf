// How the last run of a pipeline here ended, kept beside its local databases for who asks afterwards.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/error.h"
#include "base/time.h"
#include "service/config/redaction.h"
#include "service/exit_code.h"

namespace millrace {

struct LastExit {
  WallTime when{};
  ExitCode code = ExitCode::kOk;
  std::string error;  // without the remedy; secrets are hidden
  std::string remedy;
};

// `directory`: Config::state_directory(). A note that cannot be written is none: the log has it too.
void note_exit(const std::filesystem::path& directory, const LastExit& how, const Redaction& redaction);
void forget_exit(const std::filesystem::path& directory);
// None: it ended well, or by force, or it runs.
std::optional<LastExit> read_last_exit(const std::filesystem::path& directory);

}  // namespace millrace

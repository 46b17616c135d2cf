#include "service/commands.h"

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <ostream>
#include <system_error>

#include "base/counted.h"
#include "base/right_to_read.h"

namespace millrace {
namespace {

constexpr std::size_t kLargestFile = 4 << 20;

Error unreadable(const std::filesystem::path& file, std::string cause, int error = 0) {
  return {"read the pipeline file", file.string(),
          std::move(cause),         remedy_for_unread(error, "Name a pipeline file with -c"),
          Reaction::kStop,          StopReason::kConfiguration};
}

// Never more than it takes to see that this is no pipeline file: -c may name a device.
Result<std::string> read_whole(const std::filesystem::path& file) {
  errno = 0;
  std::ifstream stream(file, std::ios::binary);
  std::string text(kLargestFile + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  if (!stream.eof() && text.size() <= kLargestFile) {
    const int error = errno;
    return std::unexpected(
        unreadable(file, error != 0 ? std::generic_category().message(error) : "it cannot be read", error));
  }
  if (text.size() > kLargestFile) return std::unexpected(unreadable(file, "larger than 4 MiB"));
  return text;
}

}  // namespace

std::optional<std::string> from_environment(const std::string& name) {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nobody sets the environment
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

std::expected<std::string, ExitCode> load_text(const std::filesystem::path& file, std::ostream& err) {
  auto text = read_whole(file);
  if (text) return std::move(*text);
  err << "error: " << text.error().message() << "\n";
  return std::unexpected(ExitCode::kConfiguration);
}

std::expected<Config, ExitCode> load_config(const std::filesystem::path& file, std::ostream& err, NamedFiles files) {
  const auto text = load_text(file, err);
  if (!text) return std::unexpected(text.error());
  auto config = read_config(*text, from_environment, files);
  if (config) return std::move(*config);
  err << describe(file, config.error()) << counted(config.error().size(), "problem") << " in " << file.string() << "\n";
  return std::unexpected(ExitCode::kConfiguration);
}

ExitCode execute(const Command& command, std::ostream& out, std::ostream& err) {
  struct Carrier {
    std::ostream& out;
    std::ostream& err;
    ExitCode operator()(const RunCommand& run_command) const { return run(run_command, err); }
    ExitCode operator()(const CheckCommand& check_command) const { return check(check_command, out, err); }
    ExitCode operator()(const TakeCheckpointCommand& take) const { return take_checkpoint(take, out, err); }
    ExitCode operator()(const HealthcheckCommand& health) const { return check_health(health, out, err); }
    ExitCode operator()(const WhyCommand& asked) const { return why(asked, out, err); }
    ExitCode operator()(const ListCheckpointsCommand& list) const { return list_checkpoints(list, out, err); }
    ExitCode operator()(const ShowCheckpointCommand& show) const { return show_checkpoint(show, out, err); }
    ExitCode operator()(const DoctorCommand& examine_it) const { return doctor(examine_it, out, err); }
    ExitCode operator()(const GenerateCommand& what) const { return generate(what, out, err); }
    ExitCode operator()(const VersionCommand&) const { return show_version(out); }
    ExitCode operator()(const HelpCommand& help) const {
      out << help.text;
      return ExitCode::kOk;
    }
  };
  return std::visit(Carrier{out, err}, command);
}

}  // namespace millrace

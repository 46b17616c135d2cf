// `millrace checkpoint`.
#include <fmt/format.h>

#include <ostream>

#include "service/admin_client.h"
#include "service/commands.h"
#include "service/config/units.h"
#include "service/http/http_request.h"
#include "service/http/token.h"

namespace millrace {
namespace {

constexpr Millis kBeyondTheWait{15'000};  // the service looks for its decider first

constexpr const char* kAttempt = "ask for a checkpoint";

// By the token if there is one, else by the certificate. Another pipeline's service is not asked to do anything.
Result<HttpAnswer> order(const Config& config, const TakeCheckpointCommand& command) {
  if (!config.admin || !config.admin->can_change()) {
    return std::unexpected(unusable_file(kAttempt, command.file,
                                         "it has no admin.token_file and no admin.tls.client_ca",
                                         "Add admin: { token_file: FILE } and start the service with it"));
  }
  const AdminConfig& admin = *config.admin;
  const auto address = admin_address(config, command.file, kAttempt);
  if (!address) return std::unexpected(address.error());
  const auto whose = ask_http(*address, "GET", "/api/v1", "", kBeyondTheWait, without_key(admin.tls));
  if (const auto ours = of_this_pipeline(whose, config, *address); !ours) return ours;
  const std::string path = "/api/v1/checkpoints?wait=" + format_duration(command.wait);
  const Millis patience = command.wait + kBeyondTheWait;
  if (admin.token_file.empty()) return ask_http(*address, "POST", path, "", patience, admin.tls);
  const auto token = read_token(admin.token_file);
  if (!token) return std::unexpected(token.error());
  return ask_http(*address, "POST", path, "Bearer " + *token, patience, without_key(admin.tls));
}

std::string reason_in(const JsonValue& answer) {
  const auto* error = member(answer, "error");
  if (error != nullptr && error->object() == nullptr) return text_of(&answer, "error");
  return fmt::format("{}: {}. {}", text_of(error, "attempted"), text_of(error, "cause"), text_of(error, "remedy"));
}

ExitCode report(const HttpAnswer& answer, Millis wait, std::ostream& out, std::ostream& err) {
  const auto json = parse_json(answer.body);
  const JsonValue said = json ? *json : JsonValue{};
  const std::string status = text_of(&said, "result");
  const auto* id = member(said, "checkpoint");
  const auto* number = id != nullptr ? std::get_if<std::uint64_t>(&id->value) : nullptr;
  const std::string which = number != nullptr ? fmt::format("checkpoint {}", *number) : "the checkpoint";
  if (status == "completed") {
    out << which << " is committed\n";
    return ExitCode::kOk;
  }
  if (status == "promised") {
    err << "error: " << which << " is not committed after " << format_duration(wait) << "; it may still be\n";
    return ExitCode::kCheckpointFailed;
  }
  if (status == "failed") {
    err << "error: " << which << " failed: " << reason_in(said) << "\n";
    return ExitCode::kCheckpointFailed;
  }
  err << "error: the service answered " << answer.status << ": " << reason_in(said) << "\n";
  return answer.status == 503 ? ExitCode::kCheckpointFailed : ExitCode::kConfiguration;
}

}  // namespace

ExitCode take_checkpoint(const TakeCheckpointCommand& command, std::ostream& out, std::ostream& err) {
  const auto config = load_config(command.file, err);
  if (!config) return config.error();
  const auto answer = order(*config, command);
  if (answer) return report(*answer, command.wait, out, err);
  err << "error: " << answer.error().message() << "\n";
  const bool unreachable = answer.error().reaction == Reaction::kRetry;
  return unreachable ? ExitCode::kUnreachable : exit_code_of(answer.error().stop);
}

}  // namespace millrace

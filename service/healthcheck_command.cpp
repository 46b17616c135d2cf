// `millrace healthcheck`.
#include <ostream>

#include "service/admin_client.h"
#include "service/commands.h"
#include "service/http/http_request.h"

namespace millrace {
namespace {

constexpr Millis kProbePatience{3'000};

Result<HttpAnswer> ask_live(const Config& config, const std::filesystem::path& file) {
  const auto address = known_address("ask whether the service is well", file, "metrics.listen", config.metrics_listen);
  if (!address) return std::unexpected(address.error());
  return ask_http(*address, "GET", "/live", "", kProbePatience);
}

}  // namespace

ExitCode check_health(const HealthcheckCommand& command, std::ostream& out, std::ostream& err) {
  const auto config = load_config(command.file, err);
  if (!config) return config.error();
  const auto answer = ask_live(*config, command.file);
  if (!answer) {
    err << "error: " << answer.error().message() << "\n";
    return answer.error().reaction == Reaction::kRetry ? ExitCode::kUnreachable : exit_code_of(answer.error().stop);
  }
  (answer->status == 200 ? out : err) << answer->body;
  return answer->status == 200 ? ExitCode::kOk : ExitCode::kUnhealthy;
}

}  // namespace millrace

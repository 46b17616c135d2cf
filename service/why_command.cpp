// `millrace why`.
#include <ostream>

#include "service/admin_client.h"
#include "service/commands.h"
#include "service/http/http_request.h"

namespace millrace {
namespace {

constexpr Millis kLookPatience{30'000};  // others may be looking

Result<HttpAnswer> look(const Config& config, const WhyCommand& command) {
  const auto address = admin_address(config, command.file, "ask why");
  if (!address) return std::unexpected(address.error());
  const auto path = "/api/v1/why?query=" + url_encoded(command.query) + "&key=" + url_encoded(command.key) +
                    "&time=" + url_encoded(command.time);
  return of_this_pipeline(ask_http(*address, "GET", path, "", kLookPatience, without_key(config.admin->tls)), config,
                          *address);
}

}  // namespace

ExitCode why(const WhyCommand& command, std::ostream& out, std::ostream& err) {
  const auto config = load_config(command.file, err);
  if (!config) return config.error();
  const auto answer = look(*config, command);
  if (!answer) {
    err << "error: " << answer.error().message() << "\n";
    return answer.error().stop == StopReason::kConfiguration ? ExitCode::kConfiguration : ExitCode::kUnreachable;
  }
  const auto json = parse_json(answer->body);
  if (answer->status == 200 && json) {
    out << text_of(&*json, "explanation") << "\n";
    return ExitCode::kOk;
  }
  err << "error: the service answered " << answer->status << ": " << (json ? text_of(&*json, "error") : "") << "\n";
  return answer->status == 503 ? ExitCode::kUnreachable : ExitCode::kConfiguration;
}

}  // namespace millrace

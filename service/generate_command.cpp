// `millrace generate`.
#include <ostream>

#include "service/commands.h"
#include "service/config/redaction.h"
#include "service/generate/acl.h"
#include "service/generate/monitoring.h"
#include "service/generate/values.h"

namespace millrace {
namespace {

std::string text_of(const GenerateCommand& command, const Config& config, const std::string& text) {
  const std::string& job = command.job.empty() ? config.name : command.job;
  switch (command.what) {
    case GenerateCommand::What::kAlerts:
      return alert_rules(job, objectives_of(config, command.objectives));
    case GenerateCommand::What::kDashboard:
      return dashboard(command.dashboard, job, objectives_of(config, command.objectives));
    case GenerateCommand::What::kAcl:
      return acl_script(config, command.principal);
    case GenerateCommand::What::kValues:
      return helm_values(config, text, from_environment, command.objectives);
  }
  return "";
}

}  // namespace

ExitCode generate(const GenerateCommand& command, std::ostream& out, std::ostream& err) {
  const auto text = load_text(command.file, err);
  if (!text) return text.error();
  const auto config = load_config(command.file, err);
  if (!config) return config.error();
  out << Redaction(config->secrets).apply(text_of(command, *config, *text));
  return ExitCode::kOk;
}

}  // namespace millrace

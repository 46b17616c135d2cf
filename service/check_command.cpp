// `millrace check`.
#include <fmt/format.h>

#include <ostream>

#include "base/counted.h"
#include "service/asking.h"
#include "service/cluster_check.h"
#include "service/commands.h"
#include "service/config/units.h"

namespace millrace {
namespace {

std::string summary(const Config& config) {
  std::string text;
  for (const SourceConfig& source : config.sources) {
    text += fmt::format("  source {}: topic {}, {}, event time {}\n", source.name, source.topic,
                        counted(source.columns.size(), "column"),
                        source.event_time.empty() ? "of the Kafka record" : source.event_time);
  }
  for (const QueryConfig& query : config.queries) {
    const std::string kind = query.plan.window ? "windows of " + format_duration(query.plan.window->size) : "rows";
    text += fmt::format("  query {}: {} from {} to topic {}\n", query.name, kind, query.plan.source, query.sink.topic);
  }
  for (const std::string& note : config.notes()) text += "  note: " + note + "\n";
  return text;
}

ExitCode report(const Result<ClusterFindings>& findings, const Redaction& redaction, std::ostream& out,
                std::ostream& err) {
  if (!findings) {
    err << "error: " << redaction.apply(findings.error().message()) << "\n";
    return findings.error().stop == StopReason::kNone ? ExitCode::kUnreachable : exit_code_of(findings.error().stop);
  }
  for (const std::string& fact : findings->facts) out << "  " << redaction.apply(fact) << "\n";
  for (const auto& [text, remedy] : findings->warnings)
    out << "  note: " << redaction.apply(fmt::format("{}. {}", text, remedy)) << "\n";
  for (const auto& [text, remedy] : findings->problems)
    err << "error: " << redaction.apply(fmt::format("{}. {}", text, remedy)) << "\n";
  return findings->problems.empty() ? ExitCode::kOk : ExitCode::kConfiguration;
}

Result<ClusterFindings> ask_cluster(const Config& config) {
  const ClientLog silent = [](int, const std::string&) {};
  auto cluster = connect_kafka({config.kafka, config.name, config.transaction_timeout(), silent});
  if (!cluster) return std::unexpected(cluster.error());
  return check_cluster(**cluster, config, kAskings);
}

}  // namespace

ExitCode check(const CheckCommand& command, std::ostream& out, std::ostream& err) {
  const auto config = load_config(command.file, err, NamedFiles::kRead);
  if (!config) return config.error();
  const Redaction redaction(config->secrets);
  out << command.file.string() << ": nothing wrong with it\n" << redaction.apply(summary(*config));
  if (!command.connect) return ExitCode::kOk;
  out << redaction.apply("asking Kafka at " + config->bootstrap_servers()) << "\n" << std::flush;
  return report(ask_cluster(*config), redaction, out, err);
}

}  // namespace millrace

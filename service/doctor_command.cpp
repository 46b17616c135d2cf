// `millrace doctor`.
#include <ostream>
#include <sstream>

#include "service/admin/json_text.h"
#include "service/admin_client.h"
#include "service/commands.h"
#include "service/config/redaction.h"
#include "service/doctor/patient.h"
#include "service/doctor/watched_store.h"
#include "service/http/http_request.h"
#include "service/system_clock.h"

namespace millrace {
namespace {

std::string json_line(const Finding& finding, const Redaction& redaction) {
  JsonText json(redaction);
  json.object([&] {
    json.field("verdict", verdict_name(finding.verdict));
    json.field("check", finding.check);
    json.field("found", finding.text);
    json.field("remedy", finding.remedy);
  });
  return json.take() + "\n";
}

std::string trimmed(std::string text) {
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

constexpr Millis kServicePatience{3'000};  // with the running service

ServiceAsker asker_of(const Config& config, const std::filesystem::path& file) {
  const auto address = admin_address(config, file, "ask the running service");
  if (!address) return {};
  return [&config, at = *address, tls = without_key(config.admin->tls)](const std::string& path) {
    return of_this_pipeline(ask_http(at, "GET", path, "", kServicePatience, tls), config, at);
  };
}

Findings examined(const Config& config, const std::filesystem::path& file) {
  const ClientLog silent = [](int, const std::string&) {};
  const auto store = std::make_shared<WatchedStore>(config);
  auto cluster = connect_kafka({config.kafka, config.name, config.transaction_timeout(), silent});
  if (!cluster) return {fail("cluster", cluster.error())};
  const SystemClock clock;
  return examine({.config = config,
                  .cluster = **cluster,
                  .store = store,
                  .clock = clock,
                  .room = room_of,
                  .ask_service = asker_of(config, file),
                  .checksum_of = [&](const std::string& object) { return store->checksum_of(object); }});
}

}  // namespace

ExitCode doctor(const DoctorCommand& command, std::ostream& out, std::ostream& err) {
  std::ostringstream wrong;
  const auto config = load_config(command.file, command.json ? wrong : err, NamedFiles::kRead);
  if (!config) {
    if (command.json) out << json_line(fail("file", trimmed(wrong.str()), "Mend the file"), Redaction({}));
    return config.error();
  }
  const Redaction redaction(config->secrets);
  const Findings findings = examined(*config, command.file);
  for (const Finding& finding : findings) {
    out << (command.json ? json_line(finding, redaction) : redaction.apply(line_of(finding)));
  }
  return code_of(findings);
}

}  // namespace millrace

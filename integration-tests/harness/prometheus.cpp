#include "integration-tests/harness/prometheus.h"

#include <fmt/format.h>

#include <cctype>
#include <fstream>
#include <stdexcept>

#include "integration-tests/harness/eventually.h"
#include "integration-tests/harness/http_get.h"

namespace millrace::trial {
namespace {

using std::chrono::seconds;

std::filesystem::path configuration(const std::filesystem::path& folder, int port,
                                    const std::vector<std::filesystem::path>& rules) {
  std::filesystem::create_directories(folder);
  const auto file = folder / "prometheus.yml";
  std::ofstream text(file);
  text << "global: { scrape_interval: 500ms, scrape_timeout: 500ms, evaluation_interval: 500ms }\nrule_files:\n";
  for (const auto& rule : rules) text << "  - " << rule.string() << "\n";
  text << fmt::format("scrape_configs: [{{ job_name: millrace, static_configs: [{{ targets: ['127.0.0.1:{}'] }}] }}]\n",
                      port);
  return file;
}

std::string url_encoded(const std::string& text) {
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    result += std::isalnum(byte) != 0 ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return result;
}

}  // namespace

Prometheus::Prometheus(const std::filesystem::path& folder, int port, const std::vector<std::filesystem::path>& rules)
    : process_({PROMETHEUS_BINARY, "--config.file=" + configuration(folder, port, rules).string(),
                "--storage.tsdb.path=" + (folder / "data").string(), "--web.listen-address=127.0.0.1:0"},
               {}, folder / "prometheus.log") {
  eventually("a Prometheus that listens", seconds(60), [&]() -> std::string {
    if (process_.ended()) throw std::runtime_error("Prometheus did not start: " + process_.output());
    const auto found = process_.number_behind("msg=\"Listening on\" address=127.0.0.1:");
    port_ = found.value_or(0);
    return found ? "" : "no address: " + process_.output();
  });
  await("up == 1");
}

std::string Prometheus::query(const std::string& expression) {
  const auto answer = http_get(port_, "/api/v1/query?query=" + url_encoded(expression));
  return answer ? answer->body : "no answer";
}

bool Prometheus::finds(const std::string& expression) {
  return query(expression).find(R"("metric":{)") != std::string::npos;
}

void Prometheus::await(const std::string& expression) {
  eventually(expression, seconds(60), [&] { return finds(expression) ? "" : query(expression); });
}

void Prometheus::await_none(const std::string& expression) {
  eventually("none of " + expression, seconds(60), [&]() -> std::string {
    const std::string answer = query(expression);
    return answer.find(R"("result":[])") != answer.npos ? "" : answer;
  });
}

std::string firing(const std::string& alert) {
  return fmt::format(R"(ALERTS{{alertname="{}",alertstate="firing"}})", alert);
}

}  // namespace millrace::trial

#include "integration-tests/harness/millrace.h"

#include <signal.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "integration-tests/harness/eventually.h"
#include "integration-tests/harness/http_get.h"
#include "integration-tests/kafka_io/offsets.h"

namespace millrace::trial {
namespace {

using std::chrono::seconds;

// The sum of `name` in Prometheus' text format, over the series whose labels contain `label`.
std::optional<double> sum_in(const std::string& text, const std::string& name, const std::string& label) {
  std::optional<double> sum;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with(name) || line.size() <= name.size()) continue;
    const char next = line[name.size()];
    const auto value = line.rfind(' ');
    if ((next != ' ' && next != '{') || line.substr(0, value).find(label) == line.npos) continue;
    sum = sum.value_or(0) + std::stod(line.substr(value + 1));
  }
  return sum;
}

}  // namespace

Millrace::Millrace(const Scratch& scratch, PipelineSpec spec, const std::string& instance)
    : folder_(scratch.path()), instance_(instance), spec_(std::move(spec)) {}

void Millrace::start(const Start& how) {
  if (process_ && !process_->ended()) throw std::runtime_error("start millrace: it runs already");
  std::ofstream(file()) << to_yaml(spec_);
  std::vector<std::string> command = how.command;
  if (command.empty()) command = {MILLRACE_BINARY, "run", "-c", file()};
  command.insert(command.end(), how.arguments.begin(), how.arguments.end());
  process_ =
      std::make_unique<Process>(command, std::map<std::string, std::string>{{"MILLRACE_FAILPOINTS", how.failpoints}},
                                folder_ / (instance_ + ".log"));
}

Millrace::Answer Millrace::ask(const std::vector<std::string>& words) const {
  std::ofstream(file()) << to_yaml(spec_);
  std::vector<std::string> command = {MILLRACE_BINARY};
  command.insert(command.end(), words.begin(), words.end());
  command.insert(command.end(), {"-c", file()});
  Process asked(command, {}, folder_ / (instance_ + "-asked.log"));
  const Exit exit = asked.wait(seconds(60));
  return {exit.code, asked.output()};
}

Process& Millrace::process() {
  if (!process_) throw std::runtime_error("millrace was not started");
  return *process_;
}

void Millrace::kill() {
  process().send(SIGKILL);
  process().wait(seconds(10));
}

void Millrace::stop() {
  process().send(SIGTERM);
  const Exit exit = process().wait(seconds(60));
  if (exit != Exit{.code = 0}) throw std::runtime_error("SIGTERM: " + to_string(exit) + end_of_log());
}

void Millrace::await_failpoint(const std::string& name) {
  const Exit exit = process().wait(seconds(90));
  if (exit.signal == SIGKILL) return;
  throw std::runtime_error("failpoint " + name + " was not reached: " + to_string(exit) + end_of_log());
}

std::string Millrace::end_of_log() const {
  const std::string text = log();
  return "; the end of its log:\n" + text.substr(text.size() - std::min<std::size_t>(text.size(), 3000));
}

std::optional<int> Millrace::port() { return number_in_log("metrics on http://127.0.0.1:"); }
std::optional<int> Millrace::admin_port() { return number_in_log("admin interface on http://127.0.0.1:"); }

std::optional<int> Millrace::number_in_log(const std::string& words) const {
  return process_ ? process_->number_behind(words) : std::nullopt;
}

std::optional<std::string> Millrace::scrape() {
  const auto where = port();
  if (!where) return std::nullopt;
  const auto answer = http_get(*where, "/metrics");
  if (!answer || answer->status != 200) return std::nullopt;
  return answer->body;
}

std::optional<double> Millrace::metric(const std::string& name, const std::string& label) {
  const auto text = scrape();
  return text ? sum_in(*text, name, label) : std::nullopt;
}

void Millrace::await_metric(const std::string& name, double value, const std::string& label) {
  eventually(name + " " + label + " >= " + std::to_string(value), seconds(60), [&]() -> std::string {
    if (const auto exit = process().ended()) throw std::runtime_error(to_string(*exit) + end_of_log());
    const auto now = metric(name, label);
    if (now && *now >= value) return {};
    return now ? std::to_string(*now) : "no such series" + end_of_log();
  });
}

void Millrace::await_consumed(const std::string& topic, seconds deadline) {
  const auto ends = topic_range(spec_.bootstrap, topic, Isolation::kCommitted).end;
  eventually("all of " + topic + " in a committed checkpoint", deadline, [&]() -> std::string {
    if (const auto exit = process().ended()) throw std::runtime_error(to_string(*exit) + end_of_log());
    const auto committed = committed_offsets(spec_.bootstrap, spec_.name, topic);
    for (std::size_t p = 0; p < ends.size(); ++p) {
      if (committed[p].offset >= ends[p]) continue;
      return "partition " + std::to_string(p) + " at " + std::to_string(committed[p].offset) + " of " +
             std::to_string(ends[p]) + end_of_log();
    }
    return {};
  });
}

}  // namespace millrace::trial

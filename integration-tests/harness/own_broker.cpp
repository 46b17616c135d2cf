#include "integration-tests/harness/own_broker.h"

#include <signal.h>

#include <regex>
#include <stdexcept>

#include "integration-tests/harness/eventually.h"

namespace millrace::trial {

using std::chrono::seconds;

OwnBroker::OwnBroker(const Scratch& scratch, std::vector<std::string> options)
    : folder_(scratch / "broker"), options_(std::move(options)) {
  std::filesystem::create_directories(folder_);
  restart();
}

void OwnBroker::restart() {
  std::vector<std::string> command = {MILLRACE_SOURCE "/integration-tests/kafka/broker.sh", "run"};
  command.insert(command.end(), options_.begin(), options_.end());
  command.push_back(folder_);
  script_ = std::make_unique<Process>(command, std::map<std::string, std::string>{}, folder_ / "script.log");
  const std::regex ready(R"(bootstrap=(\S+) pid=(\d+)(?: behind=(\S+))?)");
  std::smatch match;
  std::string output;
  eventually("a broker that answers", seconds(90), [&]() -> std::string {
    output = script_->output();
    if (std::regex_search(output, match, ready)) return {};
    if (script_->ended()) throw std::runtime_error("the broker did not start: " + output);
    return "no ready line: " + output;
  });
  bootstrap_ = match[1];
  pid_ = std::stoi(match[2]);
  behind_ = match[3];
}

void OwnBroker::stop() {
  script_->send(SIGTERM);
  script_->wait(seconds(60));
}

void OwnBroker::kill() {
  ::kill(pid_, SIGKILL);
  script_->wait(seconds(60));
}

}  // namespace millrace::trial

#include "integration-tests/harness/own_broker.h"

#include <signal.h>

#include <sstream>
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
  std::string output;
  eventually("a broker that answers", seconds(90), [&]() -> std::string {
    output = script_->output();
    if (output.find("bootstrap=") != output.npos && output.ends_with('\n')) return {};
    if (script_->ended()) throw std::runtime_error("the broker did not start: " + output);
    return "no ready line: " + output;
  });
  take_ready_line(output.substr(output.find("bootstrap=")));
}

// "bootstrap=HOST:PORT pid=PID ..."
void OwnBroker::take_ready_line(const std::string& line) {
  std::istringstream words(line);
  for (std::string word; words >> word;) {
    const auto equals = word.find('=');
    ready_[word.substr(0, equals)] = word.substr(equals + 1);
  }
  pid_ = std::stoi(ready_.at("pid"));
}

void OwnBroker::stop() {
  script_->send(SIGTERM);
  script_->wait(seconds(60));
}

void OwnBroker::freeze() { ::kill(pid_, SIGSTOP); }

void OwnBroker::thaw() { ::kill(pid_, SIGCONT); }

void OwnBroker::kill() {
  ::kill(pid_, SIGKILL);
  script_->wait(seconds(60));
}

}  // namespace millrace::trial

// A broker of a test's own, to be stopped, killed and started again on the same data and port.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "integration-tests/harness/process.h"
#include "integration-tests/harness/scratch.h"

namespace millrace::trial {

class OwnBroker {
 public:
  // `options` are those of kafka/broker.sh. Answers when the constructor returns. `scratch` outlives this.
  explicit OwnBroker(const Scratch& scratch, std::vector<std::string> options = {});

  const std::string& bootstrap() const { return ready_.at("bootstrap"); }
  const std::string& behind_proxy() const {
    return ready_.at("behind");
  }  // with --advertise: where the proxy connects to
  // With --secure: host and port of "tls", "mtls" or "sasl", and a file of its certificates.
  const std::string& listener(const std::string& name) const { return ready_.at(name); }
  std::filesystem::path certificate(const std::string& name) const { return folder_ / "tls" / name; }

  void stop();    // cleanly
  void kill();    // SIGKILL of the broker itself
  void freeze();  // it keeps its connections and answers nothing
  void thaw();
  void restart();  // after stop or kill; answers when this returns

 private:
  void take_ready_line(const std::string& line);

  std::filesystem::path folder_;
  std::vector<std::string> options_;
  std::unique_ptr<Process> script_;
  std::map<std::string, std::string> ready_;  // what the ready line says
  int pid_ = 0;
};

}  // namespace millrace::trial

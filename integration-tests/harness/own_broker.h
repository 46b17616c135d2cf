// A broker of a test's own, to be stopped, killed and started again on the same data and port.
#pragma once

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

  const std::string& bootstrap() const { return bootstrap_; }
  const std::string& behind_proxy() const { return behind_; }  // with --advertise: where the proxy connects to

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
  std::string bootstrap_;
  std::string behind_;
  int pid_ = 0;
};

}  // namespace millrace::trial

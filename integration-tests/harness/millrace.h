// The service under test: started, asked, killed, started again.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "integration-tests/harness/pipeline_file.h"
#include "integration-tests/harness/process.h"
#include "integration-tests/harness/scratch.h"

namespace millrace::trial {

// `millrace run` of one pipeline file. At most one process at a time; several objects are several instances.
class Millrace {
 public:
  // Writes the file into `scratch`, which outlives this. `instance` tells the logs of several instances apart.
  Millrace(const Scratch& scratch, PipelineSpec spec, const std::string& instance = "millrace");

  struct Start {
    std::string failpoints = {};              // for MILLRACE_FAILPOINTS
    std::vector<std::string> arguments = {};  // beyond `run -c FILE`
    std::vector<std::string> command = {};    // in place of `millrace run -c FILE`
  };
  void start() { start(Start()); }
  void start(const Start& how);

  // SIGKILL, and gone when this returns.
  void kill();
  // SIGTERM; throws unless it then exits with 0.
  void stop();
  Exit wait(std::chrono::seconds deadline = std::chrono::seconds(60)) { return process().wait(deadline); }
  // Throws unless it dies by SIGKILL of itself, as a failpoint has it.
  void await_failpoint(const std::string& name);

  // Another command about the same pipeline file, to its end: `millrace WORDS... -c FILE`.
  struct Answer {
    int code = -1;
    std::string text;  // both streams
  };
  Answer ask(const std::vector<std::string>& words) const;

  Process& process();
  PipelineSpec& spec() { return spec_; }  // takes effect at the next start
  std::string log() const { return process_ ? process_->output() : std::string(); }

  // What /metrics says; nothing while it does not answer.
  std::optional<std::string> scrape();
  // Sum over the series of a metric whose labels contain `label`; nothing while it does not answer or has none.
  std::optional<double> metric(const std::string& name, const std::string& label = {});
  // Waits until that sum is at least `value`. Throws if the process ends.
  void await_metric(const std::string& name, double value, const std::string& label = {});
  std::optional<int> port();        // of /metrics; nothing until it says so
  std::optional<int> admin_port();  // the same of the admin interface
  std::filesystem::path file() const { return folder_ / (instance_ + ".yaml"); }

  // Waits until everything now in the topic is in a committed checkpoint. Throws if the process ends.
  void await_consumed(const std::string& topic, std::chrono::seconds deadline = std::chrono::seconds(60));

 private:
  std::string end_of_log() const;
  std::optional<int> number_in_log(const std::string& words) const;

  std::filesystem::path folder_;
  std::string instance_;
  PipelineSpec spec_;
  std::unique_ptr<Process> process_;
};

}  // namespace millrace::trial

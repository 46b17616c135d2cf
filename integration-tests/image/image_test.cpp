// The image, run from its unpacked root as a container runtime runs it, against the real broker. The test image.build
// builds it first.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "integration-tests/harness/eventually.h"
#include "integration-tests/harness/orders_trial.h"
#include "integration-tests/harness/tcp.h"

namespace millrace::trial {
namespace {

using std::chrono::seconds;
using testing::HasSubstr;

class Image : public testing::Test {
 protected:
  Image() {
    auto& spec = trial_.service.spec();
    spec.state_directory = "/data/state";
    spec.storage = "/data/checkpoints";
    spec.metrics = "127.0.0.1:" + std::to_string(port_of(listen_on_free_port()));
  }

  std::vector<std::string> container(const std::string& how, const std::vector<std::string>& words = {}) const {
    std::vector<std::string> command = {MILLRACE_SOURCE "/integration-tests/image/container.sh", how, MILLRACE_IMAGE,
                                        trial_.scratch / "container"};
    command.insert(command.end(), words.begin(), words.end());
    return command;
  }
  void start() { trial_.service.start({.command = container("run", {trial_.service.file()})}); }

  struct Ended {
    Exit exit;
    std::string said;
  };
  Ended run(const std::vector<std::string>& command) const {
    Process process(command, {}, trial_.scratch / "command.log");
    const Exit exit = process.wait(seconds(30));
    return {exit, process.output()};
  }

  pid_t process_1() const {
    pid_t pid = -1;
    std::ifstream(trial_.scratch / "container/pid") >> pid;
    return pid;
  }
  // A line of /proc/PID/status of the container's process 1.
  std::string status(const std::string& name) const {
    std::ifstream file("/proc/" + std::to_string(process_1()) + "/status");
    for (std::string line; std::getline(file, line);) {
      if (line.starts_with(name + ":\t")) return line.substr(name.size() + 2);
    }
    return "no such line";
  }

  OrdersTrial trial_;
};

TEST_F(Image, TurnsOrdersIntoWindowsExactlyAndStopsOnSigtermWithALastCheckpoint) {
  const auto feed = trial_.feed_in_background(5000);
  start();
  trial_.service.await_metric("millrace_records_out_total", 100);
  trial_.service.stop();  // throws unless it exits with 0: its last checkpoint is committed
  start();
  trial_.service.await_metric("millrace_checkpoints_completed_total", 5);
  feed->end();
  trial_.expect_exact(500);
}

TEST_F(Image, RunsAsProcessOneWithoutRootAndWithAReadOnlyRoot) {
  start();
  trial_.service.await_metric("millrace_checkpoints_completed_total", 1);
  EXPECT_EQ(status("Uid"), "10001\t10001\t10001\t10001");
  EXPECT_EQ(status("Gid"), "10001\t10001\t10001\t10001");
  EXPECT_EQ(status("CapEff"), "0000000000000000");
  EXPECT_EQ(status("NoNewPrivs"), "1");
  EXPECT_EQ(status("Groups"), " ");
  EXPECT_TRUE(status("NSpid").ends_with("\t1")) << status("NSpid");
  EXPECT_EQ(status("Name"), "millrace");
  const auto touched = run(container("exec", {"/usr/bin/touch", "/tmp/x"}));
  EXPECT_NE(touched.exit, Exit{.code = 0});
  EXPECT_THAT(touched.said, HasSubstr("Read-only file system"));
  trial_.service.stop();
}

// A test that is ended by its deadline must not leave it behind.
TEST_F(Image, EndsWithTheScriptThatRunsItWhateverEndsThat) {
  start();
  trial_.service.await_metric("millrace_checkpoints_completed_total", 1);
  ASSERT_EQ(status("Name"), "millrace");
  trial_.service.kill();
  eventually("the container to end", seconds(30), [&] { return status("Name") == "millrace" ? "it runs" : ""; });
  run({"/usr/bin/umount", trial_.scratch / "container/root"});  // what a plain chroot needs, and nothing elsewhere
}

TEST_F(Image, HasAHealthCheckThatFollowsTheService) {
  start();
  trial_.service.await_metric("millrace_checkpoints_completed_total", 1);
  const auto well = run(container("healthcheck"));
  EXPECT_EQ(well.exit, Exit{.code = 0}) << well.said;
  EXPECT_THAT(well.said, HasSubstr("running"));
  // Frozen, it takes connections and does not answer.
  ::kill(process_1(), SIGSTOP);
  const auto frozen = run(container("healthcheck"));
  ::kill(process_1(), SIGCONT);
  EXPECT_EQ(frozen.exit, Exit{.code = 10}) << frozen.said;
  trial_.service.stop();
}

TEST_F(Image, RunsAnyOtherCommand) {
  std::ofstream(trial_.scratch / "bad.yaml") << "name: X\n";
  const auto checked =
      run(container("run", {trial_.scratch / "bad.yaml", "check", "-c", "/etc/millrace/pipeline.yaml"}));
  EXPECT_EQ(checked.exit, Exit{.code = 3});
  EXPECT_THAT(checked.said, HasSubstr("/etc/millrace/pipeline.yaml:1:7: "));
}

}  // namespace
}  // namespace millrace::trial

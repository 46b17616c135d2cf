// A pipeline at work, with an admin interface.
#pragma once

#include <gtest/gtest.h>

#include <fstream>

#include "integration-tests/harness/eventually.h"
#include "integration-tests/harness/http_get.h"
#include "integration-tests/harness/orders_trial.h"
#include "integration-tests/harness/process.h"
#include "integration-tests/harness/tcp.h"

namespace millrace::trial {

class AdminTrial : public ::testing::Test {
 protected:
  static constexpr const char* kToken = "a-token-for-the-tests";

  // Orders arrive until the test ends. `password` goes into the file as a property that the client does not use.
  void start(const std::string& password = "unused") {
    if (trial.service.spec().admin.empty()) configure_admin("token_file: " + token());
    trial.service.spec().kafka["sasl.password"] = password;
    trial.service.spec().queries.at(0).name = "orders_per_user";  // as the API's description has it in its examples
    feed = trial.feed_in_background(3000);
    trial.service.start();
    trial.service.await_metric("millrace_checkpoints_completed_total", 3);
    trial.service.await_metric("millrace_records_in_total", 1);
    trial.service.await_consumed(trial.input.name());  // so that there is something to see in committed state
  }
  // On a port that is known before: commands read it from the same file. `way`: how somebody may change something.
  int configure_admin(const std::string& way) {
    std::ofstream(token()) << kToken << "\n";
    const int free = port_of(listen_on_free_port());
    trial.service.spec().admin = "{ listen: 127.0.0.1:" + std::to_string(free) + ", " + way + " }";
    return free;
  }
  void TearDown() override {
    if (feed) feed->end();
    feed.reset();
  }

  std::string token() const { return trial.scratch / "token"; }
  int port() { return trial.service.admin_port().value(); }
  std::string url() { return "http://127.0.0.1:" + std::to_string(port()) + "/"; }
  std::string get(const std::string& path) {
    const auto answer = http_get(port(), path);
    EXPECT_TRUE(answer) << path;
    return answer ? answer->body : "";
  }
  // Runs to its end; its output is what fails the test, or lacks `said`.
  void expect_success(const std::vector<std::string>& command, const std::string& said = "") {
    Process process(command, {{"MILLRACE_DEPS", MILLRACE_DEPS}}, trial.scratch / "output");
    EXPECT_EQ(process.wait(std::chrono::seconds(540)), Exit{.code = 0}) << process.output();
    EXPECT_NE(process.output().find(said), std::string::npos) << process.output();
  }

  OrdersTrial trial;
  std::unique_ptr<Feed> feed;
};

}  // namespace millrace::trial

// What `millrace doctor` says of a real cluster, a real store and a running instance.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "integration-tests/harness/mounted.h"
#include "integration-tests/harness/orders_trial.h"
#include "integration-tests/harness/own_broker.h"
#include "integration-tests/harness/stored_checkpoint.h"
#include "integration-tests/kafka_io/group_admin.h"
#include "integration-tests/kafka_io/topic_admin.h"
#include "integration-tests/kafka_io/topic_writer.h"
#include "service/exit_code.h"

namespace millrace::trial {
namespace {

namespace fs = std::filesystem;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

class Doctor : public testing::Test {
 protected:
  // Leaves a stopped pipeline with a few checkpoints.
  void run_once() {
    generate(shared_broker(), trial_.input.name(), trial_.stream, {.records = 20000, .close = false});
    trial_.service.start();
    trial_.service.await_consumed(trial_.input.name());
    trial_.service.stop();
  }

  // Says so with this exit code, and a run then ends with the same.
  void expect_failure(ExitCode code, const std::string& cause, const std::string& remedy) {
    const auto answer = trial_.service.ask({"doctor"});
    EXPECT_EQ(answer.code, static_cast<int>(code)) << answer.text;
    EXPECT_THAT(answer.text, ContainsRegex("fail  [^\n]*" + cause)) << answer.text;
    EXPECT_THAT(answer.text, HasSubstr(remedy));
  }
  void expect_remedies_for_scripts() {
    const auto answer = trial_.service.ask({"doctor", "--json"});
    EXPECT_THAT(answer.text, HasSubstr(R"("verdict":"fail")"));
    EXPECT_THAT(answer.text, Not(ContainsRegex("\"fail\"[^\n]*\"remedy\":\"\""))) << answer.text;
  }
  void expect_run_to_end_with(ExitCode code) {
    trial_.service.start();
    EXPECT_EQ(trial_.service.wait(), Exit{.code = static_cast<int>(code)}) << trial_.service.log();
  }

  void expect_no_failure(const std::string& says) {
    const auto answer = trial_.service.ask({"doctor"});
    EXPECT_EQ(answer.code, 0) << answer.text;
    EXPECT_THAT(answer.text, Not(HasSubstr("fail  ")));
    EXPECT_THAT(answer.text, HasSubstr(says));
  }

  OrdersTrial trial_;
};

TEST_F(Doctor, SeesThatAPipelineIsToBegin) {
  expect_no_failure("a start begins anew");
  EXPECT_FALSE(fs::exists(trial_.service.spec().storage)) << "looking has made the store";
}

TEST_F(Doctor, SeesWhereAStoppedOneWillGoOn) {
  run_once();
  const auto newest = stored_checkpoints(trial_.service.spec()).back();
  expect_no_failure("a start goes on from checkpoint " + std::to_string(newest) + " of ");
}

TEST_F(Doctor, LeavesARunningInstanceAlone) {
  const auto feed = trial_.feed_in_background(5000);
  trial_.service.start();
  trial_.service.await_metric("millrace_checkpoints_completed_total", 5);
  for (int i = 0; i < 5; ++i) expect_no_failure("ok    state");
  EXPECT_EQ(trial_.service.metric("millrace_restores_total"), 1);
  feed->end();
  trial_.expect_exact(100);
}

TEST_F(Doctor, SpeaksToScriptsToo) {
  const auto answer = trial_.service.ask({"doctor", "--json"});
  EXPECT_EQ(answer.code, 0);
  EXPECT_THAT(answer.text,
              ContainsRegex("\\{\"verdict\":\"ok\",\"check\":\"state\",\"found\":\"[^\n]*\",\"remedy\":\"\"\\}\n"));
}

TEST_F(Doctor, FindsALostVolume) {
  run_once();
  fs::remove_all(trial_.service.spec().storage);
  expect_failure(ExitCode::kRefused, "the store does not hold it", "Bring the storage back");
  expect_run_to_end_with(ExitCode::kRefused);
}

TEST_F(Doctor, FindsOffsetsThatWereReset) {
  run_once();
  reset_offsets(shared_broker(), trial_.service.spec().name, trial_.input.name(),
                std::vector<std::int64_t>(static_cast<std::size_t>(trial_.input.partitions()), 0));
  expect_failure(ExitCode::kRefused, "offset", "--accept-offsets");
  expect_run_to_end_with(ExitCode::kRefused);
}

TEST_F(Doctor, FindsAMissingTopic) {
  trial_.service.spec().queries[0].topic = "no-such-topic";
  expect_failure(ExitCode::kConfiguration, "topic 'no-such-topic', written by query 'per_user', does not exist",
                 "Create it");
  expect_remedies_for_scripts();
  expect_run_to_end_with(ExitCode::kConfiguration);
}

TEST_F(Doctor, FindsAnUnreachableCluster) {
  trial_.service.spec().bootstrap = "127.0.0.1:1";
  expect_failure(ExitCode::kUnreachable, "Connection refused", "bootstrap.servers");
}

TEST_F(Doctor, FindsAnUnreachableStore) {
  fs::create_directories(trial_.service.spec().storage);
  std::ofstream(fs::path(trial_.service.spec().storage) / trial_.service.spec().name) << "no folder";
  expect_failure(ExitCode::kConfiguration, "it is not a directory", "checkpoint.storage");
}

TEST_F(Doctor, FindsAStoreThatCannotBeMade) {
  trial_.service.spec().storage = "/proc/no-store";
  expect_failure(ExitCode::kConfiguration, "cannot be made in /proc", "Set checkpoint.storage to a directory");
  expect_run_to_end_with(ExitCode::kConfiguration);
  std::ofstream(trial_.scratch / "file") << "no folder";
  trial_.service.spec().storage = trial_.scratch / "file" / "store";
  expect_failure(ExitCode::kConfiguration, "cannot be made in [^\n]*/file .Not a directory",
                 "Set checkpoint.storage to a directory");
  expect_run_to_end_with(ExitCode::kConfiguration);
}

TEST_F(Doctor, FindsAFullAndAReadOnlyVolume) {
  MountedTmpfs disk(trial_.scratch / "disk", "48m");
  trial_.service.spec().storage = disk.path();
  run_once();
  disk.fill();
  expect_failure(ExitCode::kConfiguration, "the next checkpoint may need", "Free or add space");
  disk.make_room();
  disk.make_read_only();
  expect_failure(ExitCode::kConfiguration, "it cannot be written", "Mount it writable");
  disk.make_writable();
  expect_no_failure("48.0 MiB");
}

TEST_F(Doctor, WarnsOfRecordsFromTheFuture) {
  const auto in_an_hour = std::chrono::system_clock::now() + std::chrono::hours(1);
  TopicWriter writer(shared_broker(), trial_.input.name());
  writer.write(0, "k", "{}", std::chrono::floor<std::chrono::milliseconds>(in_an_hour).time_since_epoch().count());
  writer.flush();
  expect_no_failure("ahead of this machine's clock");
}

TEST(DoctorOfABroker, FindsATransactionTimeoutThatIsTooLong) {
  const Scratch scratch;
  const OwnBroker broker(scratch, {"--property", "transaction.max.timeout.ms=20000"});
  OrdersTrial trial(broker.bootstrap());
  const auto answer = trial.service.ask({"doctor"});
  EXPECT_EQ(answer.code, static_cast<int>(ExitCode::kConfiguration));
  EXPECT_THAT(answer.text, HasSubstr("broker allows transactions of 20s, this pipeline needs 3"));
  EXPECT_THAT(answer.text, HasSubstr("-> Lower checkpoint.interval or checkpoint.timeout"));
  trial.service.start();
  EXPECT_EQ(trial.service.wait().code, static_cast<int>(ExitCode::kConfiguration)) << trial.service.log();
}

}  // namespace
}  // namespace millrace::trial

#include "service/commands.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

#include <fstream>
#include <sstream>

#include "base/tests/temp_directory.h"
#include "service/tests/stored_manifests.h"
#include "state/file_store.h"

namespace millrace {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr const char* kPipeline = R"yaml(
kafka:
  bootstrap.servers: 127.0.0.1:1
  sasl.password: hunter2
sources:
  orders: { topic: orders, columns: { user_id: text } }
queries:
  totals:
    sql: SELECT user_id, count(*) AS n FROM orders GROUP BY user_id, tumble('1 minute')
    sink: { topic: totals }
)yaml";

// A folder with a pipeline file whose checkpoints lie beside it.
class Commands : public testing::Test {
 protected:
  Commands() {
    write("name: orders-per-user" + std::string(kPipeline) + "checkpoint: { storage: " + (folder_ / "store").string() +
          " }\n");
  }
  ~Commands() override {
    spdlog::set_default_logger(logger_);  // a run ends logging for its process
  }

  void write(const std::string& text) const { std::ofstream(file()) << text; }
  std::filesystem::path file() const { return folder_ / "orders.yaml"; }
  std::filesystem::path store_folder() const { return folder_ / "store" / "orders-per-user"; }

  void store(const Manifest& manifest) const {
    auto opened = open_file_store(store_folder(), real_files());
    ASSERT_TRUE(opened) << opened.error().message();
    store_manifest(**opened, manifest);
  }

  ExitCode run_it(const Command& command) {
    out_.str("");
    err_.str("");
    return execute(command, out_, err_);
  }

  const std::shared_ptr<spdlog::logger> logger_ = spdlog::default_logger();
  const TempDirectory folder_;
  std::ostringstream out_;
  std::ostringstream err_;
};

// The client's build leaves out in silence what it has no library for; users find it missing in production.
TEST(Version, NamesTheWaysToKafkaThatAreBuiltIn) {
  std::ostringstream out;
  EXPECT_EQ(show_version(out), ExitCode::kOk);
  const std::string text = out.str();
  const auto at = text.find("features of librdkafka: ");
  ASSERT_NE(at, text.npos) << text;
  const std::string features = text.substr(at, text.find('\n', at) - at) + ",";
  for (const char* needed :
       {"ssl,", "sasl_plain,", "sasl_scram,", "sasl_oauthbearer,", "gzip,", "snappy,", "lz4,", "zstd,"})
    EXPECT_THAT(features, HasSubstr(needed));
}

TEST_F(Commands, CheckSaysThatAFileIsFine) {
  EXPECT_EQ(run_it(CheckCommand{file(), false}), ExitCode::kOk);
  EXPECT_THAT(out_.str(), HasSubstr("orders.yaml: nothing wrong with it"));
  EXPECT_THAT(out_.str(), HasSubstr("source orders: topic orders, 1 column, event time of the Kafka record"));
  EXPECT_THAT(out_.str(), HasSubstr("query totals: windows of 1m from orders to topic totals"));
  EXPECT_THAT(err_.str(), IsEmpty());
}

TEST_F(Commands, CheckReportsEveryProblemAndCountsThem) {
  write("name: X\nkafka: {}\n");
  EXPECT_EQ(run_it(CheckCommand{file(), false}), ExitCode::kConfiguration);
  EXPECT_THAT(err_.str(), HasSubstr("orders.yaml:1:7: "));
  EXPECT_THAT(err_.str(), HasSubstr("problems in "));
  EXPECT_THAT(out_.str(), IsEmpty());
}

TEST_F(Commands, CheckSaysWhyAFileCannotBeRead) {
  EXPECT_EQ(run_it(CheckCommand{folder_ / "missing.yaml", false}), ExitCode::kConfiguration);
  EXPECT_THAT(err_.str(), HasSubstr("missing.yaml: No such file or directory"));
  EXPECT_EQ(run_it(CheckCommand{folder_.path(), false}), ExitCode::kConfiguration);
  EXPECT_THAT(err_.str(), HasSubstr("error: read the pipeline file"));
}

TEST_F(Commands, CheckEndsOnADeviceWithoutEnd) {
  EXPECT_EQ(run_it(CheckCommand{"/dev/zero", false}), ExitCode::kConfiguration);
  EXPECT_THAT(err_.str(), HasSubstr("larger than"));
}

TEST_F(Commands, CheckNotesLongTransactions) {
  write("name: x" + std::string(kPipeline) + "checkpoint: { timeout: 20m }\n");
  EXPECT_EQ(run_it(CheckCommand{file(), false}), ExitCode::kOk);
  EXPECT_THAT(out_.str(), HasSubstr("note: transactions may last"));
}

TEST_F(Commands, ListShowsWhatIsStored) {
  store(manifest_of(41, 300));
  store(manifest_of(42, 400));
  EXPECT_EQ(run_it(ListCheckpointsCommand{file()}), ExitCode::kOk);
  EXPECT_LT(out_.str().find("millrace1.42."), out_.str().find("millrace1.41."));
}

TEST_F(Commands, ListCreatesNothing) {
  EXPECT_EQ(run_it(ListCheckpointsCommand{file()}), ExitCode::kConfiguration);
  EXPECT_THAT(err_.str(), HasSubstr("No such file or directory. Either"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "store"));
}

TEST_F(Commands, ShowShowsOne) {
  store(manifest_of(41, 300));
  EXPECT_EQ(run_it(ShowCheckpointCommand{file(), CheckpointId{41}}), ExitCode::kOk);
  EXPECT_THAT(out_.str(), HasSubstr("orders[0]: next offset 300"));
}

TEST_F(Commands, ShowNamesTheListWhenThereIsNoSuchCheckpoint) {
  store(manifest_of(41, 300));
  EXPECT_EQ(run_it(ShowCheckpointCommand{file(), CheckpointId{7}}), ExitCode::kUsage);
  EXPECT_THAT(err_.str(), HasSubstr("checkpoint 7 is not stored"));
}

TEST_F(Commands, ShowShowsBothWhenANumberWasTriedTwice) {
  store(manifest_of(41, 300));
  store(manifest_of(41, 301));
  EXPECT_EQ(run_it(ShowCheckpointCommand{file(), CheckpointId{41}}), ExitCode::kOk);
  EXPECT_THAT(out_.str(), HasSubstr("next offset 300"));
  EXPECT_THAT(out_.str(), HasSubstr("next offset 301"));
}

TEST_F(Commands, RunFromACheckpointOnlySaysWhatItWouldDoWithoutYes) {
  store(manifest_of(41, 300));
  store(manifest_of(57, 1500));
  EXPECT_EQ(run_it(RunCommand{file(), {CheckpointId{41}, false, false}, {}}), ExitCode::kUsage);
  EXPECT_THAT(err_.str(), HasSubstr("orders[0]: 1200 offsets, 300 to 1500, are read again"));
  EXPECT_THAT(err_.str(), HasSubstr("Nothing was done. Add --yes"));
}

TEST_F(Commands, RunFromACheckpointThatIsNotStoredIsRefused) {
  store(manifest_of(41, 300));
  EXPECT_EQ(run_it(RunCommand{file(), {CheckpointId{7}, false, false}, {}}), ExitCode::kRefused);
  EXPECT_THAT(err_.str(), HasSubstr("millrace checkpoints list"));
}

TEST_F(Commands, RunWithAcceptedOffsetsOnlySaysWhatItWouldDoWithoutYes) {
  store(manifest_of(57, 1500));
  EXPECT_EQ(run_it(RunCommand{file(), {std::nullopt, true, false}, {}}), ExitCode::kUsage);
  EXPECT_THAT(err_.str(), HasSubstr("orders[0]: offset 1500"));
  EXPECT_THAT(err_.str(), HasSubstr("Add --yes"));
}

TEST_F(Commands, RunWithAnOrderSaysThatItCouldNotBeTriedWhileKafkaDoesNotAnswer) {
  store(manifest_of(41, 300));
  EXPECT_EQ(run_it(RunCommand{file(), {CheckpointId{41}, false, false}, {}}), ExitCode::kUsage);
  EXPECT_THAT(err_.str(), HasSubstr("Whether it can be done is not known: "));
}

TEST_F(Commands, RunNamesTheKeyOfAStorageThatCannotBeMade) {
  std::ofstream(folder_ / "store") << "a file";
  write("name: orders-per-user" + std::string(kPipeline) + "checkpoint: { storage: " + (folder_ / "store").string() +
        " }\nmetrics: { listen: \"\" }\n");
  testing::internal::CaptureStderr();
  EXPECT_EQ(run_it(RunCommand{file(), {}, {}}), ExitCode::kConfiguration);
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("Set checkpoint.storage to"));
}

TEST_F(Commands, RunNamesTheKeyOfAStateDirectoryThatCannotBeMade) {
  std::ofstream(folder_ / "state") << "a file";
  write("name: orders-per-user" + std::string(kPipeline) + "checkpoint: { storage: " + (folder_ / "store").string() +
        " }\nstate: { directory: " + (folder_ / "state").string() + " }\nmetrics: { listen: \"\" }\n");
  testing::internal::CaptureStderr();
  EXPECT_EQ(run_it(RunCommand{file(), {}, {}}), ExitCode::kConfiguration);
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("Set state.directory to"));
}

TEST_F(Commands, RunWithAWrongFileIsAConfigurationError) {
  write("name: x\n");
  EXPECT_EQ(run_it(RunCommand{file(), {}, {}}), ExitCode::kConfiguration);
}

TEST_F(Commands, GenerateAnswersForTheJobOrThePipeline) {
  EXPECT_EQ(run_it(GenerateCommand{.file = file()}), ExitCode::kOk);
  EXPECT_THAT(out_.str(), HasSubstr(R"(up{job="orders-per-user"})"));
  EXPECT_EQ(run_it(GenerateCommand{.file = file(), .job = "mine"}), ExitCode::kOk);
  EXPECT_THAT(out_.str(), HasSubstr(R"(up{job="mine"})"));
}

TEST_F(Commands, GenerateNeedsAGoodFile) {
  write("name: x\n");
  EXPECT_EQ(run_it(GenerateCommand{.file = file()}), ExitCode::kConfiguration);
  EXPECT_THAT(out_.str(), IsEmpty());
  EXPECT_EQ(run_it(GenerateCommand{.file = folder_ / "missing.yaml"}), ExitCode::kConfiguration);
}

TEST_F(Commands, VersionNamesTheLibrariesToo) {
  EXPECT_EQ(run_it(VersionCommand{}), ExitCode::kOk);
  for (const char* name : {"millrace 0.", "librdkafka 2.8", "RocksDB ", "PostgreSQL parser 15"}) {
    EXPECT_THAT(out_.str(), HasSubstr(name));
  }
}

TEST_F(Commands, HelpGoesToStandardOutput) {
  EXPECT_EQ(run_it(HelpCommand{"words"}), ExitCode::kOk);
  EXPECT_EQ(out_.str(), "words");
}

TEST_F(Commands, CheckHidesWhatCameFromASecretVariable) {
  setenv("MILLRACE_TEST_PASSWORD", "hunter3secret", 1);
  auto pipeline = std::string(kPipeline);
  pipeline.replace(pipeline.find("topic: orders"), 13, "topic: \"${MILLRACE_TEST_PASSWORD}\"");
  write("name: orders-per-user" + pipeline);
  EXPECT_EQ(run_it(CheckCommand{file(), false}), ExitCode::kOk);
  unsetenv("MILLRACE_TEST_PASSWORD");
  EXPECT_THAT(out_.str() + err_.str(), HasSubstr("source orders: topic [secret]"));
  EXPECT_THAT(out_.str() + err_.str(), Not(HasSubstr("hunter3")));
}

TEST_F(Commands, NeverShowSecrets) {
  for (const Command& command : {Command(CheckCommand{file(), false}), Command(ListCheckpointsCommand{file()}),
                                 Command(GenerateCommand{.what = GenerateCommand::What::kValues, .file = file()})}) {
    run_it(command);
    EXPECT_THAT(out_.str() + err_.str(), Not(HasSubstr("hunter2")));
  }
}

}  // namespace
}  // namespace millrace

#include "service/command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "service/exit_code.h"

namespace millrace {
namespace {

using testing::HasSubstr;

std::expected<Command, std::string> parse(const std::vector<std::string>& words) {
  std::vector<const char*> arguments;
  for (const std::string& word : words) arguments.push_back(word.c_str());
  return parse_command_line(arguments);
}

template <class T>
T parsed(const std::vector<std::string>& words) {
  auto command = parse(words);
  EXPECT_TRUE(command) << command.error();
  EXPECT_TRUE(command && std::holds_alternative<T>(*command));
  return command && std::holds_alternative<T>(*command) ? std::get<T>(*command) : T{};
}

std::string refused(const std::vector<std::string>& words) {
  auto command = parse(words);
  EXPECT_FALSE(command) << "understood: " << testing::PrintToString(words);
  return command ? "" : command.error();
}

TEST(CommandLine, RunsAFileWithDefaults) {
  const auto run = parsed<RunCommand>({"run", "-c", "orders.yaml"});
  EXPECT_EQ(run.file, "orders.yaml");
  EXPECT_FALSE(run.options.from);
  EXPECT_FALSE(run.options.accept_offsets);
  EXPECT_FALSE(run.options.yes);
  EXPECT_EQ(run.log.format, LogOptions::Format::kText);
  EXPECT_EQ(run.log.level, spdlog::level::info);
}

TEST(CommandLine, TakesEveryFormOfAnOption) {
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"run", "-c", "f"}, {"run", "-cf"}, {"run", "--config", "f"}, {"run", "--config=f"}}) {
    EXPECT_EQ(parsed<RunCommand>(words).file, "f");
  }
}

TEST(CommandLine, TakesTheOperatorsOrders) {
  const auto back = parsed<RunCommand>({"run", "-c", "f", "--from", "41", "--yes"});
  EXPECT_EQ(back.options.from, CheckpointId{41});
  EXPECT_TRUE(back.options.yes);
  const auto accept = parsed<RunCommand>({"run", "--accept-offsets", "-c", "f"});
  EXPECT_TRUE(accept.options.accept_offsets);
  EXPECT_FALSE(accept.options.yes);
}

TEST(CommandLine, AsksTheDoctor) {
  EXPECT_EQ(parsed<DoctorCommand>({"doctor", "-c", "f"}).file, "f");
  EXPECT_FALSE(parsed<DoctorCommand>({"doctor", "-c", "f"}).json);
  EXPECT_TRUE(parsed<DoctorCommand>({"doctor", "--json", "-c", "f"}).json);
  EXPECT_THAT(refused({"doctor"}), HasSubstr("-c FILE"));
}

TEST(CommandLine, AsksWhy) {
  const auto why = parsed<WhyCommand>({"why", "-c", "f", "--query", "q", "--key", "k", "--time", "0"});
  EXPECT_EQ(why.file, "f");
  EXPECT_EQ(why.query, "q");
  EXPECT_EQ(why.key, "k");
  EXPECT_EQ(why.time, "0");
  EXPECT_THAT(refused({"why", "-c", "f", "--query", "q", "--key", "k"}), HasSubstr("why needs --time"));
  EXPECT_THAT(refused({"why", "--query", "q", "--key", "k", "--time", "0"}), HasSubstr("--config"));
  EXPECT_THAT(parsed<HelpCommand>({"why", "--help"}).text, HasSubstr("--key"));
}

TEST(CommandLine, AsksForACheckpoint) {
  EXPECT_EQ(parsed<TakeCheckpointCommand>({"checkpoint", "-c", "f"}).wait, Millis{60'000});
  EXPECT_EQ(parsed<TakeCheckpointCommand>({"checkpoint", "-c", "f", "--wait", "5s"}).wait, Millis{5000});
  EXPECT_THAT(refused({"checkpoint"}), HasSubstr("-c FILE"));
  for (const char* wait : {"0s", "2m", "5", "soon"}) {
    EXPECT_THAT(refused({"checkpoint", "-c", "f", "--wait", wait}), HasSubstr("--wait")) << wait;
  }
}

TEST(CommandLine, AsksWhetherTheServiceIsWell) {
  EXPECT_EQ(parsed<HealthcheckCommand>({"healthcheck", "-c", "f"}).file, "f");
  EXPECT_THAT(refused({"healthcheck"}), HasSubstr("-c FILE"));
  EXPECT_THAT(refused({"healthcheck", "-c", "f", "x"}), HasSubstr("too many"));
  EXPECT_THAT(parsed<HelpCommand>({"healthcheck", "--help"}).text, HasSubstr("12 if"));
}

TEST(CommandLine, GoesBackToCheckpointZeroToo) {
  EXPECT_EQ(parsed<RunCommand>({"run", "-c", "f", "--from", "0"}).options.from, CheckpointId{0});
}

TEST(CommandLine, TakesLogOptions) {
  const auto run = parsed<RunCommand>({"run", "-c", "f", "--log-format", "json", "--log-level", "debug"});
  EXPECT_EQ(run.log.format, LogOptions::Format::kJson);
  EXPECT_EQ(run.log.level, spdlog::level::debug);
}

TEST(CommandLine, ChecksAFile) {
  EXPECT_FALSE(parsed<CheckCommand>({"check", "-c", "f"}).connect);
  EXPECT_TRUE(parsed<CheckCommand>({"check", "-c", "f", "--connect"}).connect);
}

TEST(CommandLine, LooksAtCheckpoints) {
  EXPECT_EQ(parsed<ListCheckpointsCommand>({"checkpoints", "list", "-c", "f"}).file, "f");
  EXPECT_FALSE(parsed<ListCheckpointsCommand>({"checkpoints", "list", "-c", "f"}).connect);
  EXPECT_TRUE(parsed<ListCheckpointsCommand>({"checkpoints", "list", "-c", "f", "--connect"}).connect);
  const auto show = parsed<ShowCheckpointCommand>({"checkpoints", "show", "41", "-c", "f"});
  EXPECT_EQ(show.id, CheckpointId{41});
  EXPECT_EQ(parsed<ShowCheckpointCommand>({"checkpoints", "-c", "f", "show", "7"}).id, CheckpointId{7});
}

TEST(CommandLine, KnowsItsVersion) {
  parsed<VersionCommand>({"version"});
  parsed<VersionCommand>({"--version"});
}

TEST(CommandLine, HelpsWithEveryCommand) {
  EXPECT_THAT(parsed<HelpCommand>({"--help"}).text, HasSubstr("millrace run -c FILE"));
  EXPECT_THAT(parsed<HelpCommand>({"help"}).text, HasSubstr("exactly once"));
  EXPECT_THAT(parsed<HelpCommand>({"run", "--help"}).text, HasSubstr("--accept-offsets"));
  EXPECT_THAT(parsed<HelpCommand>({"check", "-h"}).text, HasSubstr("--connect"));
  EXPECT_THAT(parsed<HelpCommand>({"checkpoints", "--help"}).text, HasSubstr("show"));
  EXPECT_THAT(parsed<HelpCommand>({"version", "--help"}).text, HasSubstr("Usage: millrace version"));
}

TEST(CommandLine, HelpsEvenWhereAFileIsMissing) {
  EXPECT_THAT(parsed<HelpCommand>({"checkpoints", "show", "--help"}).text, HasSubstr("checkpoints show ID"));
}

TEST(CommandLine, ListsEveryExitCodeInTheHelpOfRun) {
  const std::string text = parsed<HelpCommand>({"run", "--help"}).text;
  for (const ExitCodeMeaning& code : exit_codes()) EXPECT_THAT(text, HasSubstr(std::string(code.meaning)));
  EXPECT_THAT(text, HasSubstr("128 + N"));
}

TEST(CommandLine, KeepsItsHelpWithinATerminal) {
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"--help"}, {"check", "-h"}, {"checkpoints", "-h"}}) {
    std::istringstream lines(parsed<HelpCommand>(words).text);
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 112U) << line;
  }
}

struct Misuse {
  std::vector<std::string> words;
  const char* message;
};

TEST(CommandLine, SaysWhatIsWrongAndWhereHelpIs) {
  for (const Misuse& each :
       std::initializer_list<Misuse>{{{}, "a command is missing"},
                                     {{"rum"}, "did you mean 'run'?"},
                                     {{"elephant"}, "unknown command 'elephant'"},
                                     {{""}, "unknown command ''"},
                                     {{"-c", "f"}, "unknown command '-c'"},
                                     {{"run"}, "-c FILE"},
                                     {{"run", "-c"}, "missing"},
                                     {{"run", "f"}, "'f' is one word too many"},
                                     {{"run", "-c", "f", "g"}, "'g' is one word too many"},
                                     {{"run", "-c", "f", "--form", "1"}, "'--form'; did you mean '--from'?"},
                                     {{"run", "-c", "f", "--acc"}, "--acc"},
                                     {{"run", "-c", "f", "--from", "-1"}, "'-1' is not a checkpoint's number"},
                                     {{"run", "-c", "f", "--from", "latest"}, "not a checkpoint's number"},
                                     {{"run", "-c", "f", "--from", "1", "--from", "2"}, "more than once"},
                                     {{"run", "-c", "f", "-c", "g"}, "more than once"},
                                     {{"run", "-c", "f", "--from", "1", "--accept-offsets"}, "give one of them"},
                                     {{"run", "-c", "f", "--log-format", "xml"}, "there are text and json"},
                                     {{"run", "-c", "f", "--log-level", "loud"}, "there are trace"},
                                     {{"check"}, "-c FILE"},
                                     {{"check", "-c", "f", "--from", "1"}, "--from"},
                                     {{"checkpoints", "-c", "f"}, "'list' or 'show ID'"},
                                     {{"checkpoints", "list"}, "-c FILE"},
                                     {{"checkpoints", "delete", "-c", "f"}, "'list' or 'show ID'"},
                                     {{"checkpoints", "show", "-c", "f"}, "needs the number"},
                                     {{"checkpoints", "show", "x", "-c", "f"}, "not a checkpoint's number"},
                                     {{"checkpoints", "list", "41", "-c", "f"}, "takes no ID"},
                                     {{"checkpoints", "show", "41", "-c", "f", "--connect"}, "checkpoints list"},
                                     {{"checkpoints", "show", "41", "42", "-c", "f"}, "too many"},
                                     {{"version", "please"}, "too many"}}) {
    const std::string message = refused(each.words);
    EXPECT_THAT(message, HasSubstr(each.message)) << testing::PrintToString(each.words);
    EXPECT_THAT(message, HasSubstr("--help'")) << testing::PrintToString(each.words);
  }
}

RC_GTEST_PROP(CommandLineProperty, AnswersAnythingWithoutThrowing, ()) {
  const std::vector<std::string> pieces = {
      "run", "check", "checkpoints", "list", "show", "-c", "--",       "-",   "--from", "=",  "--yes",        "-x",
      "--=", "-cc",   "help",        "\xFF", "",     "41", "--help=1", "---", "@f",     "-h", "--connect=yes"};
  parse(*rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(pieces)));
}

}  // namespace
}  // namespace millrace

#include "service/generate_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace millrace {
namespace {

using testing::HasSubstr;
using What = GenerateCommand::What;

GenerateCommand parsed_order(const Words& words) {
  const auto command = parse_generate(words);
  EXPECT_TRUE(command) << command.error();
  const bool is_it = command && std::holds_alternative<GenerateCommand>(*command);
  EXPECT_TRUE(is_it);
  return is_it ? std::get<GenerateCommand>(*command) : GenerateCommand{};
}

std::string refused_order(const Words& words) {
  const auto command = parse_generate(words);
  EXPECT_FALSE(command) << "understood: " << testing::PrintToString(words);
  return command ? "" : command.error();
}

TEST(GenerateOptions, SayWhat) {
  EXPECT_EQ(parsed_order({"alerts", "-c", "f"}).what, What::kAlerts);
  EXPECT_EQ(parsed_order({"dashboard", "-c", "f"}).what, What::kDashboard);
  EXPECT_EQ(parsed_order({"acl", "-c", "f"}).what, What::kAcl);
  EXPECT_EQ(parsed_order({"-c", "f", "values"}).what, What::kValues);
}

TEST(GenerateOptions, TakeNothingElse) {
  EXPECT_THAT(refused_order({"-c", "f"}), HasSubstr("needs one of alerts, dashboard, acl and values"));
  EXPECT_THAT(refused_order({"alert", "-c", "f"}), HasSubstr("needs one of"));
  EXPECT_THAT(refused_order({"alerts", "acl", "-c", "f"}), HasSubstr("one word too many"));
  EXPECT_THAT(refused_order({"alerts"}), HasSubstr("-c FILE"));
}

TEST(GenerateOptions, TakeObjectivesOfASecondAndMore) {
  const auto given =
      parsed_order({"alerts", "-c", "f", "--lag-objective", "5m", "--latency-objective", "1s"}).objectives;
  EXPECT_EQ(given.lag, Millis{300'000});
  EXPECT_EQ(given.latency, Millis{1000});
  EXPECT_EQ(parsed_order({"alerts", "-c", "f"}).objectives.lag, std::nullopt);
  EXPECT_THAT(refused_order({"alerts", "-c", "f", "--lag-objective", "5"}), HasSubstr("--lag-objective: "));
  EXPECT_THAT(refused_order({"alerts", "-c", "f", "--latency-objective", "999ms"}), HasSubstr("at least 1s"));
}

TEST(GenerateOptions, TakeAJobThatPromQlAndJsonNeedNoQuotesFor) {
  EXPECT_EQ(parsed_order({"alerts", "-c", "f", "--job", "team/orders:1_a.b-c"}).job, "team/orders:1_a.b-c");
  for (const char* job : {"a b", "a\"b", "a\\b", "", "ä"}) {
    EXPECT_THAT(refused_order({"alerts", "-c", "f", "--job", job}), HasSubstr("--job takes letters")) << job;
  }
}

TEST(GenerateOptions, NameADashboardThatIsThere) {
  EXPECT_EQ(parsed_order({"dashboard", "-c", "f"}).dashboard, "overview");
  EXPECT_EQ(parsed_order({"dashboard", "-c", "f", "--name", "sources"}).dashboard, "sources");
  EXPECT_THAT(refused_order({"dashboard", "-c", "f", "--name", "none"}), HasSubstr("there is no dashboard 'none'"));
}

TEST(GenerateOptions, HelpNamesEveryDashboard) {
  const auto help = parse_generate({"--help"});
  ASSERT_TRUE(help);
  EXPECT_THAT(std::get<HelpCommand>(*help).text, HasSubstr("checkpoints|overview|sources"));
}

}  // namespace
}  // namespace millrace

// Texts that are long, deep or broken end in an error or in a plan, never in a crash.
#include <gmock/gmock.h>

#include <thread>

#include "service/sql/tests/compiling.h"

namespace millrace::sql {
namespace {

using testing::AnyOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string repeated(const std::string& part, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += part;
  return text;
}

constexpr const char* kTooDeep = "nested more than 500 levels deep";

TEST(Limits, RefuseTextsOfMoreThan16KiB) {
  const auto sql = "SELECT status FROM orders WHERE status <> '" + std::string(16 * 1024, 'x') + "'";
  EXPECT_THAT(problems_of(sql),
              ElementsAre(HasSubstr("16384+1: the text is 16428 bytes long; at most 16384 are read")));
}

TEST(Limits, ReadTextsOfExactly16KiB) {
  std::string sql = "SELECT status FROM orders WHERE status <> ''";
  sql.insert(sql.size() - 1, std::string(16 * 1024 - sql.size(), 'x'));
  EXPECT_THAT(problems_of(sql), IsEmpty());
}

TEST(Limits, RefuseAChainOfOperatorsThatIsTooDeep) {
  EXPECT_THAT(problems_of_expression("quantity" + repeated("+1", 400)), IsEmpty());
  EXPECT_THAT(problems_of_expression("quantity" + repeated("+1", 8000)), ElementsAre(HasSubstr(kTooDeep)));
}

TEST(Limits, EvaluateTheDeepestExpressionThereIs) {
  const auto order = std::vector<Value>(9, Value::of_bigint(1));
  EXPECT_EQ(evaluated("quantity" + repeated("+1", 498), order), "499");
}

TEST(Limits, RefuseNestingThatIsTooDeepWhateverNests) {
  for (const auto* opening : {"- ", "+ ", "(- ", "NOT ", "sum(", "nothing(", "CAST((", "(SELECT ", "CASE WHEN "}) {
    const std::string open = opening;
    const auto closing = std::count(open.begin(), open.end(), '(');
    const auto times = 15000 / (open.size() + static_cast<std::size_t>(closing));
    const auto sql =
        repeated(open, times) + "quantity" + repeated(std::string(static_cast<std::size_t>(closing), ')'), times);
    EXPECT_FALSE(problems_of_expression(sql).empty()) << open;
  }
  EXPECT_THAT(problems_of_expression(repeated("NOT ", 3000) + "paid"), ElementsAre(HasSubstr(kTooDeep)));
}

TEST(Limits, PassParenthesesAsLongAsTheParserDoes) {
  EXPECT_THAT(problems_of_expression(repeated("(", 1000) + "1" + repeated(")", 1000)), IsEmpty());
  EXPECT_THAT(problems_of_expression(repeated("(", 8000) + "1" + repeated(")", 8000)),
              AnyOf(IsEmpty(), ElementsAre(HasSubstr("nested too deeply"))));
}

TEST(Limits, TakeLongChainsOfAndAndOr) {
  EXPECT_THAT(problems_of("SELECT status FROM orders WHERE paid" + repeated(" AND paid", 1700)), IsEmpty());
  EXPECT_THAT(problems_of("SELECT status FROM orders WHERE paid" + repeated(" OR amount>1", 1300)), IsEmpty());
}

TEST(Limits, TakeManyColumns) {
  std::string columns = "status AS c0";
  for (int i = 1; i < 900; ++i) columns += fmt::format(",status AS c{}", i);
  EXPECT_EQ(compiled("SELECT " + columns + " FROM orders").outputs.size(), 900U);
}

TEST(Limits, RefuseNamesThatPostgresqlWouldCutOff) {
  const std::string long_name(64, 'n');
  EXPECT_THAT(problems_of("SELECT status AS " + std::string(63, 'n') + " FROM orders"), IsEmpty());
  EXPECT_THAT(problems_of("SELECT status AS " + long_name + " FROM orders"),
              ElementsAre("17+64: name longer than 63 bytes"));
  EXPECT_THAT(problems_of("SELECT status AS \"" + std::string(63, 'n') + "\" FROM orders"), IsEmpty());
  EXPECT_THAT(problems_of("SELECT status AS \"" + long_name + "\" FROM orders"),
              ElementsAre("17+66: name longer than 63 bytes"));
  EXPECT_THAT(problems_of("SELECT status AS \"" + std::string(62, 'n') + "\"\"\" FROM orders"), IsEmpty());
}

TEST(Limits, RefuseBytesThatAreNoText) {
  EXPECT_THAT(problems_of(std::string("SELECT status\0 FROM orders", 26)),
              ElementsAre("13+1: the text contains a NUL byte"));
  for (const auto* bad : {"\xff", "\xc3", "\xc0\xaf", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\xe2\x82", "\x80"})
    EXPECT_THAT(problems_of(fmt::format("SELECT '{}' AS x FROM orders", bad)),
                ElementsAre("0+1: the text is not valid UTF-8"));
}

TEST(Limits, ManyThreadsMayCompileAtOnce) {
  const auto expected =
      compiled("SELECT status FROM orders WHERE amount > 1 GROUP BY status, tumble('1 s')").fingerprint;
  std::vector<std::string> found(8);
  std::vector<std::thread> threads;
  for (auto& answer : found) {
    threads.emplace_back([&answer] {
      for (int i = 0; i < 50; ++i) {
        const auto broken = compile("SELECT FROM (", test_sources());
        const auto query =
            compile("SELECT status FROM orders WHERE amount > 1 GROUP BY status, tumble('1 s')", test_sources());
        answer = query && !broken ? query->fingerprint : "";
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_THAT(found, testing::Each(expected));
}

}  // namespace
}  // namespace millrace::sql

#include "integration-tests/oracle/window_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "integration-tests/oracle/tests/rows.h"

namespace millrace::trial {
namespace {

constexpr auto kAnn =
    R"({"user_id":"ann","window_start":0,"window_end":60000,"orders":1,"total":3.00,"mean":3.0000000000000000})";
constexpr auto kBen =
    R"({"user_id":"ben","window_start":0,"window_end":60000,"orders":1,"total":4.00,"mean":4.0000000000000000})";
constexpr auto kBenWrong =
    R"({"user_id":"ben","window_start":0,"window_end":60000,"orders":2,"total":8.00,"mean":4.0000000000000000})";

// One partition; ann and ben have one order each in the first minute.
WindowOracle two_windows() {
  WindowOracle oracle(WindowQuery{}, 1, 0);
  for (const auto& value : {order_json("ann", "3.00", "paid", 1), order_json("ben", "4.00", "paid", 2),
                            order_json("end", "-1.00", "paid", 60000)}) {
    oracle.add(parse_order(Row{.value = value}.record()));
  }
  return oracle;
}

Verdict judge_output(const std::vector<Row>& output, Rows rows = Rows::kOnce) {
  WindowCheck check(two_windows(), rows);
  for (const Row& row : output) check.add(row.record());
  return check.finish();
}

Row ann() { return {.key = "ann", .value = kAnn, .timestamp_ms = 59999}; }
Row ben() { return {.key = "ben", .value = kBen, .timestamp_ms = 59999}; }

TEST(WindowCheck, FindsNothingInAnExactOutput) {
  const Verdict verdict = judge_output({ben(), ann()});
  EXPECT_TRUE(verdict.exact()) << verdict;
  EXPECT_EQ(verdict.expected, 2U);
  EXPECT_EQ(verdict.seen, 2U);
}

TEST(WindowCheck, CountsAWindowThatIsMissing) {
  const Verdict verdict = judge_output({ann()});
  EXPECT_EQ(verdict.missing, 1U);
  EXPECT_EQ(verdict.seen, 1U);
  EXPECT_FALSE(verdict.exact());
  EXPECT_THAT(verdict.examples, testing::ElementsAre(testing::HasSubstr("\"ben\"")));
}

TEST(WindowCheck, CountsAWindowThatCameTwice) {
  const Verdict verdict = judge_output({ann(), ben(), ann()});
  EXPECT_EQ(verdict.duplicated, 1U);
  EXPECT_EQ(verdict.missing + verdict.wrong, 0U);
}

TEST(WindowCheck, CountsARowThatDiffers) {
  Row wrong = ben();
  wrong.value = kBenWrong;
  const Verdict verdict = judge_output({ann(), wrong});
  EXPECT_EQ(verdict.wrong, 1U);
  EXPECT_EQ(verdict.missing, 0U);
}

TEST(WindowCheck, CountsARowThatNothingCallsFor) {
  Row foreign = ann();
  foreign.value = R"({"user_id":"zoe","window_start":0})";
  EXPECT_EQ(judge_output({ann(), ben(), foreign}).wrong, 1U);
  foreign.value = "not json";
  EXPECT_EQ(judge_output({ann(), ben(), foreign}).wrong, 1U);
}

TEST(WindowCheck, CountsAWrongKeyAndAWrongTimestamp) {
  Row key = ann();
  key.key = "ben";
  Row time = ben();
  time.timestamp_ms = 60000;
  EXPECT_EQ(judge_output({key, time}).wrong, 2U);
}

TEST(WindowCheck, ComparesTheLastRowWhereWindowsMayFireAgain) {
  Row early = ben();
  early.value = kBenWrong;
  EXPECT_TRUE(judge_output({ann(), early, ben()}, Rows::kFinal).exact());
  EXPECT_EQ(judge_output({ann(), ben(), early}, Rows::kFinal).wrong, 1U);
}

}  // namespace
}  // namespace millrace::trial

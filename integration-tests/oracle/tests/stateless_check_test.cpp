#include "integration-tests/oracle/stateless_check.h"

#include <gtest/gtest.h>

#include "integration-tests/oracle/tests/rows.h"

namespace millrace::trial {
namespace {

Row output(std::int64_t id, const std::string& user = "ann") {
  return {.key = user,
          .value = R"({"order_id":)" + std::to_string(id) + R"(,"user_id":")" + user + R"(","amount":1.00})"};
}

// Orders 0, 1, 2 of ann; order 1 is cancelled.
Verdict judge_rows(const std::vector<Row>& rows) {
  StatelessCheck check({});
  for (std::int64_t id = 0; id < 3; ++id) {
    check.add_input(
        Row{.offset = id, .key = "ann", .value = order_json("ann", "1.00", id == 1 ? "cancelled" : "paid", 0, id)}
            .record());
  }
  for (const Row& row : rows) check.add_output(row.record());
  return check.finish();
}

TEST(StatelessCheck, FindsNothingInAnExactOutput) {
  const Verdict verdict = judge_rows({output(0), output(2)});
  EXPECT_TRUE(verdict.exact()) << verdict;
  EXPECT_EQ(verdict.expected, 2U);
  EXPECT_EQ(verdict.seen, 2U);
}

TEST(StatelessCheck, CountsMissingDuplicatedAndUncalledForRows) {
  EXPECT_EQ(judge_rows({output(0)}).missing, 1U);
  EXPECT_EQ(judge_rows({output(0), output(0), output(2)}).duplicated, 1U);
  EXPECT_EQ(judge_rows({output(0), output(1), output(2)}).wrong, 1U);
}

TEST(StatelessCheck, CountsAnotherOrderKeyOrRow) {
  EXPECT_EQ(judge_rows({output(2), output(0)}).wrong, 1U);
  Row key = output(2);
  key.key = "ben";
  EXPECT_EQ(judge_rows({output(0), key}).wrong, 1U);
  EXPECT_EQ(judge_rows({output(0), output(2, "ben")}).wrong, 1U);
}

}  // namespace
}  // namespace millrace::trial

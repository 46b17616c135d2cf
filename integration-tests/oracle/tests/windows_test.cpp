#include "integration-tests/oracle/windows.h"

#include <gtest/gtest.h>

#include "integration-tests/oracle/tests/rows.h"

namespace millrace::trial {
namespace {

constexpr std::int64_t kMinute = 60000;

class Windows : public testing::Test {
 protected:
  void order(int partition, std::int64_t ts, const std::string& user, const std::string& amount = "1.00",
             const std::string& status = "paid") {
    const Row row{.partition = partition, .key = user, .value = order_json(user, amount, status, ts)};
    oracle_.add(parse_order(row.record()));
  }

  WindowOracle oracle_{WindowQuery{}, 2, 5000};
};

TEST_F(Windows, SumUpWhatCountsByUserAndMinute) {
  order(0, 10, "ann", "10.00");
  order(0, 59999, "ann", "2.50");
  order(0, 60000, "ann", "7.00");
  order(1, 20, "ben", "0.05", "cancelled");
  order(1, 30, "ben", "-4.00");
  order(1, 40, "ben", "4.00");
  order(0, 10 * kMinute, "late", "-1");
  order(1, 10 * kMinute, "late", "-1");
  const auto rows = oracle_.expected();
  ASSERT_EQ(rows.size(), 3U);
  const FlatObject ann{{"user_id", "\"ann\""}, {"window_start", "0"}, {"window_end", "60000"},
                       {"orders", "2"},        {"total", "12.50"},    {"mean", "6.2500000000000000"}};
  EXPECT_EQ(rows.at("\"ann\" 0 "), ann);
  EXPECT_EQ(rows.at("\"ben\" 0 ").at("total"), "4.00");
  EXPECT_EQ(rows.at("\"ann\" 60000 ").at("orders"), "1");
}

TEST_F(Windows, AreDueWhenTheSlowestPartitionHasReachedTheirEnd) {
  order(0, 10, "ann");
  order(0, 10 * kMinute, "ann");
  order(1, kMinute + 4999, "ben");
  EXPECT_EQ(oracle_.watermark(), kMinute - 1);
  EXPECT_TRUE(oracle_.expected().empty());
  order(1, kMinute + 5000, "ben");
  EXPECT_EQ(oracle_.expected().size(), 1U);
}

TEST_F(Windows, AreNotDueWhileAPartitionIsEmpty) {
  order(0, 10, "ann");
  order(0, 10 * kMinute, "ann");
  EXPECT_EQ(oracle_.watermark(), std::nullopt);
  EXPECT_TRUE(oracle_.expected().empty());
}

}  // namespace
}  // namespace millrace::trial

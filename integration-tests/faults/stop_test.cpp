// SIGTERM in the middle of heavy work: the last checkpoint holds everything, and the next start goes on from there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

#include "integration-tests/harness/orders_trial.h"
#include "integration-tests/kafka_io/offsets.h"

namespace millrace::trial {
namespace {

using testing::HasSubstr;

constexpr std::uint64_t kBacklog = 1'500'000;
constexpr std::chrono::seconds kGrace{2 * 20 + 15};  // as the chart has it for checkpoint.timeout: 20s

OrderOptions many_users() {
  auto orders = OrdersTrial::quick_orders();
  orders.keys = 200'000;
  orders.event_rate = 100'000;
  return orders;
}

// Records that the group's committed offsets cover.
std::int64_t committed(OrdersTrial& trial) {
  std::int64_t sum = 0;
  for (const auto& partition :
       committed_offsets(trial.service.spec().bootstrap, trial.service.spec().name, trial.input.name()))
    sum += partition.offset;
  return sum;
}

TEST(StopUnderLoad, EndsWithinTheGracePeriodAndLeavesNothingToReplay) {
  OrdersTrial trial(shared_broker(), many_users());
  trial.feed(kBacklog);
  trial.service.start();
  trial.service.await_metric("millrace_records_out_total", 10'000);
  trial.service.process().send(SIGTERM);
  EXPECT_EQ(trial.service.wait(kGrace), Exit{.code = 0}) << trial.service.log();

  const std::string log = trial.service.log();
  std::smatch last;
  ASSERT_TRUE(std::regex_search(log, last, std::regex("stopped; (checkpoint [0-9]+) holds everything that was read")))
      << log;
  const auto before = committed(trial);
  EXPECT_LT(before, std::int64_t{kBacklog}) << "it was stopped in mid-work";
  trial.service.start();
  trial.service.await_consumed(trial.input.name());
  EXPECT_THAT(trial.service.log(), HasSubstr("running from " + last.str(1) + " "));
  const auto read_then = static_cast<std::int64_t>(trial.service.metric("millrace_records_in_total").value());
  EXPECT_EQ(before + read_then, committed(trial));
  trial.expect_exact();
}

}  // namespace
}  // namespace millrace::trial

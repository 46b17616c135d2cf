// More live state than state.memory holds: reading pauses, the service ends by name, and a raised bound goes on
// exactly.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "integration-tests/harness/orders_trial.h"
#include "integration-tests/kafka_io/offsets.h"
#include "service/exit_code.h"

namespace millrace::trial {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr std::uint64_t kRecords = 1'000'000;  // far more than is read until somebody looks at the bound

// All in one window of an hour, nearly each of another user.
OrderOptions one_long_window_of_many_users() {
  auto orders = OrdersTrial::quick_orders();
  orders.keys = kRecords;
  orders.event_rate = 2'000;
  orders.closing_ahead_ms = 2 * 3'600'000;
  return orders;
}

class StateLimit : public testing::Test {
 protected:
  StateLimit() {
    trial_.query.size_ms = 3'600'000;
    trial_.service.spec().queries[0].sql = orders_per_user_sql("1 hour");
    trial_.service.spec().memory = "4MiB";
    trial_.feed(kRecords);
  }

  void expect_to_end_at_the_limit() {
    trial_.service.start();
    EXPECT_EQ(trial_.service.wait(), Exit{.code = static_cast<int>(ExitCode::kStateLimit)}) << trial_.service.log();
    EXPECT_THAT(trial_.service.log(),
                AllOf(HasSubstr("hold live state in memory: pipeline " + trial_.service.spec().name),
                      HasSubstr("state.memory is 4194304"), HasSubstr("Raise state.memory")));
  }

  // Records that the group's committed offsets cover.
  std::uint64_t committed() {
    std::uint64_t sum = 0;
    const auto& spec = trial_.service.spec();
    for (const auto& partition : committed_offsets(spec.bootstrap, spec.name, trial_.input.name())) {
      sum += static_cast<std::uint64_t>(partition.offset);
    }
    return sum;
  }

  OrdersTrial trial_{shared_broker(), one_long_window_of_many_users()};
};

TEST_F(StateLimit, EndsTheServiceWithItsOwnCodeWhichGoesOnExactlyUnderAHigherOne) {
  expect_to_end_at_the_limit();
  const auto before = committed();
  EXPECT_GT(before, 0U) << "a checkpoint holds what was read";
  EXPECT_LT(before, kRecords) << "the sources paused";

  expect_to_end_at_the_limit();
  EXPECT_LT(committed(), kRecords) << "they do so at each start";

  trial_.service.spec().memory = "512MiB";
  trial_.service.start();
  trial_.expect_exact(kRecords / 2);
}

}  // namespace
}  // namespace millrace::trial

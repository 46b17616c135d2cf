#include "service/pipeline/status/checkpoint_requests.h"

#include <gtest/gtest.h>

#include <future>

namespace millrace {
namespace {

const Error kFull{"take checkpoint 7", "pipeline x", "disk full", "Free space"};
constexpr Millis kNow{0};
constexpr Millis kLong{60'000};

TEST(CheckpointRequests, AreNotWantedUntilSomebodyAsks) {
  CheckpointRequests requests;
  EXPECT_FALSE(requests.wanted());
  const auto ticket = requests.ask();
  EXPECT_TRUE(requests.wanted());
  EXPECT_FALSE(requests.wait_for_number(ticket, kNow).id);
}

TEST(CheckpointRequests, AreWantedOnceOnly) {
  CheckpointRequests requests;
  const auto ticket = requests.ask();
  requests.promised(CheckpointId{7});
  EXPECT_FALSE(requests.wanted());
  EXPECT_EQ(requests.wait_for_number(ticket, kLong).id, CheckpointId{7});
}

TEST(CheckpointRequests, OfSeveralShareACheckpointUntilItHasANumber) {
  CheckpointRequests requests;
  const auto first = requests.ask();
  const auto second = requests.ask();
  requests.promised(CheckpointId{7});
  const auto third = requests.ask();
  requests.promised(CheckpointId{8});
  EXPECT_EQ(requests.wait_for_number(second, kNow).id, CheckpointId{7});
  EXPECT_EQ(requests.wait_for_number(third, kNow).id, CheckpointId{8});
}

TEST(CheckpointRequests, EndWhenTheirCheckpointIsCommittedAndNotBefore) {
  CheckpointRequests requests;
  const auto ticket = requests.ask();
  requests.promised(CheckpointId{8});
  requests.committed(CheckpointId{7});
  EXPECT_FALSE(requests.wait_for_end(ticket, kNow).is_final());
  requests.committed(CheckpointId{8});
  EXPECT_TRUE(requests.wait_for_end(ticket, kLong).committed);
}

TEST(CheckpointRequests, WakeThoseWhoWait) {
  CheckpointRequests requests;
  const auto ticket = requests.ask();
  auto waiting = std::async(std::launch::async, [&] { return requests.wait_for_end(ticket, kLong); });
  requests.promised(CheckpointId{7});
  requests.committed(CheckpointId{7});
  EXPECT_TRUE(waiting.get().committed);
}

TEST(CheckpointRequests, FailTogetherPromisedOrNot) {
  CheckpointRequests requests;
  const auto promised = requests.ask();
  requests.promised(CheckpointId{7});
  const auto wanted = requests.ask();
  requests.failed(kFull);
  EXPECT_EQ(requests.wait_for_end(promised, kLong).error->cause, "disk full");
  EXPECT_EQ(requests.wait_for_number(wanted, kLong).error->cause, "disk full");
  EXPECT_FALSE(requests.wanted());
}

TEST(CheckpointRequests, KeepTheirEnd) {
  CheckpointRequests requests;
  const auto ticket = requests.ask();
  requests.promised(CheckpointId{7});
  requests.committed(CheckpointId{7});
  requests.failed(kFull);
  EXPECT_FALSE(requests.wait_for_end(ticket, kNow).error);
}

TEST(CheckpointRequests, FailAtOnceAfterTheEndOfTheProcess) {
  CheckpointRequests requests;
  requests.close(kFull);
  const auto answer = requests.wait_for_end(requests.ask(), kLong);
  EXPECT_EQ(answer.error->cause, "disk full");
  EXPECT_FALSE(requests.wanted());
}

}  // namespace
}  // namespace millrace

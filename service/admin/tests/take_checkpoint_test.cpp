// POST /api/v1/checkpoints, with a decider played by the test.
#include <gmock/gmock.h>

#include <thread>

#include "service/admin/tests/admin_world.h"

namespace millrace::test {
namespace {

using ::testing::HasSubstr;

class TakeCheckpoint : public AdminWorld {
 protected:
  // A decider that promises checkpoint 7 to whoever asks, then does `then`.
  void decide(std::function<void()> then) {
    decider_ = std::jthread([this, then = std::move(then)](const std::stop_token& over) {
      while (!over.stop_requested()) {
        if (!board.requests.wanted()) {
          std::this_thread::yield();
          continue;
        }
        board.requests.promised(CheckpointId{7});
        then();
      }
    });
  }

  std::jthread decider_;
};

TEST_F(TakeCheckpoint, NeedsATokenFile) {
  serve(false);
  const auto refused = post("/api/v1/checkpoints");
  EXPECT_EQ(refused.status, 403);
  EXPECT_THAT(refused.body, HasSubstr("admin.token_file"));
  EXPECT_FALSE(board.requests.wanted());
}

TEST_F(TakeCheckpoint, NeedsTheToken) {
  serve();
  for (const char* authorization : {"", "Bearer wrong", "Bearer 0123456789abcdeF", "Basic 0123456789abcdef"}) {
    EXPECT_EQ(ask("POST", "/api/v1/checkpoints", authorization).status, 401) << authorization;
  }
  EXPECT_FALSE(board.requests.wanted());
}

TEST_F(TakeCheckpoint, TakesTheTokenThatTheFileHoldsNow) {
  serve();
  decide([] {});
  std::ofstream(token_file) << "another-token-of-today";
  EXPECT_EQ(post("/api/v1/checkpoints").status, 401);
  EXPECT_EQ(ask("POST", "/api/v1/checkpoints", "Bearer another-token-of-today").status, 202);
}

TEST_F(TakeCheckpoint, TellsTheNumberWithoutWaiting) {
  serve();
  decide([] {});
  const auto answer = post("/api/v1/checkpoints");
  EXPECT_EQ(answer.status, 202);
  EXPECT_EQ(answer.body, "{\"checkpoint\":7,\"result\":\"promised\"}\n");
}

TEST_F(TakeCheckpoint, WaitsForTheCommit) {
  serve();
  decide([this] { board.requests.committed(CheckpointId{7}); });
  const auto answer = post("/api/v1/checkpoints?wait=20s");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "{\"checkpoint\":7,\"result\":\"completed\"}\n");
}

TEST_F(TakeCheckpoint, TellsWhyItFailed) {
  serve();
  decide([this] { board.requests.failed(Error{"take checkpoint 7", "pipeline shop", "disk full", "Free space"}); });
  const auto answer = post("/api/v1/checkpoints?wait=20s");
  EXPECT_EQ(answer.status, 200);
  EXPECT_THAT(answer.body, HasSubstr(R"("result":"failed")"));
  EXPECT_THAT(answer.body, HasSubstr(R"("remedy":"Free space")"));
}

TEST_F(TakeCheckpoint, WaitsNoLongerThanItWasAskedTo) {
  serve();
  decide([] {});
  const auto answer = post("/api/v1/checkpoints?wait=1ms");
  EXPECT_EQ(answer.status, 202);
  EXPECT_THAT(answer.body, HasSubstr("promised"));
}

TEST_F(TakeCheckpoint, SaysThatNothingRunsWhenNobodyPromises) {
  state = "restoring";
  serve();
  const auto answer = post("/api/v1/checkpoints?wait=1s");
  EXPECT_EQ(answer.status, 503);
  EXPECT_THAT(answer.body, HasSubstr("restoring"));
}

TEST_F(TakeCheckpoint, RefusesWhatIsNoTime) {
  serve();
  for (const char* wait : {"", "5", "0s", "61s", "-1s", "1h", "forever"}) {
    EXPECT_EQ(post("/api/v1/checkpoints?wait=" + std::string(wait)).status, 400) << wait;
  }
  EXPECT_FALSE(board.requests.wanted());
}

}  // namespace
}  // namespace millrace::test

#include "service/pipeline/transaction.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace millrace {
namespace {

using testing::ElementsAre;

// Notes every call; answers with what the test scripted for it, else with success.
struct ScriptedSink final : TransactionalSink {
  struct Script {
    std::vector<std::string> calls;
    std::map<std::string, std::vector<Error>> failures;
    bool slow_commit = false;
    int handles = 0;
  };
  explicit ScriptedSink(Script& s) : script(s) { ++script.handles; }

  Result<void> answer(const std::string& call) {
    script.calls.push_back(call);
    auto& failures = script.failures[call];
    if (failures.empty()) return {};
    const auto error = failures.front();
    failures.erase(failures.begin());
    return std::unexpected(error);
  }
  Result<void> init(Millis) override { return answer("init"); }
  Result<void> begin() override { return answer("begin"); }
  Result<void> produce(std::span<const RowView>) override { return answer("produce"); }
  Result<void> flush(Millis) override { return answer("flush"); }
  Result<void> send_offsets(std::span<const OffsetToCommit>, Millis) override { return answer("offsets"); }
  Result<void> commit(Millis) override { return answer("commit"); }
  Result<void> abort(Millis) override { return answer("abort"); }
  bool needs_new_handle() const override { return script.slow_commit; }

  Script& script;
};

Error failing(Reaction reaction) { return {"try", "it", "no luck", "", reaction}; }

struct TransactionTest : testing::Test {
  ScriptedSink::Script script;
  Transaction transaction{[this] { return std::make_unique<ScriptedSink>(script); }};
  int patience = 100;
  KeepTrying keep_trying = [this](const Error&) { return patience-- > 0; };

  void make_ready() {
    ASSERT_TRUE(transaction.ready(keep_trying));
    script.calls.clear();
  }
};

TEST_F(TransactionTest, CallsInTheOrderThatCommitsOffsetsWithTheRows) {
  ASSERT_TRUE(transaction.ready(keep_trying));
  ASSERT_TRUE(transaction.produce({}));
  ASSERT_TRUE(transaction.prepare({}, keep_trying));
  ASSERT_TRUE(transaction.decide(keep_trying));
  EXPECT_THAT(script.calls, ElementsAre("init", "begin", "produce", "flush", "offsets", "commit"));
  EXPECT_FALSE(transaction.is_open());
}

TEST_F(TransactionTest, BeginsEvenWhenThereAreOnlyOffsets) {
  make_ready();
  ASSERT_TRUE(transaction.prepare({}, keep_trying));
  EXPECT_THAT(script.calls, ElementsAre("begin", "flush", "offsets"));
}

TEST_F(TransactionTest, MakesTheSameCallAgainWhileTheBrokerAsksForPatience) {
  make_ready();
  script.failures["commit"] = {failing(Reaction::kRetry), failing(Reaction::kRetry)};
  ASSERT_TRUE(transaction.prepare({}, keep_trying));
  ASSERT_TRUE(transaction.decide(keep_trying));
  EXPECT_EQ(std::ranges::count(script.calls, "commit"), 3);
}

TEST_F(TransactionTest, GivesUpAFlushOnlyByAborting) {
  make_ready();
  patience = 2;
  script.failures["flush"] = std::vector(10, failing(Reaction::kRetry));
  const auto prepared = transaction.prepare({}, keep_trying);
  ASSERT_FALSE(prepared);
  EXPECT_EQ(prepared.error().reaction, Reaction::kAbort);
  EXPECT_TRUE(transaction.is_open());
}

TEST_F(TransactionTest, GivesUpACommitAsOneWhoseOutcomeOnlyKafkaKnows) {
  make_ready();
  patience = 2;
  script.failures["commit"] = std::vector(10, failing(Reaction::kRetry));
  ASSERT_TRUE(transaction.prepare({}, keep_trying));
  const auto decided = transaction.decide(keep_trying);
  ASSERT_FALSE(decided);
  EXPECT_EQ(decided.error().reaction, Reaction::kFatal);
  EXPECT_THAT(decided.error().cause, testing::HasSubstr("whether it was committed is not known"));
  EXPECT_TRUE(transaction.commit_called());
}

// Whatever the sink answered: an abort after that call could undo what was told as committed.
TEST_F(TransactionTest, NeverAbortsWhatItsCommitWasCalledFor) {
  for (const auto reaction : {Reaction::kAbort, Reaction::kFatal}) {
    make_ready();
    script.failures["commit"] = {failing(reaction)};
    ASSERT_TRUE(transaction.prepare({}, keep_trying));
    ASSERT_FALSE(transaction.decide(keep_trying));
    EXPECT_FALSE(transaction.abort(keep_trying));
    EXPECT_EQ(std::ranges::count(script.calls, "abort"), 0);
    EXPECT_FALSE(transaction.is_open());
  }
  ASSERT_TRUE(transaction.ready(keep_trying));
  EXPECT_EQ(script.handles, 3);
}

TEST_F(TransactionTest, MayAbortTheNextOneAfterACommit) {
  make_ready();
  ASSERT_TRUE(transaction.prepare({}, keep_trying));
  ASSERT_TRUE(transaction.decide(keep_trying));
  ASSERT_TRUE(transaction.produce({}));
  EXPECT_TRUE(transaction.abort(keep_trying));
}

TEST_F(TransactionTest, KeepsTheHandleAfterACleanAbort) {
  make_ready();
  ASSERT_TRUE(transaction.produce({}));
  EXPECT_TRUE(transaction.abort(keep_trying));
  ASSERT_TRUE(transaction.ready(keep_trying));
  EXPECT_EQ(script.handles, 1);
}

TEST_F(TransactionTest, DropsTheHandleWhenTheAbortFails) {
  make_ready();
  ASSERT_TRUE(transaction.produce({}));
  script.failures["abort"] = {failing(Reaction::kFatal)};
  EXPECT_FALSE(transaction.abort(keep_trying));
  ASSERT_TRUE(transaction.ready(keep_trying));
  EXPECT_EQ(script.handles, 2);
}

TEST_F(TransactionTest, UsesANewHandleAfterACommitWhoseEndMayStillBeUnderWay) {
  make_ready();
  ASSERT_TRUE(transaction.renew_if_needed(keep_trying));
  EXPECT_EQ(script.handles, 1);
  script.slow_commit = true;
  ASSERT_TRUE(transaction.renew_if_needed(keep_trying));
  EXPECT_EQ(script.handles, 2);
  EXPECT_EQ(transaction.renewals(), 1U);
}

// Hole 18: an offline partition of the transaction log holds init up. Another id would fence nobody.
TEST_F(TransactionTest, AsksForInitAgainOnTheSameHandleAsLongAsItTakes) {
  script.failures["init"] = std::vector(50, failing(Reaction::kRetry));
  ASSERT_TRUE(transaction.ready(keep_trying));
  EXPECT_EQ(script.calls, std::vector<std::string>(51, "init"));
  EXPECT_EQ(script.handles, 1);
}

TEST_F(TransactionTest, StopsWaitingForInitOnlyWhenToldTo) {
  patience = 3;
  script.failures["init"] = std::vector(50, failing(Reaction::kRetry));
  ASSERT_FALSE(transaction.ready(keep_trying));
  EXPECT_EQ(script.calls, std::vector<std::string>(4, "init"));
}

TEST_F(TransactionTest, AFailedInitLeavesNoHandleBehind) {
  script.failures["init"] = {failing(Reaction::kFatal)};
  ASSERT_FALSE(transaction.ready(keep_trying));
  ASSERT_TRUE(transaction.ready(keep_trying));
  EXPECT_EQ(script.handles, 2);
}

}  // namespace
}  // namespace millrace

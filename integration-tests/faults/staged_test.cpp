// Faults whose first sign is how the service ends: its last line names the cause and the remedy. Those that are seen
// before a start are in doctor/.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "integration-tests/harness/orders_trial.h"
#include "integration-tests/kafka_io/topic_writer.h"
#include "service/exit_code.h"

namespace millrace::trial {
namespace {

using testing::HasSubstr;

std::string last_line(const std::string& log) {
  const auto end = log.find_last_not_of('\n');
  const auto begin = log.rfind('\n', end);
  return log.substr(begin + 1, end - begin);
}

TEST(LastLine, OfAPoisonRecordSaysWhereItIsAndHowToGetPastIt) {
  OrdersTrial trial;
  TopicWriter writer(shared_broker(), trial.input.name());
  writer.write(2, "u1", R"({"user_id":"u1","amount":"much","status":"paid","ts":1767225600000})");
  writer.flush();
  trial.service.start();
  EXPECT_EQ(trial.service.wait().code, static_cast<int>(ExitCode::kPoison));
  const auto line = last_line(trial.service.log());
  EXPECT_THAT(line, HasSubstr(trial.input.name() + "[2]@0"));
  EXPECT_THAT(line, HasSubstr("amount"));
  EXPECT_THAT(line, HasSubstr("on_error: skip"));
}

TEST(LastLine, OfAFencedTwinSaysSo) {
  OrdersTrial trial;
  const auto feed = trial.feed_in_background(5000);
  trial.service.start();
  trial.service.await_metric("millrace_checkpoints_completed_total", 5);
  Millrace twin(trial.scratch, trial.service.spec(), "twin");
  twin.start();
  EXPECT_EQ(trial.service.wait().code, static_cast<int>(ExitCode::kFenced));
  const auto line = last_line(trial.service.log());
  EXPECT_THAT(line, HasSubstr("fenced by a newer instance"));
  EXPECT_THAT(line, HasSubstr("Two instances must not share a name"));
  twin.stop();
}

}  // namespace
}  // namespace millrace::trial

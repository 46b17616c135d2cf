// Faults of a running service, each by the first command that the runbook and operations.md name: the last line of the
// log, /api/v1/sources, a scrape. Those that are seen before a start are in doctor/.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "integration-tests/harness/eventually.h"
#include "integration-tests/harness/http_get.h"
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
  trial.service.await_metric("millrace_checkpoints_completed_total", 1);
  Millrace twin(trial.scratch, trial.service.spec(), "twin");
  twin.start();
  EXPECT_EQ(trial.service.wait().code, static_cast<int>(ExitCode::kFenced));
  const auto line = last_line(trial.service.log());
  EXPECT_THAT(line, HasSubstr("fenced by a newer instance"));
  EXPECT_THAT(line, HasSubstr("Two instances must not share a name"));
  twin.stop();
}

void write_order(TopicWriter& writer, int partition, std::int64_t time_ms) {
  writer.write(partition, "u1",
               R"({"user_id":"u1","amount":1.00,"status":"paid","ts":)" + std::to_string(time_ms) + "}", time_ms);
}

constexpr std::int64_t kNoon = 1'767'268'800'000;

TEST(Sources, NameThePartitionThatASilentProducerLeavesBehind) {
  OrdersTrial trial;
  trial.service.spec().admin = "{ listen: 127.0.0.1:0 }";
  TopicWriter writer(shared_broker(), trial.input.name());
  for (const int partition : {0, 1, 3}) write_order(writer, partition, kNoon + 600'000);
  write_order(writer, 2, kNoon);
  writer.flush();
  trial.service.start();
  eventually("the partition that holds the watermark back", std::chrono::seconds(60), [&]() -> std::string {
    const auto port = trial.service.admin_port();
    const auto answer = port ? http_get(*port, "/api/v1/sources") : std::nullopt;
    if (!answer) return "no answer";
    return answer->body.contains("\"held_back_by\":2") ? "" : answer->body;
  });
  trial.service.stop();
}

TEST(Scrape, CountsAFloodOfLateRecords) {
  OrdersTrial trial;
  TopicWriter writer(shared_broker(), trial.input.name());
  for (int partition = 0; partition < trial.input.partitions(); ++partition) write_order(writer, partition, kNoon);
  writer.flush();
  trial.service.start();
  trial.service.await_consumed(trial.input.name());
  for (int i = 0; i < 1000; ++i) write_order(writer, i % trial.input.partitions(), kNoon - 3'600'000);
  writer.flush();
  trial.service.await_metric("millrace_late_records_total", 1000);
  trial.service.stop();
}

}  // namespace
}  // namespace millrace::trial

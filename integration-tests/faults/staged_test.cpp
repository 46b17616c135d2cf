// Faults of a running service, or of one that has just ended: `millrace doctor`, the first command that operations.md
// names, and the log name the cause and the remedy. Faults that are seen before a start are in doctor/.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "integration-tests/harness/eventually.h"
#include "integration-tests/harness/http_get.h"
#include "integration-tests/harness/orders_trial.h"
#include "integration-tests/harness/tcp.h"
#include "integration-tests/kafka_io/topic_writer.h"
#include "service/exit_code.h"

namespace millrace::trial {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

std::string last_line(const std::string& log) {
  const auto end = log.find_last_not_of('\n');
  const auto begin = log.rfind('\n', end);
  return log.substr(begin + 1, end - begin);
}

// Once the doctor warns of it: in one line and the remedy below.
void expect_warning(OrdersTrial& trial, const std::string& cause, const std::string& remedy) {
  const auto warning = ContainsRegex("warn  " + cause + "[^\n]*\n *-> [^\n]*" + remedy);
  eventually("the doctor's warning", std::chrono::seconds(60), [&] {
    const auto answer = trial.service.ask({"doctor"});
    EXPECT_EQ(answer.code, 0) << answer.text;
    return testing::Matches(warning)(answer.text) ? "" : answer.text;
  });
}

// Where it answers is known before: commands read it from the same file.
void configure_admin(OrdersTrial& trial) {
  trial.service.spec().admin = "{ listen: 127.0.0.1:" + std::to_string(port_of(listen_on_free_port())) + " }";
}

void write_poison(const OrdersTrial& trial) {
  TopicWriter writer(shared_broker(), trial.input.name());
  writer.write(2, "u1", R"({"user_id":"u1","amount":"much","status":"paid","ts":1767225600000})");
  writer.flush();
}

TEST(LastLine, OfAPoisonRecordSaysWhereItIsAndHowToGetPastIt) {
  OrdersTrial trial;
  write_poison(trial);
  trial.service.start();
  EXPECT_EQ(trial.service.wait().code, static_cast<int>(ExitCode::kPoison));
  const auto line = last_line(trial.service.log());
  EXPECT_THAT(line, HasSubstr(trial.input.name() + "[2]@0"));
  EXPECT_THAT(line, HasSubstr("amount"));
  EXPECT_THAT(line, HasSubstr("on_error: skip"));
}

TEST(DoctorOfARun, RemembersThePoisonRecordThatEndedTheLastRun) {
  OrdersTrial trial;
  write_poison(trial);
  trial.service.start();
  EXPECT_EQ(trial.service.wait().code, static_cast<int>(ExitCode::kPoison));
  expect_warning(trial, "service .* exit code 6: .*" + trial.input.name() + ".2.@0: .*amount", "on_error: skip");
  trial.service.spec().sources[0].on_error = "skip";
  trial.service.start();
  trial.service.await_consumed(trial.input.name());
  trial.service.stop();
  EXPECT_THAT(trial.service.ask({"doctor"}).text, Not(HasSubstr("the last run here ended")));
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

// Partition 2 is ten minutes of event time behind, and nothing comes to it any more.
void leave_partition_two_behind(const OrdersTrial& trial) {
  TopicWriter writer(shared_broker(), trial.input.name());
  for (const int partition : {0, 1, 3}) write_order(writer, partition, kNoon + 600'000);
  write_order(writer, 2, kNoon);
  writer.flush();
}

TEST(Sources, NameThePartitionThatASilentProducerLeavesBehind) {
  OrdersTrial trial;
  trial.service.spec().admin = "{ listen: 127.0.0.1:0 }";
  leave_partition_two_behind(trial);
  trial.service.start();
  eventually("the partition that holds the watermark back", std::chrono::seconds(60), [&]() -> std::string {
    const auto port = trial.service.admin_port();
    const auto answer = port ? http_get(*port, "/api/v1/sources") : std::nullopt;
    if (!answer) return "no answer";
    return answer->body.contains("\"held_back_by\":2") ? "" : answer->body;
  });
  trial.service.stop();
}

TEST(DoctorOfARun, NamesThePartitionThatASilentProducerLeavesBehind) {
  OrdersTrial trial;
  configure_admin(trial);
  leave_partition_two_behind(trial);
  trial.service.start();
  expect_warning(trial,
                 "watermark .*partition 2 of topic " + trial.input.name() + ".* 10m behind.*never counts as idle",
                 "producer of that partition.*set idle_after of source orders");
  trial.service.stop();
}

// An hour late, once all partitions are at noon.
void flood_with_late_records(OrdersTrial& trial) {
  TopicWriter writer(shared_broker(), trial.input.name());
  for (int partition = 0; partition < trial.input.partitions(); ++partition) write_order(writer, partition, kNoon);
  writer.flush();
  trial.service.start();
  trial.service.await_consumed(trial.input.name());
  for (int i = 0; i < 1000; ++i) write_order(writer, i % trial.input.partitions(), kNoon - 3'600'000);
  writer.flush();
  trial.service.await_metric("millrace_late_records_total", 1000);
}

constexpr const char* kLateRemedy = "allowed_lateness of query per_user .now 0s. to more than";

TEST(Log, TellsOfAFloodOfLateRecords) {
  OrdersTrial trial;
  flood_with_late_records(trial);
  eventually("a line of the log", std::chrono::seconds(60), [&] {
    const auto log = trial.service.log();
    return testing::Matches(
               ContainsRegex("warn  query per_user: [^\n]* came too late [^\n]*" + std::string(kLateRemedy)))(log)
               ? ""
               : log;
  });
  trial.service.stop();
}

TEST(DoctorOfARun, NamesTheQueryThatAFloodOfLateRecordsComesTo) {
  OrdersTrial trial;
  configure_admin(trial);
  flood_with_late_records(trial);
  expect_warning(trial, "late .*query per_user: 1000 records came too late", kLateRemedy);
  const auto rejected = http_get(trial.service.admin_port().value(), "/api/v1/rejected?limit=1");
  ASSERT_TRUE(rejected);
  EXPECT_THAT(rejected->body, HasSubstr("\"total\":1000"));
  EXPECT_THAT(rejected->body, HasSubstr("\"reason\":\"late\""));
  trial.service.stop();
}

}  // namespace
}  // namespace millrace::trial

#include "connectors/kafka/statistics_reader.h"

#include <gtest/gtest.h>

#include <mutex>
#include <set>

#include "connectors/kafka/tests/mock_cluster.h"
#include "connectors/tests/contract_steps.h"

namespace millrace {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

// As librdkafka 2.8 writes it, shortened to what matters and some that does not.
constexpr const char* kConsumer = R"({"name":"orders#consumer-2","client_id":"orders","type":"consumer","ts":1,
  "tx":4,"tx_bytes":400,"rx":4,"rx_bytes":9000,"msg_cnt":0,"msg_size":0,
  "brokers":{
    "a:9092/1":{"name":"a:9092/1","nodeid":1,"state":"UP","outbuf_cnt":1,"waitresp_cnt":2,"txretries":3,
      "req_timeouts":4,"disconnects":5,"rtt":{"min":1,"p99":7000,"cnt":9},"throttle":{"max":0}},
    "GroupCoordinator":{"name":"GroupCoordinator","nodeid":-1,"state":"DOWN","outbuf_cnt":10,"waitresp_cnt":20,
      "txretries":30,"req_timeouts":40,"disconnects":50,"rtt":{"p99":12000},"throttle":{"max":300}}},
  "topics":{"orders":{"topic":"orders","partitions":{
    "0":{"partition":0,"fetchq_cnt":100,"fetchq_size":5000},
    "1":{"partition":1,"fetchq_cnt":11,"fetchq_size":600},
    "-1":{"partition":-1,"fetchq_cnt":0,"fetchq_size":0}}}}})";

std::string producer(const std::string& state) {
  return R"({"name":"orders#producer-1","type":"producer","msg_cnt":7,"msg_size":700,
    "eos":{"idemp_state":"Assigned","txn_state":")" +
         state + R"(","txn_stateage":250,"producer_id":13,"producer_epoch":4,"epoch_cnt":0}})";
}

TEST(Statistics, AreSummedOverBrokersAndPartitions) {
  const auto read = read_statistics(kConsumer);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->handle, "orders#consumer-2");
  EXPECT_EQ(read->sent_bytes, 400U);
  EXPECT_EQ(read->received_bytes, 9000U);
  EXPECT_EQ(read->requests_waiting, 11U);
  EXPECT_EQ(read->requests_in_flight, 22U);
  EXPECT_EQ(read->request_retries, 33U);
  EXPECT_EQ(read->request_timeouts, 44U);
  EXPECT_EQ(read->disconnects, 55U);
  EXPECT_EQ(read->queued_records, 111U);
  EXPECT_EQ(read->queued_bytes, 5600U);
  EXPECT_FALSE(read->transaction);
}

TEST(Statistics, CountOnlyConnectionsThatAreUp) { EXPECT_EQ(read_statistics(kConsumer)->connections, 1U); }

TEST(Statistics, TellTheSlowestBrokersRoundTripAndTheLongestThrottle) {
  EXPECT_EQ(read_statistics(kConsumer)->round_trip_p99, microseconds(12000));
  EXPECT_EQ(read_statistics(kConsumer)->throttled, milliseconds(300));
}

TEST(Statistics, TellAProducersQueueAndTransaction) {
  const auto read = read_statistics(producer("InTransaction"));
  ASSERT_TRUE(read && read->transaction);
  EXPECT_EQ(read->queued_records, 7U);
  EXPECT_EQ(read->queued_bytes, 700U);
  EXPECT_EQ(read->transaction->state, "open");
  EXPECT_EQ(read->transaction->epoch, 4);
}

TEST(Statistics, PutTheClientsStatesIntoFewWords) {
  const auto word = [](const char* state) { return read_statistics(producer(state))->transaction->state; };
  EXPECT_EQ(word("WaitPID"), "starting");
  EXPECT_EQ(word("Ready"), "ready");
  EXPECT_EQ(word("CommittingTransaction"), "committing");
  EXPECT_EQ(word("AbortingTransaction"), "aborting");
  EXPECT_EQ(word("AbortableError"), "failed");
  EXPECT_EQ(word("FatalError"), "failed");
  EXPECT_EQ(word("a state of some later version"), "starting");
}

TEST(Statistics, TakeAMissingFieldForZero) {
  const auto read = read_statistics(R"({"name":"c#consumer-1","type":"consumer","brokers":{"b":{"rtt":7}}})");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->requests_waiting + read->queued_records + read->disconnects, 0U);
  EXPECT_EQ(read->round_trip_p99, microseconds(0));
}

TEST(Statistics, AreNoneWhereTheTextIsNotTheClients) {
  for (const char* text : {"", "{", "[]", "{}", "7", R"({"name":3})", R"({"name":""})"}) {
    EXPECT_FALSE(read_statistics(text)) << text;
  }
}

template <class Step>
void until(Step happened) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (!happened()) {
    if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error("it never came");
  }
}

class WatchedClient : public MockClusterTest {
 protected:
  KafkaSettings watched_settings() {
    auto settings = cluster_.settings();
    settings.properties["statistics.interval.ms"] = "20";
    settings.watch.statistics = [this](const ClientStatistics& statistics) { last_ = statistics; };
    settings.watch.error = [this](std::string_view code) {
      const std::lock_guard lock(mutex_);
      errors_.insert(std::string(code));
    };
    return settings;
  }
  bool heard(const std::string& code) {
    const std::lock_guard lock(mutex_);
    return errors_.contains(code);
  }
  std::optional<ClientStatistics> last_;
  std::mutex mutex_;
  std::set<std::string> errors_;
};

TEST_F(WatchedClient, ReportsWhatARealClientSays) {
  const auto sink = make_kafka_sink(watched_settings(), {"out"});
  must_do([&] { return (*sink)->init(kSlice); });
  until([&] {
    transact(**sink, {"a row"});
    return last_ && last_->transaction && last_->transaction->epoch >= 0 && last_->sent_bytes > 0 &&
           last_->connections > 0 && last_->round_trip_p99 > microseconds(0);
  });
  EXPECT_NE(last_->handle.find("producer"), std::string::npos) << last_->handle;
  EXPECT_NE(last_->transaction->state, "failed");
}

TEST_F(WatchedClient, TellsErrorsByTheirCode) {
  auto source = make_kafka_source(watched_settings(), "in");
  start(**source, "in", {{0, 0}});
  cluster_.go_down();
  until([&] {
    static_cast<void>((*source)->poll(10, Millis{20}, [](const RecordView&) {}));
    return heard("_TRANSPORT");
  });
}

}  // namespace
}  // namespace millrace

#include "service/kafka_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace millrace {
namespace {

using testing::HasSubstr;
using testing::Not;

ClientStatistics sent(std::uint64_t bytes, std::uint64_t queued = 0) {
  ClientStatistics statistics;
  statistics.sent_bytes = bytes;
  statistics.queued_records = queued;
  return statistics;
}

class KafkaMetricsTest : public testing::Test {
 protected:
  std::string exposition() {
    metrics_.export_to(registry_);
    return registry_.exposition();
  }
  ClientWatch consumer() { return metrics_.watch(KafkaMetrics::Kind::kConsumer); }
  ClientWatch producer() { return metrics_.watch(KafkaMetrics::Kind::kProducer); }

  KafkaMetrics metrics_;
  MetricRegistry registry_;
};

TEST_F(KafkaMetricsTest, SumClientsOfAKindAndKeepKindsApart) {
  const auto one = consumer(), other = consumer(), third = producer();
  one.statistics(sent(100, 5));
  other.statistics(sent(20, 1));
  third.statistics(sent(3, 7));
  const auto text = exposition();
  EXPECT_THAT(text, HasSubstr("millrace_kafka_sent_bytes_total{client=\"consumer\"} 120\n"));
  EXPECT_THAT(text, HasSubstr("millrace_kafka_queue_records{client=\"consumer\"} 6\n"));
  EXPECT_THAT(text, HasSubstr("millrace_kafka_sent_bytes_total{client=\"producer\"} 3\n"));
}

TEST_F(KafkaMetricsTest, TakeAClientsLatestReport) {
  const auto client = consumer();
  client.statistics(sent(100, 5));
  client.statistics(sent(150, 2));
  const auto text = exposition();
  EXPECT_THAT(text, HasSubstr("millrace_kafka_sent_bytes_total{client=\"consumer\"} 150\n"));
  EXPECT_THAT(text, HasSubstr("millrace_kafka_queue_records{client=\"consumer\"} 2\n"));
}

TEST_F(KafkaMetricsTest, KeepWhatAClientCountedButNotItsQueuesWhenItIsGone) {
  {
    const auto client = producer();
    client.statistics(sent(100, 5));
  }
  const auto successor = producer();
  EXPECT_THAT(exposition(), HasSubstr("millrace_kafka_queue_records{client=\"producer\"} 0\n"));
  successor.statistics(sent(10, 1));
  EXPECT_THAT(exposition(), HasSubstr("millrace_kafka_sent_bytes_total{client=\"producer\"} 110\n"));
}

TEST_F(KafkaMetricsTest, CountErrorsByTheirCode) {
  const auto client = consumer();
  const auto cluster = metrics_.watch_errors();
  client.error("_TRANSPORT");
  cluster.error("_TRANSPORT");
  cluster.error("NOT_COORDINATOR");
  const auto text = exposition();
  EXPECT_THAT(text, HasSubstr("millrace_kafka_errors_total{code=\"_TRANSPORT\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("millrace_kafka_errors_total{code=\"NOT_COORDINATOR\"} 1\n"));
}

TEST_F(KafkaMetricsTest, TellTheTransactionOnceThereIsOne) {
  EXPECT_THAT(exposition(), Not(HasSubstr("\nmillrace_kafka_transaction_state{")));
  const auto client = producer();
  ClientStatistics statistics;
  statistics.transaction = TransactionStatistics{"committing", 4};
  client.statistics(statistics);
  const auto text = exposition();
  EXPECT_THAT(text, HasSubstr("millrace_kafka_transaction_state{state=\"committing\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("millrace_kafka_transaction_state{state=\"open\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("millrace_kafka_producer_epoch 4\n"));
}

TEST_F(KafkaMetricsTest, MayOutliveWhoMadeThem) {
  ClientWatch watch;
  {
    KafkaMetrics brief;
    watch = brief.watch(KafkaMetrics::Kind::kConsumer);
  }
  watch.statistics(sent(1));
  watch.error("_TRANSPORT");
}

}  // namespace
}  // namespace millrace

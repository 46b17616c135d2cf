// A topic that grows while it is read: no fault, so even a service that may not restart goes on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "integration-tests/harness/orders_trial.h"
#include "integration-tests/kafka_io/topic_admin.h"
#include "integration-tests/kafka_io/topic_writer.h"

namespace millrace::trial {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::uint64_t kBefore = 20'000;  // records before the topic grows
constexpr std::uint64_t kAfter = 1'000;    // in the new partition

void write_to_partition(const OrderStream& stream, const std::string& topic, int partition) {
  TopicWriter writer(shared_broker(), topic);
  GeneratedRecord record;
  for (auto i = kBefore; i < kBefore + kAfter; ++i) {
    stream.at(i, record);
    writer.write(partition, record.key, record.value);
  }
  const auto last = stream.closing(kBefore * 2, partition);
  writer.write(partition, last.key, last.value);
  writer.flush();
}

TEST(Growth, IsTakenUpWhateverTheRestartStrategy) {
  OrdersTrial trial;
  const auto& topic = trial.input.name();
  trial.service.spec().restart = "{ strategy: none }";
  trial.service.spec().kafka["topic.metadata.refresh.interval.ms"] = "500";
  generate(shared_broker(), topic, trial.stream, {.records = kBefore, .close = false});
  trial.service.start();
  trial.service.await_consumed(topic);

  const int added = trial.input.partitions();
  add_partitions(shared_broker(), topic, added + 1);
  write_to_partition(trial.stream, topic, added);
  trial.service.await_consumed(topic);  // what follows makes these late
  generate(shared_broker(), topic, trial.stream, {.first = kBefore, .records = kBefore});
  trial.expect_exact();
  EXPECT_THAT(trial.service.log(), HasSubstr("take up added partitions: topic " + topic + ": it has 5 partitions now"));
  EXPECT_THAT(trial.service.log(), Not(HasSubstr(" error "))) << "nothing went wrong";
}

}  // namespace
}  // namespace millrace::trial

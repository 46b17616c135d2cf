#include "integration-tests/harness/orders_trial.h"

#include <gtest/gtest.h>

namespace millrace::trial {

Feed::Feed(std::string bootstrap, std::string topic, OrderStream stream, double rate)
    : bootstrap_(std::move(bootstrap)), topic_(std::move(topic)), stream_(stream) {
  const Stretch endless{.records = UINT64_MAX, .rate = rate, .close = false};
  writing_ = std::async(std::launch::async,
                        [this, endless] { return generate(bootstrap_, topic_, stream_, endless, &stop_); });
}

Feed::~Feed() {
  stop_ = true;
  if (writing_.valid()) writing_.wait();
}

std::uint64_t Feed::end() {
  stop_ = true;
  const Written written = writing_.get();
  generate(bootstrap_, topic_, stream_, {.first = written.records});
  return written.records;
}

OrderOptions OrdersTrial::quick_orders() { return {.disorder_ms = 400}; }

OrdersTrial::OrdersTrial(const std::string& bootstrap, OrderOptions orders)
    : stream(orders),
      input(bootstrap, "orders", orders.partitions),
      output(bootstrap, "orders-per-user", 2),
      query{.size_ms = 1000},
      service(scratch, pipeline(bootstrap)) {}

PipelineSpec OrdersTrial::pipeline(const std::string& bootstrap) const {
  return {.name = unique_name("trial"),
          .bootstrap = bootstrap,
          .sources = {{.topic = input.name()}},
          .queries = {{.sql = orders_per_user_sql("1 second"), .topic = output.name()}},
          .state_directory = scratch / "state",
          .storage = scratch / "checkpoints"};
}

void OrdersTrial::feed(std::uint64_t records) {
  generate(service.spec().bootstrap, input.name(), stream, {.records = records});
}

std::unique_ptr<Feed> OrdersTrial::feed_in_background(double rate) {
  return std::make_unique<Feed>(service.spec().bootstrap, input.name(), stream, rate);
}

void OrdersTrial::expect_exact(std::uint64_t least, Rows rows) {
  service.await_consumed(input.name());
  service.stop();
  const Verdict verdict =
      judge_windows(service.spec().bootstrap, input.name(), output.name(), query, max_delay_ms, rows);
  EXPECT_TRUE(verdict.exact()) << verdict;
  EXPECT_GE(verdict.expected, least) << verdict;
  EXPECT_EQ(service.log().find("does not balance"), std::string::npos) << service.log();
}

}  // namespace millrace::trial

// One pipeline over orders, from an empty topic to the oracle's verdict.
#pragma once

#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <string>

#include "integration-tests/generator/generate.h"
#include "integration-tests/harness/millrace.h"
#include "integration-tests/harness/topic.h"
#include "integration-tests/oracle/window_check.h"

namespace millrace::trial {

// Orders written while the test goes on. The destructor stops it.
class Feed {
 public:
  // Open-ended: writes until it is ended.
  Feed(std::string bootstrap, std::string topic, OrderStream stream, double rate);
  Feed(const Feed&) = delete;
  Feed& operator=(const Feed&) = delete;
  ~Feed();

  // Stops, then writes the closing records. Returns how many records there are without those.
  std::uint64_t end();

 private:
  std::string bootstrap_;
  std::string topic_;
  OrderStream stream_;
  std::atomic<bool> stop_{false};
  std::future<Written> writing_;
};

// Input of 4 partitions and 100 users, a thousand records to a second of event time, disorder below max_delay; windows
// of a second. `service` is not started.
class OrdersTrial {
 public:
  explicit OrdersTrial(const std::string& bootstrap = shared_broker(), OrderOptions orders = quick_orders());

  static OrderOptions quick_orders();

  // Writes records and closes the partitions behind them; once.
  void feed(std::uint64_t records);
  std::unique_ptr<Feed> feed_in_background(double rate = 10000);

  // Waits until all input is committed, stops the service and asks the oracle. Fails the test unless the output is
  // exact and at least `least` windows were expected.
  void expect_exact(std::uint64_t least = 1000, Rows rows = Rows::kOnce);

  Scratch scratch;
  OrderStream stream;
  Topic input;
  Topic output;
  WindowQuery query;
  std::int64_t max_delay_ms = 500;
  Millrace service;

 private:
  PipelineSpec pipeline(const std::string& bootstrap) const;
};

}  // namespace millrace::trial

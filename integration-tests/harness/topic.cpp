#include "integration-tests/harness/topic.h"

#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <iostream>

#include "integration-tests/kafka_io/topic_admin.h"

namespace millrace::trial {

std::string shared_broker() {
  const char* const bootstrap = std::getenv("KAFKA_BOOTSTRAP");
  if (bootstrap && *bootstrap) return bootstrap;
  throw std::runtime_error(
      "KAFKA_BOOTSTRAP is not set: run this by integration-tests/test.sh or under "
      "integration-tests/kafka/broker.sh with");
}

std::string unique_name(const std::string& about) {
  static std::atomic<int> number{0};
  const auto now = std::chrono::system_clock::now().time_since_epoch() / std::chrono::milliseconds(1);
  return about + "-" + std::to_string(now) + "-" + std::to_string(getpid()) + "-" + std::to_string(++number);
}

Topic::Topic(std::string bootstrap, const std::string& about, int partitions, const Settings& config)
    : bootstrap_(std::move(bootstrap)), name_(unique_name(about)), partitions_(partitions) {
  create_topic(bootstrap_, name_, partitions_, config);
}

Topic::~Topic() {
  try {
    delete_topic(bootstrap_, name_);
  } catch (const std::exception& e) {
    std::cerr << e.what() << '\n';  // its broker may be gone by intent
  }
}

}  // namespace millrace::trial

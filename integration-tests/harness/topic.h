// Topics of a test's own, on the broker that all tests share or on one of its own.
#pragma once

#include <string>

#include "integration-tests/kafka_io/offsets.h"

namespace millrace::trial {

// KAFKA_BOOTSTRAP. Throws if it is not set: no test is skipped for lack of a broker.
std::string shared_broker();

// A name that no other test and no earlier run has used.
std::string unique_name(const std::string& about);

// Created here, deleted at the end.
class Topic {
 public:
  Topic(std::string bootstrap, const std::string& about, int partitions, const Settings& config = {});
  Topic(const Topic&) = delete;
  Topic& operator=(const Topic&) = delete;
  ~Topic();

  const std::string& name() const { return name_; }
  int partitions() const { return partitions_; }

 private:
  std::string bootstrap_;
  std::string name_;
  int partitions_;
};

}  // namespace millrace::trial

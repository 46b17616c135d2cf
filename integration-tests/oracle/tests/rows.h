// Topic records made by hand.
#pragma once

#include <string>

#include "integration-tests/kafka_io/topic_reader.h"

namespace millrace::trial {

struct Row {
  int partition = 0;
  std::int64_t offset = 0;
  std::string key = {};
  std::string value = {};
  std::int64_t timestamp_ms = 0;

  TopicRecord record() const { return {partition, offset, timestamp_ms, key, value}; }
};

inline std::string order_json(const std::string& user, const std::string& amount, const std::string& status,
                              std::int64_t ts, std::int64_t id = 0) {
  return R"({"order_id":)" + std::to_string(id) + R"(,"user_id":")" + user + R"(","amount":)" + amount +
         R"(,"status":")" + status + R"(","ts":)" + std::to_string(ts) + "}";
}

}  // namespace millrace::trial

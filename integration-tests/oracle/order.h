// An order as the oracle reads it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "integration-tests/kafka_io/topic_reader.h"
#include "integration-tests/oracle/exact.h"
#include "integration-tests/oracle/flat_json.h"

namespace millrace::trial {

struct Order {
  int partition = 0;
  std::int64_t offset = 0;
  std::string key = {};
  FlatObject fields = {};
  std::optional<std::string> status = {};
  std::optional<Exact> amount = {};  // scale 2
  std::int64_t event_time_ms = 0;
};

// Throws std::runtime_error for a record that is no order: the generator writes none.
Order parse_order(const TopicRecord& record);

// WHERE amount > 0 AND status <> 'cancelled', which a null makes false.
bool counts(const Order& order);

}  // namespace millrace::trial

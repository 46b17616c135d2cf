// Which windows an input calls for, computed from the input alone.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "integration-tests/oracle/order.h"

namespace millrace::trial {

enum class Aggregate { kCount, kSum, kMin, kMax, kAvg };  // of all rows; of `amount`, the others

// A tumbling window over orders. The defaults are examples/orders.yaml.
struct WindowQuery {
  std::int64_t size_ms = 60000;
  std::function<bool(const Order&)> where = counts;
  std::vector<std::string> group_by = {"user_id"};
  std::vector<std::pair<std::string, Aggregate>> columns = {
      {"orders", Aggregate::kCount}, {"total", Aggregate::kSum}, {"mean", Aggregate::kAvg}};
};

// The identity of a window: its group's tokens and its start.
std::string window_identity(const WindowQuery& query, const FlatObject& row);

class WindowOracle {
 public:
  WindowOracle(WindowQuery query, std::size_t partitions, std::int64_t max_delay_ms);

  void add(const Order& order);

  // min over partitions of (highest event time - max_delay); none while a partition had no record.
  std::optional<std::int64_t> watermark() const;

  // The rows of every window whose end the watermark has reached, by identity.
  std::map<std::string, FlatObject> expected() const;

  const WindowQuery& query() const { return query_; }

 private:
  struct Pane {
    FlatObject group;  // with window_start and window_end
    std::int64_t end = 0;
    std::uint64_t rows = 0;
    std::uint64_t amounts = 0;  // not null
    Exact sum, min, max;
  };
  static std::string value_of(const Pane& pane, Aggregate aggregate);

  WindowQuery query_;
  std::int64_t max_delay_ms_;
  std::vector<std::optional<std::int64_t>> highest_;
  std::unordered_map<std::string, Pane> panes_;
};

}  // namespace millrace::trial

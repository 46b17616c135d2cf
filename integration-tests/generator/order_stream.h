// An endless, repeatable stream of orders: the record at an index depends on the options and the index alone, so a
// generator that was stopped goes on where it was, and two of them with one seed write the same.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace millrace::trial {

struct OrderOptions {
  std::uint64_t seed = 1;
  std::uint64_t keys = 100;
  int partitions = 4;
  std::int64_t event_start_ms = 1704067200000;  // 2024-01-01T00:00:00Z: no record is ahead of its Kafka timestamp
  double event_rate = 1000;                     // records per second of event time
  std::int64_t disorder_ms = 4000;              // how far behind its place a record's event time is, at most
  double cancelled = 0.05;                      // shares of all records
  double negative = 0.03;
  double incomplete = 0.01;                // amount or status null or missing
  std::int64_t closing_ahead_ms = 600000;  // how far each partition's last record is ahead of all others
  std::size_t padding = 0;                 // bytes of the field `note`
};

struct GeneratedRecord {
  int partition = 0;
  std::string key;    // the user
  std::string value;  // JSON
  std::int64_t event_time_ms = 0;
};

class OrderStream {
 public:
  explicit OrderStream(OrderOptions options) : options_(options) {}

  // Overwrites `record`; its strings keep their capacity.
  void at(std::uint64_t index, GeneratedRecord& record) const;

  // The last record of a partition behind `records` others: its event time is so far ahead that every window of the
  // others fires, and its amount is negative, so that it is in no result itself.
  GeneratedRecord closing(std::uint64_t records, int partition) const;

  const OrderOptions& options() const { return options_; }

 private:
  std::int64_t place_in_time(std::uint64_t index) const;

  OrderOptions options_;
};

// A partition by the bytes of a key alone.
int partition_of(std::string_view key, int partitions);

}  // namespace millrace::trial

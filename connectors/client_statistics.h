// What a Kafka client measures of itself, as plain values.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace millrace {

// The transaction as the producer's handle sees it.
struct TransactionStatistics {
  // starting, ready, open, committing, aborting, failed
  std::string_view state = "starting";
  std::int64_t epoch = -1;  // the producer's; -1: none yet
};

// Of one handle, summed over its brokers unless it says otherwise. Totals count from the handle's creation on.
struct ClientStatistics {
  std::string handle;  // its name: another handle's totals begin at zero
  std::uint64_t connections = 0;
  std::uint64_t disconnects = 0;       // total
  std::uint64_t sent_bytes = 0;        // total
  std::uint64_t received_bytes = 0;    // total
  std::uint64_t request_retries = 0;   // total
  std::uint64_t request_timeouts = 0;  // total
  std::uint64_t requests_waiting = 0;  // to be sent
  std::uint64_t requests_in_flight = 0;
  std::uint64_t queued_records = 0;  // consumer: fetched, not yet read; producer: not yet acknowledged
  std::uint64_t queued_bytes = 0;
  std::chrono::microseconds round_trip_p99{0};  // of the slowest broker, since the last report
  std::chrono::milliseconds throttled{0};       // longest delay that a broker's quota imposed since the last report
  std::optional<TransactionStatistics> transaction;
};

// Who wants to know. Called by the thread that polls the client; errors by the client's own threads too.
struct ClientWatch {
  std::function<void(const ClientStatistics&)> statistics = {};
  std::function<void(std::string_view code)> error = {};  // "_TRANSPORT": librdkafka's name of it
};

}  // namespace millrace

// Writes a stretch of an order stream into a topic.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "integration-tests/generator/order_stream.h"

namespace millrace::trial {

struct Stretch {
  std::uint64_t first = 0;
  std::uint64_t records = 0;
  double rate = 0;    // records per second of wall time, on a schedule fixed beforehand; 0: as fast as it goes
  bool close = true;  // end each partition with its closing record
};

// What was written, and when: `late_s` is how far the writing fell behind its schedule at worst.
struct Written {
  std::uint64_t records = 0;
  std::uint64_t closing = 0;
  std::int64_t first_event_ms = 0;
  std::int64_t last_event_ms = 0;
  double seconds = 0;
  double late_s = 0;
};

// Returns when the broker has acknowledged everything. Stops early, without closing records, once `stop` is true.
Written generate(const std::string& bootstrap, const std::string& topic, const OrderStream& stream,
                 const Stretch& stretch, const std::atomic<bool>* stop = nullptr);

// One line of JSON.
std::string to_json(const std::string& topic, const Written& written);

}  // namespace millrace::trial

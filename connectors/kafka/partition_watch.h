// Notices partitions that are added to a topic while it is read.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "connectors/kafka/client.h"

namespace millrace {

// The client would never read them: it keeps to what was assigned. Lives in a source, on its thread.
class PartitionWatch {
 public:
  PartitionWatch(std::string topic, Millis every) : topic_(std::move(topic)), every_(every) {}

  // An assignment begins: the topic has so many partitions now.
  void begin(std::uint32_t partitions);
  // kAbort: there are more; a recovery takes them up. Asks at most once in `every`, and waits for the answer for 200 ms
  // at most: brokers that are silent have told of nothing new.
  Result<void> look(const Client& client);

 private:
  std::string topic_;
  Millis every_;
  std::uint32_t known_ = 0;
  std::chrono::steady_clock::time_point next_look_{};
};

}  // namespace millrace

#include "connectors/kafka/calls_under_way.h"

#include <atomic>
#include <utility>

#include "connectors/kafka_cluster.h"

namespace millrace {
namespace {

constinit std::atomic<std::size_t> under_way{0};

}  // namespace

CallUnderWay::CallUnderWay() { ++under_way; }

CallUnderWay::CallUnderWay(CallUnderWay&& other) noexcept : counts_(std::exchange(other.counts_, false)) {}

void CallUnderWay::end() {
  if (std::exchange(counts_, false)) --under_way;
}

std::size_t calls_under_way() { return under_way; }

bool kafka_clients_left_behind() { return calls_under_way() > 0; }

}  // namespace millrace

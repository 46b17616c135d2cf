#include "service/kafka_metrics.h"

#include <algorithm>
#include <array>
#include <map>
#include <mutex>
#include <string>
#include <utility>

namespace millrace {
namespace {

using Total = std::uint64_t ClientStatistics::*;
constexpr std::array<Total, 5> kTotals = {&ClientStatistics::disconnects, &ClientStatistics::sent_bytes,
                                          &ClientStatistics::received_bytes, &ClientStatistics::request_retries,
                                          &ClientStatistics::request_timeouts};
using Queue = std::uint64_t ClientStatistics::*;
constexpr std::array<Queue, 5> kQueues = {&ClientStatistics::connections, &ClientStatistics::requests_waiting,
                                          &ClientStatistics::requests_in_flight, &ClientStatistics::queued_records,
                                          &ClientStatistics::queued_bytes};

void add_totals(ClientStatistics& sum, const ClientStatistics& client) {
  for (const auto total : kTotals) sum.*total += client.*total;
}

void add(ClientStatistics& sum, const ClientStatistics& client) {
  add_totals(sum, client);
  for (const auto queue : kQueues) sum.*queue += client.*queue;
  sum.round_trip_p99 = std::max(sum.round_trip_p99, client.round_trip_p99);
  sum.throttled = std::max(sum.throttled, client.throttled);
  if (client.transaction) sum.transaction = client.transaction;
}

template <class Time>
double seconds(Time time) {
  return std::chrono::duration<double>(time).count();
}

void tell(const char* client, const ClientStatistics& all, MetricRegistry& registry) {
  registry.set<Metric::kKafkaConnections>(number(all.connections), client);
  registry.raise<Metric::kKafkaDisconnects>(number(all.disconnects), client);
  registry.set<Metric::kKafkaRoundTrip>(seconds(all.round_trip_p99), client);
  registry.set<Metric::kKafkaThrottle>(seconds(all.throttled), client);
  registry.set<Metric::kKafkaRequestsWaiting>(number(all.requests_waiting), client);
  registry.set<Metric::kKafkaRequestsInFlight>(number(all.requests_in_flight), client);
  registry.raise<Metric::kKafkaRequestRetries>(number(all.request_retries), client);
  registry.raise<Metric::kKafkaRequestTimeouts>(number(all.request_timeouts), client);
  registry.raise<Metric::kKafkaSentBytes>(number(all.sent_bytes), client);
  registry.raise<Metric::kKafkaReceivedBytes>(number(all.received_bytes), client);
  registry.set<Metric::kKafkaQueueRecords>(number(all.queued_records), client);
  registry.set<Metric::kKafkaQueueBytes>(number(all.queued_bytes), client);
}

}  // namespace

// What is known of all clients, shared with those that live.
class KafkaMetrics::Clients {
 public:
  void report(const Watched* client, Kind kind, const ClientStatistics& statistics) {
    const std::lock_guard lock(mutex_);
    living_[client] = {kind, statistics};
  }
  void gone(const Watched* client) {
    const std::lock_guard lock(mutex_);
    const auto found = living_.find(client);
    if (found == living_.end()) return;
    add_totals(gone_[static_cast<std::size_t>(found->second.first)], found->second.second);
    living_.erase(found);
  }
  void count_error(std::string_view code) {
    const std::lock_guard lock(mutex_);
    ++errors_[std::string(code)];
  }

  ClientStatistics sum(Kind kind) const {
    const std::lock_guard lock(mutex_);
    auto all = gone_[static_cast<std::size_t>(kind)];
    for (const auto& [client, report] : living_) {
      if (report.first == kind) add(all, report.second);
    }
    return all;
  }
  std::map<std::string, std::uint64_t> errors() const {
    const std::lock_guard lock(mutex_);
    return errors_;
  }

 private:
  mutable std::mutex mutex_;
  std::map<const Watched*, std::pair<Kind, ClientStatistics>> living_;
  std::array<ClientStatistics, 2> gone_;  // by kind; only totals
  std::map<std::string, std::uint64_t> errors_;
};

// One client, as long as anybody may report for it.
class KafkaMetrics::Watched {
 public:
  Watched(std::shared_ptr<Clients> clients, Kind kind) : clients_(std::move(clients)), kind_(kind) {}
  ~Watched() { clients_->gone(this); }
  Watched(const Watched&) = delete;
  Watched& operator=(const Watched&) = delete;

  void report(const ClientStatistics& statistics) const { clients_->report(this, kind_, statistics); }

 private:
  std::shared_ptr<Clients> clients_;
  Kind kind_;
};

KafkaMetrics::KafkaMetrics() : clients_(std::make_shared<Clients>()) {}

ClientWatch KafkaMetrics::watch(Kind kind) {
  auto watch = watch_errors();
  watch.statistics = [watched = std::make_shared<Watched>(clients_, kind)](const ClientStatistics& statistics) {
    watched->report(statistics);
  };
  return watch;
}

ClientWatch KafkaMetrics::watch_errors() {
  return {.error = [clients = clients_](std::string_view code) { clients->count_error(code); }};
}

void KafkaMetrics::export_to(MetricRegistry& registry) const {
  for (const auto& [code, count] : clients_->errors()) registry.raise<Metric::kKafkaErrors>(number(count), code);
  tell("consumer", clients_->sum(Kind::kConsumer), registry);
  const auto producer = clients_->sum(Kind::kProducer);
  tell("producer", producer, registry);
  if (!producer.transaction) return;
  registry.set_one_of<Metric::kKafkaTransactionState>(producer.transaction->state);
  registry.set<Metric::kKafkaProducerEpoch>(
      number(static_cast<std::uint64_t>(std::max<std::int64_t>(0, producer.transaction->epoch))));
}

}  // namespace millrace

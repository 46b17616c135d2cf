#include "connectors/kafka/statistics_reader.h"

#include <simdjson.h>

#include <algorithm>
#include <array>

namespace millrace {
namespace {

using simdjson::dom::object;

std::int64_t number(const object& from, std::string_view name) {
  std::int64_t value = 0;
  return from[name].get(value) == simdjson::SUCCESS ? value : 0;
}

// Queues and totals are never negative; a client that says so has nothing to say.
std::uint64_t amount(const object& from, std::string_view name) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(0, number(from, name)));
}

std::string_view text(const object& from, std::string_view name) {
  std::string_view value;
  return from[name].get(value) == simdjson::SUCCESS ? value : std::string_view();
}

// Visits the members of an object that are objects themselves.
template <class Visit>
void each(const object& from, std::string_view name, Visit visit) {
  object members;
  if (from[name].get(members) != simdjson::SUCCESS) return;
  for (const auto member : members) {
    object inner;
    if (member.value.get(inner) == simdjson::SUCCESS) visit(inner);
  }
}

// A distribution's figure, zero when nothing was measured since the last report.
std::int64_t figure(const object& broker, std::string_view distribution, std::string_view name) {
  object of;
  return broker[distribution].get(of) == simdjson::SUCCESS ? number(of, name) : 0;
}

void add_broker(const object& broker, ClientStatistics& all) {
  all.connections += text(broker, "state") == "UP" ? 1 : 0;
  all.disconnects += amount(broker, "disconnects");
  all.request_retries += amount(broker, "txretries");
  all.request_timeouts += amount(broker, "req_timeouts");
  all.requests_waiting += amount(broker, "outbuf_cnt");
  all.requests_in_flight += amount(broker, "waitresp_cnt");
  all.round_trip_p99 = std::max(all.round_trip_p99, std::chrono::microseconds(figure(broker, "rtt", "p99")));
  all.throttled = std::max(all.throttled, std::chrono::milliseconds(figure(broker, "throttle", "max")));
}

struct StateWord {
  std::string_view theirs;
  std::string_view ours;
};
constexpr std::array<StateWord, 12> kStates = {{{"Init", "starting"},
                                                {"WaitPID", "starting"},
                                                {"ReadyNotAcked", "ready"},
                                                {"Ready", "ready"},
                                                {"InTransaction", "open"},
                                                {"BeginCommit", "committing"},
                                                {"CommittingTransaction", "committing"},
                                                {"CommitNotAcked", "committing"},
                                                {"AbortingTransaction", "aborting"},
                                                {"AbortedNotAcked", "aborting"},
                                                {"AbortableError", "failed"},
                                                {"FatalError", "failed"}}};

std::optional<TransactionStatistics> transaction_of(const object& root) {
  object eos;
  if (root["eos"].get(eos) != simdjson::SUCCESS) return std::nullopt;
  TransactionStatistics transaction;
  const auto found = std::ranges::find(kStates, text(eos, "txn_state"), &StateWord::theirs);
  if (found != kStates.end()) transaction.state = found->ours;
  transaction.epoch = number(eos, "producer_epoch");
  return transaction;
}

}  // namespace

std::optional<ClientStatistics> read_statistics(std::string_view json) {
  simdjson::dom::parser parser;
  object root;
  if (parser.parse(json.data(), json.size()).get(root) != simdjson::SUCCESS) return std::nullopt;
  ClientStatistics all;
  all.handle = text(root, "name");
  if (all.handle.empty()) return std::nullopt;
  all.sent_bytes = amount(root, "tx_bytes");
  all.received_bytes = amount(root, "rx_bytes");
  all.queued_records = amount(root, "msg_cnt");
  all.queued_bytes = amount(root, "msg_size");
  each(root, "brokers", [&](const object& broker) { add_broker(broker, all); });
  each(root, "topics", [&](const object& topic) {
    each(topic, "partitions", [&](const object& partition) {
      all.queued_records += amount(partition, "fetchq_cnt");
      all.queued_bytes += amount(partition, "fetchq_size");
    });
  });
  if (text(root, "type") == "producer") all.transaction = transaction_of(root);
  return all;
}

}  // namespace millrace

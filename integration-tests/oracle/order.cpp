#include "integration-tests/oracle/order.h"

#include <charconv>
#include <stdexcept>

namespace millrace::trial {

Order parse_order(const TopicRecord& record) {
  const auto refuse = [&](const char* what) {
    return std::runtime_error("partition " + std::to_string(record.partition) + ", offset " +
                              std::to_string(record.offset) + ": " + what + ": " +
                              std::string(record.value.value_or("(tombstone)").substr(0, 200)));
  };
  auto fields = parse_flat(record.value.value_or(""));
  if (!fields) throw refuse("not a flat JSON object");
  Order order{.partition = record.partition, .offset = record.offset, .key = std::string(record.key.value_or(""))};
  const auto time = number_of(*fields, "ts");
  if (!time) throw refuse("no event time");
  const auto parsed = std::from_chars(time->data(), time->data() + time->size(), order.event_time_ms);
  if (parsed.ptr != time->data() + time->size()) throw refuse("an event time that is no integer");
  const auto amount = number_of(*fields, "amount");
  if (amount && !(order.amount = parse_exact(*amount, 2))) throw refuse("an amount that is no decimal(12,2)");
  order.status = text_of(*fields, "status");
  order.fields = std::move(*fields);
  return order;
}

bool counts(const Order& order) {
  return order.amount && order.amount->unscaled > 0 && order.status && *order.status != "cancelled";
}

}  // namespace millrace::trial

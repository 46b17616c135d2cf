#include "integration-tests/oracle/stateless_check.h"

namespace millrace::trial {
namespace {

std::string token(const FlatObject& fields, const std::string& name) {
  const auto found = fields.find(name);
  return found == fields.end() ? "null" : found->second;
}

}  // namespace

void StatelessCheck::add_input(const TopicRecord& input) {
  ++verdict_.input_records;
  const Order order = parse_order(input);
  if (!query_.where(order)) return;
  Expected expected{order.partition, order.offset, order.key, {}, false};
  for (const auto& column : query_.columns) expected.row[column] = token(order.fields, column);
  expected_.emplace(token(order.fields, "order_id"), std::move(expected));
}

bool StatelessCheck::in_order(const Expected& expected, const TopicRecord& output) {
  const auto [last, first] = last_seen_.try_emplace({expected.partition, output.partition}, expected.offset);
  if (!first && last->second >= expected.offset) return false;
  last->second = expected.offset;
  return true;
}

void StatelessCheck::add_output(const TopicRecord& output) {
  const std::string text(output.value.value_or("(tombstone)"));
  const auto row = parse_flat(text);
  const auto found = row ? expected_.find(token(*row, "order_id")) : expected_.end();
  if (found == expected_.end()) return verdict_.blame(verdict_.wrong, "nothing calls for: " + text);
  Expected& expected = found->second;
  if (std::exchange(expected.seen, true)) return verdict_.blame(verdict_.duplicated, "again: " + text);
  ++verdict_.seen;
  if (*row != expected.row) return verdict_.blame(verdict_.wrong, "wrong row: " + text);
  if (output.key.value_or("") != expected.key) return verdict_.blame(verdict_.wrong, "wrong key: " + text);
  if (!in_order(expected, output)) verdict_.blame(verdict_.wrong, "out of order: " + text);
}

Verdict StatelessCheck::finish() {
  verdict_.expected = expected_.size();
  for (const auto& [id, expected] : expected_) {
    if (!expected.seen) verdict_.blame(verdict_.missing, "missing: order " + id);
  }
  return std::move(verdict_);
}

Verdict judge_stateless(const std::string& bootstrap, const std::string& input, const std::string& output,
                        const StatelessQuery& query) {
  StatelessCheck check(query);
  read_topic(bootstrap, input, Isolation::kCommitted, [&](const TopicRecord& record) { check.add_input(record); });
  await_markers(bootstrap, output);
  read_topic(bootstrap, output, Isolation::kCommitted, [&](const TopicRecord& record) { check.add_output(record); });
  return check.finish();
}

}  // namespace millrace::trial

#include "integration-tests/oracle/window_check.h"

namespace millrace::trial {
namespace {

std::string show(const FlatObject& row) {
  std::string text = "{";
  for (const auto& [field, token] : row) text += (text.size() > 1 ? ", " : "") + field + ": " + token;
  return text + "}";
}

std::string place(const TopicRecord& output) {
  return "partition " + std::to_string(output.partition) + ", offset " + std::to_string(output.offset);
}

// One column: its bare text. Several: an object of them.
bool key_fits(const WindowQuery& query, const TopicRecord& output, const FlatObject& expected) {
  if (query.group_by.size() == 1) return output.key && text_of(expected, query.group_by[0]) == *output.key;
  FlatObject wanted;
  for (const auto& field : query.group_by) wanted[field] = expected.at(field);
  return parse_flat(output.key.value_or("")) == wanted;
}

}  // namespace

std::string WindowCheck::fault_of(const TopicRecord& output, const FlatObject& row, const FlatObject& expected) const {
  if (row != expected) return "expected " + show(expected) + ", found " + show(row);
  if (!key_fits(query_, output, expected))
    return "key " + std::string(output.key.value_or("(none)")) + " of " + show(row);
  const std::string timestamp = std::to_string(output.timestamp_ms + 1);
  if (timestamp != expected.at("window_end")) return "Kafka timestamp + 1 ms is " + timestamp + " of " + show(row);
  return {};
}

void WindowCheck::add(const TopicRecord& output) {
  const auto row = parse_flat(output.value.value_or(""));
  if (!row) {
    return verdict_.blame(verdict_.wrong,
                          "not a row: " + place(output) + ": " + std::string(output.value.value_or("(tombstone)")));
  }
  const std::string identity = window_identity(query_, *row);
  const auto expected = expected_.find(identity);
  if (expected == expected_.end()) return verdict_.blame(verdict_.wrong, "nothing calls for: " + show(*row));
  Seen& seen = seen_[identity];
  if (seen.times++ > 0 && rows_ == Rows::kOnce) {
    return verdict_.blame(verdict_.duplicated, "again, " + place(output) + ": " + show(*row));
  }
  seen.fault = fault_of(output, *row, expected->second);
}

Verdict WindowCheck::finish() {
  verdict_.expected = expected_.size();
  verdict_.seen = seen_.size();
  for (const auto& [identity, row] : expected_) {
    const auto seen = seen_.find(identity);
    if (seen == seen_.end()) {
      verdict_.blame(verdict_.missing, "missing: " + show(row));
    } else if (!seen->second.fault.empty()) {
      verdict_.blame(verdict_.wrong, "wrong: " + seen->second.fault);
    }
  }
  return std::move(verdict_);
}

Verdict judge_windows(const std::string& bootstrap, const std::string& input, const std::string& output,
                      const WindowQuery& query, std::int64_t max_delay_ms, Rows rows) {
  const auto partitions = topic_range(bootstrap, input, Isolation::kCommitted).end.size();
  WindowOracle oracle(query, partitions, max_delay_ms);
  const auto records = read_topic(bootstrap, input, Isolation::kCommitted,
                                  [&](const TopicRecord& record) { oracle.add(parse_order(record)); });
  WindowCheck check(oracle, rows);
  await_markers(bootstrap, output);
  read_topic(bootstrap, output, Isolation::kCommitted, [&](const TopicRecord& record) { check.add(record); });
  Verdict verdict = check.finish();
  verdict.input_records = records;
  return verdict;
}

}  // namespace millrace::trial

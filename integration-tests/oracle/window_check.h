// Compares an output topic with the windows that its input calls for.
#pragma once

#include "integration-tests/oracle/verdict.h"
#include "integration-tests/oracle/windows.h"

namespace millrace::trial {

// kOnce: each window in exactly one row. kFinal: late records may have made a window fire again, and only its last
// row is compared.
enum class Rows { kOnce, kFinal };

class WindowCheck {
 public:
  WindowCheck(const WindowOracle& oracle, Rows rows)
      : query_(oracle.query()), rows_(rows), expected_(oracle.expected()) {}

  // Of one window, in the order in which the output holds them.
  void add(const TopicRecord& output);
  Verdict finish();

 private:
  struct Seen {
    std::uint64_t times = 0;
    std::string fault;  // of its last row; empty: none
  };
  std::string fault_of(const TopicRecord& output, const FlatObject& row, const FlatObject& expected) const;

  WindowQuery query_;
  Rows rows_;
  std::map<std::string, FlatObject> expected_;
  std::map<std::string, Seen> seen_;
  Verdict verdict_;
};

// Both topics as they are now, the output read_committed.
Verdict judge_windows(const std::string& bootstrap, const std::string& input, const std::string& output,
                      const WindowQuery& query, std::int64_t max_delay_ms, Rows rows = Rows::kOnce);

}  // namespace millrace::trial

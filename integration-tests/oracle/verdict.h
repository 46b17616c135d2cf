// What a comparison found.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

namespace millrace::trial {

struct Verdict {
  std::uint64_t input_records = 0;
  std::uint64_t expected = 0;         // rows that the input calls for
  std::uint64_t seen = 0;             // of those, how many are in the output at least once
  std::uint64_t missing = 0;          // of those, how many are not
  std::uint64_t duplicated = 0;       // rows that came again
  std::uint64_t wrong = 0;            // rows that differ from what was expected, or that nothing calls for
  std::vector<std::string> examples;  // of each kind of fault, the first few

  bool exact() const { return missing == 0 && duplicated == 0 && wrong == 0; }
  void blame(std::uint64_t& count, const std::string& example);
};

// One line of JSON, without the examples.
std::string to_json(const Verdict& verdict);
std::ostream& operator<<(std::ostream& out, const Verdict& verdict);

}  // namespace millrace::trial

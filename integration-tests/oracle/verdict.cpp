#include "integration-tests/oracle/verdict.h"

#include <fmt/format.h>

#include <ostream>

namespace millrace::trial {

void Verdict::blame(std::uint64_t& count, const std::string& example) {
  constexpr std::uint64_t kFew = 5;
  if (++count <= kFew) examples.push_back(example);
}

std::string to_json(const Verdict& v) {
  return fmt::format(
      R"({{"exact":{},"input_records":{},"expected":{},"seen":{},"missing":{},"duplicated":{},"wrong":{}}})", v.exact(),
      v.input_records, v.expected, v.seen, v.missing, v.duplicated, v.wrong);
}

std::ostream& operator<<(std::ostream& out, const Verdict& verdict) {
  out << to_json(verdict);
  for (const auto& example : verdict.examples) out << "\n  " << example;
  return out;
}

}  // namespace millrace::trial

// How many background calls have not returned: some may outlive the handle that made them.
#pragma once

#include <cstddef>

namespace millrace {

// Counts one call from its construction to end() or its destruction. Any thread.
class CallUnderWay {
 public:
  CallUnderWay();
  CallUnderWay(CallUnderWay&& other) noexcept;
  CallUnderWay& operator=(CallUnderWay&&) = delete;
  ~CallUnderWay() { end(); }

  void end();

 private:
  bool counts_ = true;
};

std::size_t calls_under_way();  // in the process

}  // namespace millrace

#include "integration-tests/harness/eventually.h"

#include <stdexcept>
#include <thread>

namespace millrace::trial {

void eventually(const std::string& what, std::chrono::seconds deadline, const std::function<std::string()>& lacking) {
  const auto end = std::chrono::steady_clock::now() + deadline;
  for (;;) {
    const std::string answer = lacking();
    if (answer.empty()) return;
    if (std::chrono::steady_clock::now() > end) {
      throw std::runtime_error("not within " + std::to_string(deadline.count()) + " s: " + what +
                               "; last seen: " + answer);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

}  // namespace millrace::trial

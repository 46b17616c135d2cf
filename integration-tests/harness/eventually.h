// Waiting for something to become true, without deciding anything by time alone.
#pragma once

#include <chrono>
#include <functional>
#include <string>

namespace millrace::trial {

// Asks again and again until the answer is empty. Throws std::runtime_error with `what` and the last answer when it
// still is not at the deadline.
void eventually(const std::string& what, std::chrono::seconds deadline, const std::function<std::string()>& lacking);

}  // namespace millrace::trial

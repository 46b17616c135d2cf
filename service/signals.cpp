#include "service/signals.h"

#include <pthread.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <chrono>

namespace millrace {
namespace {

// Supervisors such as timeout(1) deliver one wish twice, to the process and to its group.
constexpr std::chrono::milliseconds kSameWish{300};

}  // namespace

Signals::Signals() {
  sigemptyset(&awaited_);
  for (const int signal : {SIGTERM, SIGINT, SIGUSR1}) sigaddset(&awaited_, signal);
  pthread_sigmask(SIG_BLOCK, &awaited_, nullptr);
  listener_ = std::jthread([this] { listen(); });
}

Signals::~Signals() {
  ending_ = true;
  pthread_kill(listener_.native_handle(), SIGUSR1);
}

void Signals::listen() {
  std::chrono::steady_clock::time_point asked;
  for (int signal = 0; sigwait(&awaited_, &signal) == 0;) {
    if (ending_) return;
    if (signal == SIGUSR1) continue;
    const auto now = std::chrono::steady_clock::now();
    if (!stop_requested_.exchange(true)) {
      asked = now;
      spdlog::info("signal {}: stopping (a second signal leaves at once)", signal);
    } else if (now - asked > kSameWish) {
      spdlog::warn("a second signal: leaving at once, the open transaction is left to the next start");
      spdlog::shutdown();
      _exit(128 + signal);
    }
  }
}

}  // namespace millrace

#include "service/signals.h"

#include <pthread.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

namespace millrace {

Signals::Signals() {
  sigemptyset(&awaited_);
  for (const int signal : {SIGTERM, SIGINT, SIGUSR1}) sigaddset(&awaited_, signal);
  pthread_sigmask(SIG_BLOCK, &awaited_, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  listener_ = std::jthread([this] { listen(); });
}

Signals::~Signals() {
  ending_ = true;
  pthread_kill(listener_.native_handle(), SIGUSR1);
}

void Signals::listen() {
  for (int signal = 0; sigwait(&awaited_, &signal) == 0;) {
    if (ending_) return;
    if (signal == SIGUSR1) continue;
    if (stop_requested_.exchange(true)) {
      spdlog::warn("a second signal: leaving at once, the open transaction is left to the next start");
      spdlog::shutdown();
      _exit(128 + signal);
    }
    spdlog::info("signal {}: taking a last checkpoint, then stopping (a second signal leaves at once)", signal);
  }
}

}  // namespace millrace

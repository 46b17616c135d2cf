#include "service/pipeline/idle_look.h"

namespace millrace {
namespace {

constexpr Millis kEvery{250};
constexpr Millis kAnswer{200};
constexpr int kUnansweredInARow = 3;  // less is a busy machine, this is an outage

}  // namespace

// A broker that was away begins the wait anew: its producers could not write either.
void IdleLook::look(MonotonicTime now) {
  if (now - last_ < kEvery) return;
  last_ = now;
  const auto quiet = watermarks_.quiet(now);
  const auto ends = source_.ends(quiet, kAnswer);
  unanswered_ = ends ? 0 : unanswered_ + 1;
  if (unanswered_ > 0 && unanswered_ < kUnansweredInARow) return;
  for (std::size_t i = 0; i < quiet.size(); ++i) {
    const auto position = source_.position(quiet[i]);
    if (ends && position == (*ends)[i].last_stable && position == (*ends)[i].high_watermark) {
      watermarks_.mark_idle(quiet[i]);
    } else {
      watermarks_.still_behind(quiet[i], now);
    }
  }
}

}  // namespace millrace

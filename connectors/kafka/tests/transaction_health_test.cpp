#include "connectors/kafka/transaction_health.h"

#include <gtest/gtest.h>

#include <vector>

namespace millrace {
namespace {

constexpr MonotonicTime at(int ms) { return MonotonicTime{Millis{ms}}; }

// One transaction: what was lost before its begin, its end's calls and answer, and what was lost by then.
struct Course {
  int lost_before = 0;
  std::vector<int> end_called;  // ms
  int ended = 0;                // ms
  int lost_after = 0;
  bool row_failed = false;
};

void go_through(TransactionHealth& health, const Course& course) {
  health.begun(course.lost_before);
  if (course.row_failed) health.row_failed();
  for (const int ms : course.end_called) health.end_called(at(ms));
  health.ended(at(course.ended), course.lost_after);
}

bool suspicious(const Course& course) {
  TransactionHealth health;
  go_through(health, course);
  return health.is_suspicious();
}

TEST(TransactionHealth, AQuickEndIsFine) { EXPECT_FALSE(suspicious({.end_called = {0}, .ended = 1000})); }

TEST(TransactionHealth, AnEndOfOverASecondIsSuspicious) { EXPECT_TRUE(suspicious({.end_called = {0}, .ended = 1001})); }

TEST(TransactionHealth, TheClockRunsFromTheFirstCallOfAnEnd) {
  EXPECT_TRUE(suspicious({.end_called = {0, 900}, .ended = 1100}));
}

TEST(TransactionHealth, ALongTransactionWithAQuickEndIsFine) {
  EXPECT_FALSE(suspicious({.end_called = {50'000}, .ended = 50'001}));
}

TEST(TransactionHealth, ARequestWithoutAnAnswerSinceBeginIsSuspicious) {
  EXPECT_TRUE(suspicious({.lost_before = 3, .end_called = {0}, .ended = 1, .lost_after = 4}));
}

TEST(TransactionHealth, RequestsLostBeforeBeginDoNotCount) {
  EXPECT_FALSE(suspicious({.lost_before = 3, .end_called = {0}, .ended = 1, .lost_after = 3}));
}

TEST(TransactionHealth, AFailedRowIsSuspiciousWhateverTheEndIsLike) {
  EXPECT_TRUE(suspicious({.end_called = {0}, .ended = 1, .row_failed = true}));
}

TEST(TransactionHealth, SuspicionOutlivesGoodEnds) {
  TransactionHealth health;
  go_through(health, {.end_called = {0}, .ended = 5000});
  go_through(health, {.end_called = {6000}, .ended = 6001});
  EXPECT_TRUE(health.is_suspicious());
}

}  // namespace
}  // namespace millrace

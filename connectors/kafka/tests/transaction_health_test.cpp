#include "connectors/kafka/transaction_health.h"

#include <gtest/gtest.h>

namespace millrace {
namespace {

constexpr MonotonicTime at(int ms) { return MonotonicTime{Millis{ms}}; }

TEST(TransactionHealth, AQuickEndIsFine) {
  TransactionHealth health;
  health.begun(0);
  health.end_called(at(0));
  health.ended(at(1000), 0);
  EXPECT_FALSE(health.is_suspicious());
}

TEST(TransactionHealth, AnEndOfOverASecondIsSuspicious) {
  TransactionHealth health;
  health.begun(0);
  health.end_called(at(0));
  health.ended(at(1001), 0);
  EXPECT_TRUE(health.is_suspicious());
}

TEST(TransactionHealth, TheClockRunsFromTheFirstCallOfAnEnd) {
  TransactionHealth health;
  health.begun(0);
  health.end_called(at(0));
  health.end_called(at(900));
  health.ended(at(1100), 0);
  EXPECT_TRUE(health.is_suspicious());
}

TEST(TransactionHealth, ALongTransactionWithAQuickEndIsFine) {
  TransactionHealth health;
  health.begun(0);
  health.end_called(at(50'000));
  health.ended(at(50'001), 0);
  EXPECT_FALSE(health.is_suspicious());
}

TEST(TransactionHealth, ARequestWithoutAnAnswerSinceBeginIsSuspicious) {
  TransactionHealth health;
  health.begun(3);
  health.end_called(at(0));
  health.ended(at(1), 4);
  EXPECT_TRUE(health.is_suspicious());
}

TEST(TransactionHealth, RequestsLostBeforeBeginDoNotCount) {
  TransactionHealth health;
  health.begun(3);
  health.end_called(at(0));
  health.ended(at(1), 3);
  EXPECT_FALSE(health.is_suspicious());
}

TEST(TransactionHealth, AFailedRowIsSuspiciousWhateverTheEndIsLike) {
  TransactionHealth health;
  health.begun(0);
  health.row_failed();
  health.end_called(at(0));
  health.ended(at(1), 0);
  EXPECT_TRUE(health.is_suspicious());
}

TEST(TransactionHealth, SuspicionOutlivesGoodEnds) {
  TransactionHealth health;
  health.begun(0);
  health.end_called(at(0));
  health.ended(at(5000), 0);
  health.begun(0);
  health.end_called(at(6000));
  health.ended(at(6001), 0);
  EXPECT_TRUE(health.is_suspicious());
}

}  // namespace
}  // namespace millrace

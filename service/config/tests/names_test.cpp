#include "service/config/names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace millrace {
namespace {

using testing::HasSubstr;

TEST(Names, AreLowerCaseLettersDigitsAndJoints) {
  for (const char* name : {"a", "0", "orders-per-user", "a.b_c-d", "9lives"})
    EXPECT_EQ(wrong_with_name(name), std::nullopt);
}

TEST(Names, OfferTheNearestSpelling) {
  EXPECT_THAT(*wrong_with_name("Orders"), HasSubstr("'orders'"));
  EXPECT_THAT(*wrong_with_name("orders per user"), HasSubstr("'orders-per-user'"));
  EXPECT_THAT(*wrong_with_name("-orders"), HasSubstr("'orders'"));
  EXPECT_THAT(*wrong_with_name("a/b"), HasSubstr("'a-b'"));
  EXPECT_THAT(*wrong_with_name("größe"), HasSubstr("'gr-e'"));
}

TEST(Names, CannotLeaveTheirFolder) {
  for (const char* name : {"..", ".", "../x", "/etc", ".hidden", "a/../b", "a\\b"})
    EXPECT_TRUE(wrong_with_name(name)) << name;
}

TEST(Names, HaveALimit) {
  EXPECT_FALSE(wrong_with_name(std::string(100, 'a')));
  EXPECT_THAT(*wrong_with_name(std::string(101, 'a')), HasSubstr("100"));
  EXPECT_FALSE(wrong_with_name(std::string(63, 'a'), 63));
  EXPECT_THAT(*wrong_with_name(std::string(64, 'a'), 63), HasSubstr("63"));
  EXPECT_THAT(*wrong_with_name(""), HasSubstr("empty"));
}

TEST(Topics, FollowKafkasRule) {
  for (const char* topic : {"orders", "Orders.V2", "a_b-c", "..."}) {
    EXPECT_FALSE(wrong_with_topic(topic)) << topic;
  }
  for (const char* topic : {"", ".", "..", "a b", "a/b", "ü", "a:b"}) EXPECT_TRUE(wrong_with_topic(topic)) << topic;
  for (const char* own : {"__consumer_offsets", "__transaction_state"}) EXPECT_TRUE(is_kafkas_own(own)) << own;
  EXPECT_FALSE(is_kafkas_own("__orders"));
  EXPECT_FALSE(wrong_with_topic(std::string(249, 'x')));
  EXPECT_TRUE(wrong_with_topic(std::string(250, 'x')));
}

}  // namespace
}  // namespace millrace

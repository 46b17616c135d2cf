#include "service/config/redaction.h"

#include <gtest/gtest.h>

#include "service/config/secrets.h"

namespace millrace {
namespace {

TEST(Redaction, ReplacesLongerSecretsBeforeTheirParts) {
  const Redaction redaction(secret_values({{"sasl.password", "abcd"}, {"ssl.key.password", "abcdefgh"}}));
  EXPECT_EQ(redaction.apply("abcdefgh abcd"), "[secret] [secret]");
}

TEST(Redaction, EndsEvenIfASecretIsPartOfItsReplacement) {
  EXPECT_EQ(Redaction({"secret"}).apply("my secret"), "my [secret]");
}

TEST(Redaction, LeavesOtherTextAlone) { EXPECT_EQ(Redaction({"hunter2"}).apply("hunter3"), "hunter3"); }

}  // namespace
}  // namespace millrace

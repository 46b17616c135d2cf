#include "service/http/token.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace millrace {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string kGood = "0123456789abcdef0123456789abcdef";

class TokenFile : public testing::Test {
 protected:
  ~TokenFile() override { std::filesystem::remove(file_); }
  Result<std::string> read(const std::string& content) {
    std::ofstream(file_, std::ios::binary) << content;
    return read_token(file_);
  }
  std::filesystem::path file_ =
      std::filesystem::temp_directory_path() / ("millrace-token-" + std::to_string(::getpid()));
};

TEST_F(TokenFile, HoldsTheTokenInItsFirstLine) {
  for (const char* after : {"", "\n", "\r\n", "\nanother line\n"}) EXPECT_EQ(read(kGood + after), kGood);
}

TEST_F(TokenFile, MayHoldAnythingPrintable) { EXPECT_TRUE(read("!\"#$%&'()*+,-./0~")); }

TEST_F(TokenFile, IsRefusedIfItsTokenIsTooShortOrTooLong) {
  EXPECT_FALSE(read("")) << "empty";
  EXPECT_FALSE(read("123456789abcdef\n")) << "15";
  EXPECT_TRUE(read("0123456789abcdef\n")) << "16";
  EXPECT_TRUE(read(std::string(512, 'x') + "\n")) << "512";
  EXPECT_FALSE(read(std::string(513, 'x') + "\n")) << "513";
  EXPECT_FALSE(read(std::string(100'000, 'x')));
}

TEST_F(TokenFile, IsRefusedIfItHoldsSomethingElse) {
  for (const std::string& content : {std::string("0123456789 abcdef"), std::string("0123456789abcdef\x01"),
                                     std::string(40, '\0'), std::string("\n") + kGood}) {
    const auto token = read(content);
    ASSERT_FALSE(token);
    EXPECT_EQ(token.error().stop, StopReason::kConfiguration);
    EXPECT_THAT(token.error().message(), Not(HasSubstr("0123456789"))) << "an error never quotes it";
  }
}

TEST_F(TokenFile, IsRefusedIfItIsNotThere) {
  const auto token = read_token("/nonexistent/token");
  ASSERT_FALSE(token);
  EXPECT_THAT(token.error().message(), HasSubstr("No such file"));
  EXPECT_THAT(token.error().remedy, HasSubstr("openssl rand"));
}

TEST(Token, MustBeGivenWhole) {
  EXPECT_TRUE(gives_token("Bearer " + kGood, kGood));
  for (const std::string& wrong :
       {std::string(), kGood, std::string("Bearer "), "Bearer  " + kGood, "Bearer " + kGood + " ",
        "Bearer " + kGood.substr(1), "Bearer " + kGood + kGood, "Basic " + kGood}) {
    EXPECT_FALSE(gives_token(wrong, kGood)) << wrong;
  }
}

TEST(Token, MayComeWithItsSchemeInAnyLetters) {
  for (const std::string scheme : {"bearer ", "BEARER "}) EXPECT_TRUE(gives_token(scheme + kGood, kGood)) << scheme;
}

TEST(Token, DiffersByAnySingleCharacter) {
  for (std::size_t i = 0; i < kGood.size(); ++i) {
    auto other = kGood;
    other[i] = 'X';
    EXPECT_FALSE(gives_token("Bearer " + other, kGood)) << i;
  }
}

}  // namespace
}  // namespace millrace

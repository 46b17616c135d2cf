#include "service/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <simdjson.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/ostream_sink.h>

#include <sstream>

#include "service/config/secrets.h"

namespace millrace {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;
using Format = LogOptions::Format;

// One line as it would be written.
std::string logged(Format format, const std::string& message, std::vector<std::string> secrets = {},
                   spdlog::level::level_enum level = spdlog::level::info) {
  std::ostringstream out;
  spdlog::logger logger("test", std::make_shared<spdlog::sinks::ostream_sink_st>(out));
  logger.set_level(spdlog::level::trace);
  logger.set_formatter(make_log_formatter(format, Redaction(std::move(secrets))));
  logger.log(level, "{}", message);
  return out.str();
}

std::string json_field(const std::string& line, const char* field) {
  simdjson::dom::parser parser;
  std::string_view text;
  EXPECT_EQ(parser.parse(line).at_key(field).get(text), simdjson::SUCCESS) << line;
  return std::string(text);
}

TEST(Log, WritesTimeLevelAndMessageForPeople) {
  EXPECT_THAT(logged(Format::kText, "checkpoint 41 committed"),
              MatchesRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z info  checkpoint 41 "
                           "committed\n"));
}

TEST(Log, NamesTheLevels) {
  EXPECT_THAT(logged(Format::kText, "x", {}, spdlog::level::err), HasSubstr("Z error x\n"));
  EXPECT_THAT(logged(Format::kText, "x", {}, spdlog::level::warn), HasSubstr("Z warn  x\n"));
  EXPECT_EQ(json_field(logged(Format::kJson, "x", {}, spdlog::level::debug), "level"), "debug");
}

TEST(Log, WritesOneJsonObjectALine) {
  const std::string line = logged(Format::kJson, "a \"quoted\" \\ word\nand a line, a tab\t, a bell\a, é");
  EXPECT_EQ(std::ranges::count(line, '\n'), 1);
  EXPECT_TRUE(line.ends_with("}\n"));
  EXPECT_EQ(json_field(line, "message"), "a \"quoted\" \\ word\nand a line, a tab\t, a bell\a, é");
  EXPECT_THAT(json_field(line, "time"), MatchesRegex("[0-9-]{10}T[0-9:]{8}\\.[0-9]{3}Z"));
}

TEST(Log, WritesValidJsonWhateverTheMessageHolds) {
  EXPECT_THAT(json_field(logged(Format::kJson, "bad \xFF utf-8"), "message"), HasSubstr("bad "));
}

TEST(Log, LetsNoMessagePretendToBeSeveral) {
  const std::string line = logged(Format::kText, "first\n2025-01-01T00:00:00.000Z info  forged\r\x1B[31m");
  EXPECT_THAT(line, HasSubstr("first\n    2025-01-01"));
  EXPECT_THAT(line, Not(HasSubstr("\r")));
  EXPECT_THAT(line, Not(HasSubstr("\x1B")));
}

TEST(Log, HidesSecretsWhereverTheyTurnUp) {
  for (const Format format : {Format::kText, Format::kJson}) {
    const std::string line = logged(format, "login of me with hunter2 failed, hunter2hunter2", {"hunter2"});
    EXPECT_THAT(line, Not(HasSubstr("hunter2")));
    EXPECT_THAT(line, HasSubstr("login of me with [secret] failed, [secret][secret]"));
  }
}

TEST(Log, HidesTheSecretsOfAConfiguration) {
  const KafkaProperties properties = {{"sasl.username", "me"},
                                      {"sasl.password", "pass\"word"},
                                      {"ssl.key.pem", "-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG\n-----END KEY-----"}};
  const auto secrets = secret_values(properties);
  EXPECT_THAT(logged(Format::kJson, "set sasl.password=pass\"word", secrets), Not(HasSubstr("word\"")));
  EXPECT_THAT(logged(Format::kText, "key MIIEvQIBADANBgkqhkiG", secrets), HasSubstr("key [secret]"));
  EXPECT_THAT(logged(Format::kText, "user me", secrets), HasSubstr("user me"));
}

TEST(LogOptions, AreKnownByTheirNames) {
  EXPECT_EQ(parse_log_options("json", "trace")->format, Format::kJson);
  EXPECT_EQ(parse_log_options("text", "error")->level, spdlog::level::err);
  EXPECT_THAT(parse_log_options("yaml", "info").error(), HasSubstr("text and json"));
  EXPECT_THAT(parse_log_options("text", "fatal").error(), HasSubstr("warn and error"));
}

}  // namespace
}  // namespace millrace

#include "connectors/kafka/errors.h"

#include <gmock/gmock.h>

#include <cctype>

namespace millrace {
namespace {

using testing::HasSubstr;
using testing::Not;

struct Case {
  rd_kafka_resp_err_t code;
  ErrorFlags flags;
  Reaction reaction;
  StopReason stop = StopReason::kNone;
};

constexpr ErrorFlags kPlain{};
constexpr ErrorFlags kFatalFlag{.fatal = true};
constexpr ErrorFlags kAbortableFlag{.abortable = true};
constexpr ErrorFlags kRetriableFlag{.retriable = true};

const Subject kSink{"out", true, "pipeline"};
const Subject kReader{"in", false, "pipeline"};

// "PRODUCER_FENCED_plain"
std::string name_of(const testing::TestParamInfo<Case>& info) {
  const auto& [code, flags, reaction, stop] = info.param;
  std::string name = rd_kafka_err2name(code);
  std::erase_if(name, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '_'; });
  return name + (flags.fatal ? "_fatal" : flags.abortable ? "_abortable" : flags.retriable ? "_retriable" : "_plain");
}

class MeaningOf : public testing::TestWithParam<Case> {};

TEST_P(MeaningOf, ASinksErrorIsItsReaction) {
  const Case& c = GetParam();
  const Meaning meaning = meaning_of(c.code, c.flags, kSink);
  EXPECT_EQ(meaning.reaction, c.reaction) << describe(c.code);
  EXPECT_EQ(meaning.stop, c.stop) << describe(c.code);
  EXPECT_EQ(meaning.remedy.empty(), c.stop == StopReason::kNone) << "a stop says what to do: " << meaning.remedy;
}

INSTANTIATE_TEST_SUITE_P(
    Table, MeaningOf,
    testing::Values(
        // fenced, however it is said
        Case{RD_KAFKA_RESP_ERR__FENCED, kFatalFlag, Reaction::kStop, StopReason::kFenced},
        Case{RD_KAFKA_RESP_ERR_PRODUCER_FENCED, kPlain, Reaction::kStop, StopReason::kFenced},
        Case{RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH, kAbortableFlag, Reaction::kStop, StopReason::kFenced},
        // permanent denials, whatever the client calls them
        Case{RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, kAbortableFlag, Reaction::kStop, StopReason::kConfiguration},
        Case{RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED, kAbortableFlag, Reaction::kStop, StopReason::kConfiguration},
        Case{RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED, kFatalFlag, Reaction::kStop,
             StopReason::kConfiguration},
        Case{RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED, kRetriableFlag, Reaction::kStop,
             StopReason::kConfiguration},
        Case{RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED, kFatalFlag, Reaction::kStop, StopReason::kConfiguration},
        Case{RD_KAFKA_RESP_ERR__AUTHENTICATION, kPlain, Reaction::kStop, StopReason::kConfiguration},
        Case{RD_KAFKA_RESP_ERR__SSL, kPlain, Reaction::kStop, StopReason::kConfiguration},
        // settings
        Case{RD_KAFKA_RESP_ERR_INVALID_TRANSACTION_TIMEOUT, kFatalFlag, Reaction::kStop, StopReason::kConfiguration},
        Case{RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, kAbortableFlag, Reaction::kStop, StopReason::kConfiguration},
        Case{RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP, kAbortableFlag, Reaction::kStop, StopReason::kConfiguration},
        Case{RD_KAFKA_RESP_ERR_INVALID_RECORD, kAbortableFlag, Reaction::kStop, StopReason::kConfiguration},
        Case{RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC, kAbortableFlag, Reaction::kStop, StopReason::kConfiguration},
        // what the client says of itself
        Case{RD_KAFKA_RESP_ERR__TIMED_OUT, kRetriableFlag, Reaction::kRetry},
        Case{RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, kRetriableFlag, Reaction::kRetry},
        Case{RD_KAFKA_RESP_ERR__TIMED_OUT, kAbortableFlag, Reaction::kAbort},
        Case{RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION, kAbortableFlag, Reaction::kAbort},
        Case{RD_KAFKA_RESP_ERR__INCONSISTENT, kAbortableFlag, Reaction::kAbort},
        Case{RD_KAFKA_RESP_ERR_INVALID_TXN_STATE, kFatalFlag, Reaction::kFatal},
        Case{RD_KAFKA_RESP_ERR__TRANSPORT, kFatalFlag, Reaction::kFatal},
        // bare codes
        Case{RD_KAFKA_RESP_ERR__TRANSPORT, kPlain, Reaction::kRetry},
        Case{RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, kPlain, Reaction::kRetry},
        Case{RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS, kPlain, Reaction::kRetry},
        Case{RD_KAFKA_RESP_ERR_UNSTABLE_OFFSET_COMMIT, kPlain, Reaction::kRetry},
        Case{RD_KAFKA_RESP_ERR_UNKNOWN, kPlain, Reaction::kFatal},
        Case{RD_KAFKA_RESP_ERR__STATE, kPlain, Reaction::kFatal},
        Case{static_cast<rd_kafka_resp_err_t>(4711), kPlain, Reaction::kFatal}),
    name_of);

TEST(MeaningOfReading, AMissingInputIsARefusalNotAMisconfiguration) {
  for (const auto code : {RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION}) {
    EXPECT_EQ(meaning_of(code, {}, kReader).stop, StopReason::kRefused);
    EXPECT_EQ(meaning_of(code, {}, kSink).stop, StopReason::kConfiguration);
  }
}

TEST(MeaningOfDenial, NamesTheAclToGrant) {
  EXPECT_THAT(meaning_of(RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, {}, kSink).remedy,
              HasSubstr("--operation Write --topic out"));
  EXPECT_THAT(meaning_of(RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, {}, kReader).remedy,
              HasSubstr("--operation Read --topic in"));
  EXPECT_THAT(meaning_of(RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED, {}, kReader).remedy,
              HasSubstr("--operation Read --group pipeline"));
}

TEST(KafkaErrorWords, SayWhatWasAttemptedOnWhatAndWhatCameBack) {
  const Error error = kafka_error("read", "orders [3]", RD_KAFKA_RESP_ERR__TRANSPORT, {}, {}, kReader);
  EXPECT_THAT(error.message(), HasSubstr("read: orders [3]: "));
  EXPECT_THAT(error.message(), HasSubstr("_TRANSPORT"));
}

TEST(IsTransient, HoldsForNoDenialAndNoFence) {
  for (int code = -200; code < 130; ++code) {
    const auto err = static_cast<rd_kafka_resp_err_t>(code);
    if (is_denial(err) || is_missing(err)) {
      EXPECT_FALSE(is_transient(err)) << code;
    }
  }
  EXPECT_FALSE(is_transient(RD_KAFKA_RESP_ERR__FENCED));
  EXPECT_FALSE(is_transient(RD_KAFKA_RESP_ERR_NO_ERROR));
}

}  // namespace
}  // namespace millrace

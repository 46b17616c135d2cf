#include "connectors/kafka/errors.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace millrace {
namespace {

template <std::size_t N>
bool among(const std::array<rd_kafka_resp_err_t, N>& codes, rd_kafka_resp_err_t code) {
  return std::ranges::find(codes, code) != codes.end();
}

constexpr std::array kTransient = {
    RD_KAFKA_RESP_ERR__TRANSPORT,
    RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN,
    RD_KAFKA_RESP_ERR__RESOLVE,
    RD_KAFKA_RESP_ERR__TIMED_OUT,
    RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE,
    RD_KAFKA_RESP_ERR__WAIT_COORD,
    RD_KAFKA_RESP_ERR__WAIT_CACHE,
    RD_KAFKA_RESP_ERR__RETRY,
    RD_KAFKA_RESP_ERR__IN_PROGRESS,
    RD_KAFKA_RESP_ERR__PREV_IN_PROGRESS,
    RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT,
    RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION,
    RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE,
    RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE,
    RD_KAFKA_RESP_ERR_NOT_LEADER_OR_FOLLOWER,
    RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE,
    RD_KAFKA_RESP_ERR_PREFERRED_LEADER_NOT_AVAILABLE,
    RD_KAFKA_RESP_ERR_FENCED_LEADER_EPOCH,
    RD_KAFKA_RESP_ERR_UNKNOWN_LEADER_EPOCH,
    RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE,
    RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE,
    RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS,
    RD_KAFKA_RESP_ERR_NOT_COORDINATOR,
    RD_KAFKA_RESP_ERR_CONCURRENT_TRANSACTIONS,
    RD_KAFKA_RESP_ERR_UNSTABLE_OFFSET_COMMIT,
    RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR,
    RD_KAFKA_RESP_ERR_NOT_CONTROLLER,
    RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS,
    RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND,
    RD_KAFKA_RESP_ERR_THROTTLING_QUOTA_EXCEEDED,
};

constexpr std::array kFenced = {
    RD_KAFKA_RESP_ERR__FENCED,
    RD_KAFKA_RESP_ERR_PRODUCER_FENCED,
    RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH,
};

constexpr std::array kDenials = {
    RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED,
    RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED,
    RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED,
    RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
    RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED,
    RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM,
    RD_KAFKA_RESP_ERR__AUTHENTICATION,
    RD_KAFKA_RESP_ERR__SSL,
};

// What to grant or change; empty: the code is not one that only a person can settle.
std::string settled_by_people(rd_kafka_resp_err_t code, const Subject& subject) {
  switch (code) {
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
      return how_to_grant(subject.looking ? "Describe" : (subject.writing ? "Write" : "Read"),
                          "--topic " + (subject.topic.empty() ? "<the topic named above>" : subject.topic));
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
      return how_to_grant("Read", "--group " + subject.name);
    case RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED:
      return how_to_grant("Write --operation Describe", "--transactional-id " + subject.name);
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
      return how_to_grant("IdempotentWrite", "--cluster");
    case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
    case RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM:
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
      return "Check kafka: sasl.mechanisms, sasl.username and sasl.password";
    case RD_KAFKA_RESP_ERR__SSL:
      return "Check kafka: security.protocol, ssl.ca.location and the client's certificate";
    case RD_KAFKA_RESP_ERR_INVALID_TRANSACTION_TIMEOUT:
      return "Lower checkpoint: interval and timeout, or raise the broker's transaction.max.timeout.ms";
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE:
      return "Raise kafka: message.max.bytes and the topic's max.message.bytes, or write shorter rows";
    case RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP:
      return "The topic limits timestamps: raise its message.timestamp.before.max.ms and "
             "message.timestamp.after.max.ms";
    case RD_KAFKA_RESP_ERR_INVALID_RECORD:
    case RD_KAFKA_RESP_ERR_POLICY_VIOLATION:
      return "The topic refuses such rows: compare its settings (a compacted topic needs keys) with the query";
    case RD_KAFKA_RESP_ERR_OFFSET_METADATA_TOO_LARGE:
      return "Raise the broker's offset.metadata.max.bytes to 4096";
    case RD_KAFKA_RESP_ERR_INVALID_REQUIRED_ACKS:
    case RD_KAFKA_RESP_ERR_UNSUPPORTED_FOR_MESSAGE_FORMAT:
    case RD_KAFKA_RESP_ERR_UNSUPPORTED_VERSION:
    case RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE:
      return "Brokers from 2.5 on are supported";
    case RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION:
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
      return subject.writing
                 ? "Create the topic, or correct its name in the pipeline file"
                 : "Nothing was skipped. If it was deleted, what was not read of it is gone: the next start names the "
                   "ways out";
    default:
      return {};
  }
}

constexpr const char* kFencedRemedy =
    "Two instances must not share a name: end one, or give this pipeline another name";

}  // namespace

bool is_transient(rd_kafka_resp_err_t code) { return among(kTransient, code); }
bool is_denial(rd_kafka_resp_err_t code) { return among(kDenials, code); }

bool is_missing(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART || code == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC ||
         code == RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION;
}

Meaning meaning_of(rd_kafka_resp_err_t code, ErrorFlags flags, const Subject& subject) {
  if (among(kFenced, code)) return {Reaction::kStop, StopReason::kFenced, kFencedRemedy};
  if (is_denial(code)) return {Reaction::kStop, StopReason::kConfiguration, settled_by_people(code, subject)};
  if (flags.retriable) return {Reaction::kRetry, StopReason::kNone, {}};
  if (std::string remedy = settled_by_people(code, subject); !remedy.empty()) {
    const bool input_is_gone = is_missing(code) && !subject.writing;
    return {Reaction::kStop, input_is_gone ? StopReason::kRefused : StopReason::kConfiguration, std::move(remedy)};
  }
  if (flags.fatal) return {Reaction::kFatal, StopReason::kNone, {}};
  if (flags.abortable) return {Reaction::kAbort, StopReason::kNone, {}};
  if (is_transient(code)) return {Reaction::kRetry, StopReason::kNone, {}};
  return {Reaction::kFatal, StopReason::kNone, {}};
}

std::string describe(rd_kafka_resp_err_t code) {
  return fmt::format("{} ({})", rd_kafka_err2str(code), rd_kafka_err2name(code));
}

std::string partition_name(const std::string& topic, std::int32_t partition) {
  return fmt::format("{} [{}]", topic, partition);
}

Error kafka_error(std::string attempted, std::string object, rd_kafka_resp_err_t code, std::string cause,
                  ErrorFlags flags, const Subject& subject) {
  Meaning meaning = meaning_of(code, flags, subject);
  if (cause.empty()) cause = describe(code);
  if (cause.ends_with('.')) cause.pop_back();  // the remedy follows
  return {std::move(attempted),      std::move(object), std::move(cause),
          std::move(meaning.remedy), meaning.reaction,  meaning.stop};
}

Error kafka_error(std::string attempted, std::string object, const KafkaError& error, rd_kafka_t* client,
                  const Subject& subject) {
  rd_kafka_resp_err_t code = rd_kafka_error_code(error.get());
  ErrorFlags flags{.fatal = rd_kafka_error_is_fatal(error.get()) != 0,
                   .abortable = rd_kafka_error_txn_requires_abort(error.get()) != 0,
                   .retriable = rd_kafka_error_is_retriable(error.get()) != 0};
  std::string cause = rd_kafka_error_string(error.get());
  std::array<char, 512> text{};
  if (const auto fatal = rd_kafka_fatal_error(client, text.data(), text.size()); fatal != RD_KAFKA_RESP_ERR_NO_ERROR) {
    code = fatal;
    flags = {.fatal = true};
    cause = text.data();
  }
  return kafka_error(std::move(attempted), std::move(object), code,
                     fmt::format("{} ({})", cause, rd_kafka_err2name(code)), flags, subject);
}

Error out_of_time(std::string attempted, std::string object, std::string cause) {
  return {std::move(attempted), std::move(object), std::move(cause), {}, Reaction::kRetry, StopReason::kNone};
}

}  // namespace millrace

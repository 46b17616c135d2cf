// What librdkafka's errors mean for the running service: Error with a Reaction and words.
#pragma once

#include <librdkafka/rdkafka.h>

#include <string>

#include "base/error.h"
#include "base/time.h"
#include "connectors/kafka/handle.h"
#include "connectors/kafka_cluster.h"

namespace millrace {

// What the client itself says about an error, apart from its code.
struct ErrorFlags {
  bool fatal = false;      // the handle is of no more use
  bool abortable = false;  // the transaction can only be aborted
  bool retriable = false;  // the same call may succeed
};

struct Meaning {
  Reaction reaction = Reaction::kFatal;
  StopReason stop = StopReason::kNone;
  std::string remedy;
};

// Names for the words: which ACL to grant, which setting to raise.
struct Subject {
  std::string topic;  // empty where none is concerned
  bool writing = false;
  std::string name;      // the pipeline's: group and transactional id
  bool looking = false;  // the topic was only asked about
};

// A permanent denial stops, whatever the client calls it: an abortable denial would abort and recover for ever.
// A code nobody has thought of is kFatal: new handles, and the committed offsets decide.
Meaning meaning_of(rd_kafka_resp_err_t code, ErrorFlags flags, const Subject& subject);

// The codes after which the same question may be asked again: no connection, a coordinator or leader on the move, time.
bool is_transient(rd_kafka_resp_err_t code);
bool is_denial(rd_kafka_resp_err_t code);   // authorisation or authentication
bool is_missing(rd_kafka_resp_err_t code);  // a topic or partition that is not there

Error kafka_error(std::string attempted, std::string object, rd_kafka_resp_err_t code, std::string cause,
                  ErrorFlags flags, const Subject& subject);
// From a returned error object; a raised fatal error of `client` takes its place, being the cause.
Error kafka_error(std::string attempted, std::string object, const KafkaError& error, rd_kafka_t* client,
                  const Subject& subject);

// "Broker: Not authorized... (TOPIC_AUTHORIZATION_FAILED)"
std::string describe(rd_kafka_resp_err_t code);
std::string partition_name(const std::string& topic, std::int32_t partition);  // "orders [3]"

// No answer within the call's time: ask again.
Error out_of_time(std::string attempted, std::string object, std::string cause);

}  // namespace millrace

// Questions to a Kafka cluster outside the data path: start, recovery, `check --connect`.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/client_statistics.h"
#include "connectors/sink.h"
#include "connectors/source.h"

namespace millrace {

using KafkaProperties = std::map<std::string, std::string>;  // librdkafka's names

// What brokers say that give topics no ids: sixteen zero bytes, in base64.
inline constexpr std::string_view kNoTopicId = "AAAAAAAAAAAAAAAAAAAAAA";

// What the brokers tell about a topic.
struct TopicDescription {
  std::string id;  // its identity; kNoTopicId: a broker before 2.8
  std::uint32_t partitions = 0;
  std::uint32_t replicas = 0;  // of the partition that has the fewest
  std::uint32_t in_sync = 0;   // the same
  bool may_read = true;        // this user; true too where the broker does not tell
  bool may_write = true;
  friend bool operator==(const TopicDescription&, const TopicDescription&) = default;
};

// One thread. kRetry: no answer within `wait`; ask again. Real: connectors/kafka/cluster_client.h. Fake:
// connectors/tests/fake_broker.h. Contract: connectors/tests/cluster_contract.h.
class KafkaCluster {
 public:
  virtual ~KafkaCluster() = default;

  // Partition count; none: the topic does not exist (or may not be seen).
  virtual Result<std::optional<std::uint32_t>> partitions(const std::string& topic, Millis wait) = 0;
  // The identity of the topic behind the name: another one means that the topic was deleted and created anew. None: it
  // does not exist (or may not be seen); kNoTopicId: a broker before 2.8.
  virtual Result<std::optional<std::string>> topic_id(const std::string& topic, Millis wait) = 0;
  // None: as above.
  virtual Result<std::optional<TopicDescription>> describe_topic(const std::string& topic, Millis wait) = 0;
  // What the group has committed, read_committed and stable: kRetry while any partition is still unstable.
  virtual Result<std::vector<CommittedOffset>> committed(const std::vector<TopicPartition>& partitions,
                                                         Millis wait) = 0;
  virtual Result<PartitionEnds> ends(const TopicPartition& partition, Millis wait) = 0;
  // Visits the record at exactly this offset; false: it is no longer there (retention, compaction).
  virtual Result<bool> read_record(const TopicPartition& partition, Offset offset, Millis wait,
                                   RecordVisitor visit) = 0;
  // A broker setting by name, "transaction.max.timeout.ms".
  virtual Result<std::optional<std::string>> broker_setting(const std::string& name, Millis wait) = 0;
  // The same of a topic, "min.insync.replicas". None: it has no such setting, or does not show it to this user.
  virtual Result<std::optional<std::string>> topic_setting(const std::string& topic, const std::string& name,
                                                           Millis wait) = 0;
};

using ClientLog = std::function<void(int level, const std::string& text)>;  // syslog levels; any thread

struct KafkaSettings {
  KafkaProperties properties;  // the user's, already checked
  std::string name;            // the pipeline's: transactional.id and group.id
  Millis transaction_timeout{60000};
  ClientLog log;
  ClientWatch watch = {};  // errors; statistics of sources and sinks only
};

Result<std::unique_ptr<KafkaCluster>> connect_kafka(const KafkaSettings& settings);
Result<std::unique_ptr<Source>> make_kafka_source(const KafkaSettings& settings, const std::string& topic);
Result<std::unique_ptr<TransactionalSink>> make_kafka_sink(const KafkaSettings& settings,
                                                           const std::vector<std::string>& topics);

// Whether a sink was dropped in the middle of a call that has not returned since: its client is still at work, on
// threads that nobody joins. A process that ends then must not destroy static objects under them.
bool kafka_clients_left_behind();

// The remedy where this client's user lacks a permission: an operation such as "Read" on "--topic orders".
std::string how_to_grant(std::string_view operation, std::string_view resource);

// Properties that exactly-once owns, with the reason: naming one in the pipeline file is an error.
std::optional<std::string> reserved_property(const std::string& name);
// Asks librdkafka whether it knows the property and takes the value; the error names the nearest known one.
Result<void> check_property(const std::string& name, const std::string& value);

}  // namespace millrace

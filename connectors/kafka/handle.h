// Owners of librdkafka's objects: each is freed by the one function that may free it.
#pragma once

#include <librdkafka/rdkafka.h>

#include <memory>

namespace millrace {

// The C function is part of the type: an owner is as big as a pointer.
template <auto kFree>
struct FreeWith {
  template <class T>
  void operator()(T* object) const {
    kFree(object);
  }
};

using KafkaConf = std::unique_ptr<rd_kafka_conf_t, FreeWith<rd_kafka_conf_destroy>>;
using KafkaTopic = std::unique_ptr<rd_kafka_topic_t, FreeWith<rd_kafka_topic_destroy>>;
using KafkaQueue = std::unique_ptr<rd_kafka_queue_t, FreeWith<rd_kafka_queue_destroy>>;
using KafkaMessage = std::unique_ptr<rd_kafka_message_t, FreeWith<rd_kafka_message_destroy>>;
using KafkaError = std::unique_ptr<rd_kafka_error_t, FreeWith<rd_kafka_error_destroy>>;
using KafkaEvent = std::unique_ptr<rd_kafka_event_t, FreeWith<rd_kafka_event_destroy>>;
using PartitionList = std::unique_ptr<rd_kafka_topic_partition_list_t, FreeWith<rd_kafka_topic_partition_list_destroy>>;
using GroupMetadata =
    std::unique_ptr<rd_kafka_consumer_group_metadata_t, FreeWith<rd_kafka_consumer_group_metadata_destroy>>;
using AdminOptions = std::unique_ptr<rd_kafka_AdminOptions_t, FreeWith<rd_kafka_AdminOptions_destroy>>;
using ConfigResource = std::unique_ptr<rd_kafka_ConfigResource_t, FreeWith<rd_kafka_ConfigResource_destroy>>;
using TopicCollection = std::unique_ptr<rd_kafka_TopicCollection_t, FreeWith<rd_kafka_TopicCollection_destroy>>;

struct FreeMetadata {
  void operator()(const rd_kafka_metadata_t* metadata) const { rd_kafka_metadata_destroy(metadata); }
};
using ClusterMetadata = std::unique_ptr<const rd_kafka_metadata_t, FreeMetadata>;

// A consumer is destroyed without leaving its group: it never joined one, and closing could wait for a broker.
// A producer's rows are taken back first, and that waits until no thread of the client will handle an answer to them
// any more: where an answer fails the transaction for good while the client is being destroyed, librdkafka (2.8 and
// later) frees its error text twice.
struct DestroyClient {
  void operator()(rd_kafka_t* client) const {
    const bool has_rows = rd_kafka_type(client) == RD_KAFKA_PRODUCER && rd_kafka_outq_len(client) > 0;
    if (has_rows) rd_kafka_purge(client, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
    rd_kafka_destroy_flags(client, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
  }
};
using KafkaHandle = std::unique_ptr<rd_kafka_t, DestroyClient>;

}  // namespace millrace

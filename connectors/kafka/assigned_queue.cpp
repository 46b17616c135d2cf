#include "connectors/kafka/assigned_queue.h"

#include "connectors/kafka/errors.h"
#include "connectors/kafka/partition_list.h"

namespace millrace {
namespace {

struct Visit {
  rd_kafka_t* consumer;
  ClientEvents& events;
  AssignedQueue::MessageVisitor& visitor;
  std::exception_ptr thrown;
};

// The client frees the message when this returns. After rd_kafka_yield it calls no more.
void on_message(rd_kafka_message_t* message, void* opaque) {
  auto& visit = *static_cast<Visit*>(opaque);
  try {
    if (message->rkt == nullptr) return visit.events.note_trouble(message->err, words_of(*message));
    if (visit.visitor(*message)) return;
  } catch (...) {
    visit.thrown = std::current_exception();
  }
  rd_kafka_yield(visit.consumer);
}

std::optional<std::string_view> bytes(const void* data, std::size_t size) {
  if (data == nullptr) return std::nullopt;
  return std::string_view(static_cast<const char*>(data), size);
}

}  // namespace

std::string words_of(const rd_kafka_message_t& error) {
  const char* words = rd_kafka_message_errstr(&error);
  return words == nullptr ? describe(error.err) : words;
}

AssignedQueue::AssignedQueue(const Client& client)
    : consumer_(client.get()), events_(client.events()), queue_(rd_kafka_queue_get_consumer(client.get())) {}

rd_kafka_resp_err_t AssignedQueue::assign(std::span<const PartitionStart> starts) {
  return rd_kafka_assign(consumer_, list_of(starts).get());
}

void AssignedQueue::unassign() { rd_kafka_assign(consumer_, nullptr); }

void AssignedQueue::consume(Millis wait, MessageVisitor visit) {
  Visit context{consumer_, events_, visit, nullptr};
  rd_kafka_consume_callback_queue(queue_.get(), static_cast<int>(wait.count()), on_message, &context);
  if (context.thrown) std::rethrow_exception(context.thrown);
}

RecordView view_of(const rd_kafka_message_t& message) {
  return {.partition = PartitionId{message.partition},
          .offset = Offset{message.offset},
          .timestamp = rd_kafka_message_timestamp(&message, nullptr),
          .key = bytes(message.key, message.key_len),
          .value = bytes(message.payload, message.len)};
}

}  // namespace millrace

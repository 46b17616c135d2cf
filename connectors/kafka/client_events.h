// What a client tells us outside of any call: log lines, connection troubles, failed deliveries, lost requests,
// statistics.
#pragma once

#include <librdkafka/rdkafka.h>

#include <atomic>
#include <mutex>
#include <optional>
#include <string>

#include "connectors/kafka/errors.h"
#include "connectors/kafka_cluster.h"

namespace millrace {

// Lives longer than its client, at one address. Its callbacks come from the client's own threads and from whoever
// polls; none lets an exception out, none acts on what it hears: the calls' own errors decide, these are their words.
class ClientEvents {
 public:
  explicit ClientEvents(ClientLog log, ClientWatch watch = {}) : log_(std::move(log)), watch_(std::move(watch)) {}
  ClientEvents(const ClientEvents&) = delete;
  ClientEvents& operator=(const ClientEvents&) = delete;

  // Sets the callbacks. Failed deliveries and requests are watched for a producer only.
  void attach(rd_kafka_conf_t* conf, bool producer);

  struct Trouble {
    rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR_NO_ERROR;
    std::string text;
  };
  // From here on nobody is told anything: the client outlives those who wanted to know. Any thread.
  void mute();

  // The latest trouble reported, "all brokers down" only for want of a better one. Any thread.
  std::optional<Trouble> trouble() const;
  // Adds it to a kRetry: a call that found no connection knows only that time is up.
  Error with_trouble(Error error) const;
  // The same at a start, when nothing worked yet: refused credentials or certificates then stop.
  Error with_trouble_at_start(Error error, const Subject& subject) const;
  void note_trouble(rd_kafka_resp_err_t code, std::string text);
  // A call was answered. Only one about the group takes back what was said of the group: the client tells once that it
  // is denied, and answers about topics go on.
  void clear_trouble(bool of_group = false);
  void count(rd_kafka_resp_err_t code) const noexcept;  // an error for the watch; note_trouble counts its own
  void log(int level, const std::string& text) const noexcept;

  struct FailedDelivery {
    rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR_NO_ERROR;
    std::string topic;
    std::int32_t partition = -1;
  };
  // The first row of this transaction that did not arrive. The polling thread only.
  const std::optional<FailedDelivery>& failed_delivery() const { return failed_delivery_; }
  void forget_failed_deliveries() { failed_delivery_.reset(); }

  // Whether an abort is under way: the client aborts also what never reached the coordinator, because it counts what it
  // asked for, not what was granted. The answer that there is no transaction is then no alarm, whatever it calls it.
  void set_aborting(bool aborting) { aborting_.store(aborting, std::memory_order_release); }

  // Requests that ended without a broker's answer: they may still be under way. Any thread; only grows.
  std::uint64_t unanswered_requests() const { return unanswered_.load(std::memory_order_acquire); }
  // EndTxn requests handed to a connection. Only grows.
  std::uint64_t end_requests() const { return end_requests_.load(std::memory_order_acquire); }

 private:
  static void on_log(const rd_kafka_t* client, int level, const char* facility, const char* text);
  static void on_error(rd_kafka_t* client, int code, const char* reason, void* self);
  static int on_statistics(rd_kafka_t* client, char* json, size_t size, void* self);
  static void on_delivery(rd_kafka_t* client, const rd_kafka_message_t* message, void* self);
  static rd_kafka_resp_err_t on_new(rd_kafka_t* client, const rd_kafka_conf_t* conf, void* self, char* text,
                                    size_t size);
  static rd_kafka_resp_err_t on_request(rd_kafka_t* client, int socket, const char* broker, std::int32_t id,
                                        std::int16_t api, std::int16_t version, std::int32_t correlation, size_t size,
                                        void* self);
  static rd_kafka_resp_err_t on_response(rd_kafka_t* client, int socket, const char* broker, std::int32_t id,
                                         std::int16_t api, std::int16_t version, std::int32_t correlation, size_t size,
                                         std::int64_t rtt, rd_kafka_resp_err_t code, void* self);

  mutable std::mutex listeners_mutex_;
  ClientLog log_;      // under listeners_mutex_
  ClientWatch watch_;  // the same; statistics: the polling thread only
  mutable std::mutex mutex_;
  std::optional<Trouble> trouble_;  // under mutex_
  std::optional<FailedDelivery> failed_delivery_;
  std::atomic<std::uint64_t> unanswered_{0};
  std::atomic<std::uint64_t> end_requests_{0};
  std::atomic<bool> aborting_{false};
};

}  // namespace millrace

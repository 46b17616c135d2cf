#include "connectors/kafka/client_events.h"

#include <fmt/format.h>

#include <string_view>

#include "connectors/kafka/statistics_reader.h"

namespace millrace {
namespace {

constexpr std::int16_t kEndTxn = 26;  // of the Kafka protocol
constexpr int kNotice = 5;            // of syslog
constexpr const char* kInterceptor = "millrace";

// Every property goes to consumers and producers alike; the client grumbles about those of the other kind.
bool is_noise(std::string_view facility, std::string_view text) {
  return facility == "CONFWARN" && text.find("will be ignored by this") != text.npos;
}

bool says_there_is_no_transaction(std::string_view text) {
  static const std::string_view why = rd_kafka_err2str(RD_KAFKA_RESP_ERR_INVALID_TXN_STATE);
  return text.find("Failed to end transaction") != text.npos && text.find(why) != text.npos;
}

template <class Body>
void guarded(Body body) noexcept {
  try {
    body();
  } catch (...) {  // nothing may leave a callback, and there is nobody to tell
  }
}

}  // namespace

void ClientEvents::attach(rd_kafka_conf_t* conf, bool producer) {
  rd_kafka_conf_set_opaque(conf, this);
  rd_kafka_conf_set_log_cb(conf, on_log);
  rd_kafka_conf_set_error_cb(conf, on_error);
  if (watch_.statistics) rd_kafka_conf_set_stats_cb(conf, on_statistics);
  if (!producer) return;
  rd_kafka_conf_set_dr_msg_cb(conf, on_delivery);
  rd_kafka_conf_interceptor_add_on_new(conf, kInterceptor, on_new, this);
}

void ClientEvents::mute() {
  const std::lock_guard lock(listeners_mutex_);
  log_ = nullptr;
  watch_ = {};
}

std::optional<ClientEvents::Trouble> ClientEvents::trouble() const {
  const std::lock_guard lock(mutex_);
  return trouble_;
}

Error ClientEvents::with_trouble(Error error) const {
  const auto last = trouble();
  const bool is_news = last && error.cause.find(last->text) == error.cause.npos;
  if (is_news && error.reaction == Reaction::kRetry) error.cause += "; last heard: " + last->text;
  return error;
}

Error ClientEvents::with_trouble_at_start(Error error, const Subject& subject) const {
  const auto last = trouble();
  if (!last || error.reaction != Reaction::kRetry || !is_denial(last->code)) return with_trouble(std::move(error));
  return kafka_error(std::move(error.attempted), std::move(error.object), last->code, last->text, {}, subject);
}

void ClientEvents::count(rd_kafka_resp_err_t code) const noexcept {
  guarded([&] {
    const std::lock_guard lock(listeners_mutex_);
    if (watch_.error) watch_.error(rd_kafka_err2name(code));
  });
}

void ClientEvents::note_trouble(rd_kafka_resp_err_t code, std::string text) {
  count(code);
  const std::lock_guard lock(mutex_);
  if (trouble_ && code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) return;
  trouble_ = Trouble{code, std::move(text)};
}

void ClientEvents::clear_trouble(bool of_group) {
  const std::lock_guard lock(mutex_);
  if (!of_group && trouble_ && trouble_->code == RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED) return;
  trouble_.reset();
}

void ClientEvents::log(int level, const std::string& text) const noexcept {
  guarded([&] {
    const std::lock_guard lock(listeners_mutex_);
    if (log_) log_(level, text);
  });
}

void ClientEvents::on_log(const rd_kafka_t* client, int level, const char* facility, const char* text) {
  auto* self = client == nullptr ? nullptr : static_cast<ClientEvents*>(rd_kafka_opaque(client));
  if (self == nullptr) return;
  guarded([&] {
    if (self->aborting_.load(std::memory_order_acquire) && says_there_is_no_transaction(text)) {
      if (std::string_view(facility) != "TXNERR") return;  // tells it once more
      return self->log(kNotice, fmt::format("{}: nothing of the aborted transaction had reached the coordinator",
                                            rd_kafka_name(client)));
    }
    if (!is_noise(facility, text)) self->log(level, fmt::format("{}: {}: {}", rd_kafka_name(client), facility, text));
  });
}

void ClientEvents::on_error(rd_kafka_t*, int code, const char* reason, void* self) {
  guarded([&] { static_cast<ClientEvents*>(self)->note_trouble(static_cast<rd_kafka_resp_err_t>(code), reason); });
}

int ClientEvents::on_statistics(rd_kafka_t*, char* json, size_t size, void* self) {
  guarded([&] {
    const auto statistics = read_statistics({json, size});
    const auto& tell = static_cast<ClientEvents*>(self)->watch_.statistics;
    if (statistics && tell) tell(*statistics);
  });
  return 0;  // the text remains the client's
}

void ClientEvents::on_delivery(rd_kafka_t*, const rd_kafka_message_t* message, void* self) {
  auto& failed = static_cast<ClientEvents*>(self)->failed_delivery_;
  if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) return;
  static_cast<ClientEvents*>(self)->count(message->err);
  if (failed) return;
  guarded([&] { failed = FailedDelivery{message->err, rd_kafka_topic_name(message->rkt), message->partition}; });
}

rd_kafka_resp_err_t ClientEvents::on_new(rd_kafka_t* client, const rd_kafka_conf_t*, void* self, char*, size_t) {
  const auto err = rd_kafka_interceptor_add_on_request_sent(client, kInterceptor, on_request, self);
  if (err != RD_KAFKA_RESP_ERR_NO_ERROR) return err;
  return rd_kafka_interceptor_add_on_response_received(client, kInterceptor, on_response, self);
}

rd_kafka_resp_err_t ClientEvents::on_request(rd_kafka_t*, int, const char*, std::int32_t, std::int16_t api,
                                             std::int16_t, std::int32_t, size_t, void* self) {
  if (api == kEndTxn) static_cast<ClientEvents*>(self)->end_requests_.fetch_add(1, std::memory_order_acq_rel);
  return RD_KAFKA_RESP_ERR_NO_ERROR;
}

rd_kafka_resp_err_t ClientEvents::on_response(rd_kafka_t*, int, const char*, std::int32_t, std::int16_t, std::int16_t,
                                              std::int32_t, size_t, std::int64_t, rd_kafka_resp_err_t code,
                                              void* self) {
  // Here an error is always the client's own: a broker's answer, whatever it says, has been received.
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR && code != RD_KAFKA_RESP_ERR__DESTROY) {
    static_cast<ClientEvents*>(self)->unanswered_.fetch_add(1, std::memory_order_acq_rel);
  }
  return RD_KAFKA_RESP_ERR_NO_ERROR;
}

}  // namespace millrace

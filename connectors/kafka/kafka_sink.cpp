#include "connectors/kafka/kafka_sink.h"

#include <fmt/format.h>

#include <chrono>

#include "connectors/kafka/partition_list.h"
#include "connectors/kafka/properties.h"

namespace millrace {
namespace {

constexpr Millis kRoomSlice{1000};  // how long produce waits for room
constexpr int kPollMs = 5;

}  // namespace

MonotonicTime KafkaSink::steady_now() { return MonotonicTime{std::chrono::steady_clock::now().time_since_epoch()}; }

Result<std::unique_ptr<TransactionalSink>> KafkaSink::make(const KafkaSettings& settings,
                                                           const std::vector<std::string>& topics, Now now) {
  auto client = Client::make(ClientKind::kProducer, sink_properties(settings), settings.log, settings.watch);
  if (!client) return std::unexpected(std::move(client.error()));
  return std::unique_ptr<TransactionalSink>(new KafkaSink(std::move(*client), settings, topics, std::move(now)));
}

KafkaSink::KafkaSink(Client client, const KafkaSettings& settings, const std::vector<std::string>& topics, Now now)
    : client_(std::make_shared<Client>(std::move(client))),
      name_(settings.name),
      transaction_timeout_(settings.transaction_timeout),
      now_(std::move(now)),
      rows_(client_->get(), topics, queue_limits(settings.properties)) {}

KafkaSink::~KafkaSink() {
  if (offsets_call_.is_running()) client_->events().mute();
}

Error KafkaSink::worded(Error error) const {
  if (error.stop == StopReason::kFenced) {
    const auto held = std::chrono::duration_cast<Millis>(now_() - begun_at_);
    if (open_ && held > transaction_timeout_) {
      error.cause += fmt::format(
          "; this process held its transaction for {} ms, longer than transaction.timeout.ms ({}): "
          "it may have been stopped or starved rather than replaced",
          held.count(), transaction_timeout_.count());
    }
  }
  return client_->events().with_trouble(std::move(error));
}

Result<void> KafkaSink::checked(const std::string& attempted, const KafkaError& error, const Subject& subject) const {
  if (!error) {
    client_->events().clear_trouble();
    return {};
  }
  client_->events().count(rd_kafka_error_code(error.get()));
  return std::unexpected(worded(kafka_error(attempted, name_, error, client_->get(), subject)));
}

std::optional<Error> KafkaSink::failed_delivery(const std::string& attempted) const {
  const auto& failed = client_->events().failed_delivery();
  if (!failed) return std::nullopt;
  rd_kafka_resp_err_t code = failed->code;
  ErrorFlags flags{.abortable = true};
  if (const auto fatal = rd_kafka_fatal_error(client_->get(), nullptr, 0); fatal != RD_KAFKA_RESP_ERR_NO_ERROR) {
    code = fatal;
    flags = {.fatal = true};
  }
  const std::string row = "a row for topic " + partition_name(failed->topic, failed->partition);
  return worded(kafka_error(attempted, row, code, describe(code), flags, {failed->topic, true, name_}));
}

Result<void> KafkaSink::init(Millis slice) {
  const KafkaError error(rd_kafka_init_transactions(client_->get(), static_cast<int>(slice.count())));
  client_->drain_events();
  const Subject subject{{}, true, name_};
  auto result = checked("take over the transactional id", error, subject);
  if (!result) result = std::unexpected(client_->events().with_trouble_at_start(std::move(result.error()), subject));
  return result;
}

Result<void> KafkaSink::begin() {
  if (needs_new_handle()) {
    return std::unexpected(Error{
        "begin a transaction", name_, "this handle is no longer fit for one", {}, Reaction::kFatal, StopReason::kNone});
  }
  client_->drain_events();
  client_->events().forget_failed_deliveries();
  const KafkaError error(rd_kafka_begin_transaction(client_->get()));
  auto result = checked("begin a transaction", error, {{}, true, name_});
  if (!result) return result;
  health_.begun(client_->events().unanswered_requests());
  ends_at_begin_ = client_->events().end_requests();
  begun_at_ = now_();
  open_ = true;
  return result;
}

Result<void> KafkaSink::produce(std::span<const RowView> rows) {
  const Deadline deadline(kRoomSlice);
  client_->drain_events();
  while (!rows_.has_room(rows)) {
    if (deadline.passed()) {
      return std::unexpected(worded(out_of_time(
          "queue rows", name_, "the rows before them, to " + rows_.topics_under_way() + ", are not delivered yet")));
    }
    rd_kafka_poll(client_->get(), kPollMs);
    if (auto failed = failed_delivery("deliver rows")) return std::unexpected(std::move(*failed));
  }
  const auto refused = rows_.take(rows);
  if (auto failed = failed_delivery("deliver rows")) return std::unexpected(std::move(*failed));
  if (!refused.error) return {};
  const std::string& topic = rows_.topic_name(refused.topic);
  Error error = kafka_error("queue a row", "topic " + topic, refused.error, client_->get(), {topic, true, name_});
  // Rows before this one were taken: only aborting takes them back.
  if (error.reaction == Reaction::kRetry) error.reaction = Reaction::kAbort;
  return std::unexpected(worded(std::move(error)));
}

// In steps of 1 ms: the client's own flush, and with it commit, looks only every 10 ms.
Result<void> KafkaSink::flush(Millis slice) {
  const Deadline deadline(slice);
  while (rd_kafka_flush(client_->get(), 1) == RD_KAFKA_RESP_ERR__TIMED_OUT) {
    if (auto failed = failed_delivery("deliver rows")) return std::unexpected(std::move(*failed));
    if (deadline.passed()) {
      const auto left = rd_kafka_outq_len(client_->get());
      const auto topics = rows_.topics_under_way();
      const auto cause = fmt::format("{} still under way{}{}", left, topics.empty() ? "" : " to ", topics);
      return std::unexpected(worded(out_of_time("deliver rows", name_, cause)));
    }
  }
  rows_.seen_empty();
  if (auto failed = failed_delivery("deliver rows")) return std::unexpected(std::move(*failed));
  return {};
}

// Given a short timeout the client would make the transaction abortable, and it does not keep to it either. So the call
// may last as long as a broker is away, longer than anybody keeps this sink: it owns the client too.
Result<void> KafkaSink::send_offsets(std::span<const OffsetToCommit> offsets, Millis slice) {
  if (!offsets_call_.is_running()) {
    GroupMetadata group(rd_kafka_consumer_group_metadata_new(name_.c_str()));
    offsets_call_.start([client = client_, list = list_of(offsets), group = std::move(group)] {
      return KafkaError(rd_kafka_send_offsets_to_transaction(client->get(), list.get(), group.get(), -1));
    });
  }
  return wait_for_offsets(slice);
}

Result<void> KafkaSink::wait_for_offsets(Millis slice) {
  const auto error = offsets_call_.wait(slice);
  if (!error) return std::unexpected(worded(out_of_time("add the offsets to the transaction", name_, "no answer yet")));
  return checked("add the offsets to the transaction", *error, {{}, false, name_});
}

Result<void> KafkaSink::commit(Millis slice) {
  health_.end_called(now_());
  const KafkaError error(rd_kafka_commit_transaction(client_->get(), static_cast<int>(slice.count())));
  auto result = checked("commit the transaction", error, {{}, true, name_});
  if (result) return ended(std::move(result));
  if (auto failed = failed_delivery("commit the transaction"); failed && result.error().reaction == Reaction::kAbort) {
    result = std::unexpected(std::move(*failed));
  }
  // Once an EndTxn is on its way only recovery may find out what became of it: never abort and carry on from memory.
  if (result.error().reaction == Reaction::kAbort && client_->events().end_requests() != ends_at_begin_) {
    result.error().reaction = Reaction::kFatal;
    result.error().cause += "; whether it was committed is not known";
  }
  return result;
}

Result<void> KafkaSink::abort(Millis slice) {
  if (!open_) return {};
  const Deadline deadline(slice);
  if (offsets_call_.is_running()) {
    if (auto waited = wait_for_offsets(slice); !waited && offsets_call_.is_running()) return waited;
  }
  if (client_->events().failed_delivery()) health_.row_failed();
  health_.end_called(now_());
  client_->events().set_aborting(true);
  const KafkaError error(rd_kafka_abort_transaction(client_->get(), deadline.left_ms()));
  auto result = checked("abort the transaction", error, {{}, true, name_});
  if (result) return ended(std::move(result));
  if (result.error().reaction == Reaction::kAbort) result.error().reaction = Reaction::kFatal;
  return result;
}

Result<void> KafkaSink::ended(Result<void> result) {
  health_.ended(now_(), client_->events().unanswered_requests());
  client_->events().forget_failed_deliveries();
  client_->events().set_aborting(false);
  open_ = false;
  return result;
}

Result<std::unique_ptr<TransactionalSink>> make_kafka_sink(const KafkaSettings& settings,
                                                           const std::vector<std::string>& topics) {
  return KafkaSink::make(settings, topics);
}

}  // namespace millrace

// The transactional sink on a librdkafka producer.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "connectors/kafka/background_call.h"
#include "connectors/kafka/client.h"
#include "connectors/kafka/errors.h"
#include "connectors/kafka/outgoing_rows.h"
#include "connectors/kafka/transaction_health.h"
#include "connectors/sink.h"

namespace millrace {

// transactional.id and group are both the pipeline's name, and partitions are assigned by hand: so the group has no
// members, and its metadata carries generation -1, which the broker does not check. That is honest here because the
// fence is the transactional.id: whoever runs init on it raises the epoch, and every later request of a former
// self, send_offsets included, is refused. (Replicas that share partitions need real group metadata.)
class KafkaSink : public TransactionalSink {
 public:
  using Now = std::function<MonotonicTime()>;
  static Result<std::unique_ptr<TransactionalSink>> make(const KafkaSettings& settings,
                                                         const std::vector<std::string>& topics, Now now = steady_now);

  Result<void> init(Millis slice) override;
  Result<void> begin() override;
  Result<void> produce(std::span<const RowView> rows) override;
  Result<void> flush(Millis slice) override;
  Result<void> send_offsets(std::span<const OffsetToCommit> offsets, Millis slice) override;
  Result<void> commit(Millis slice) override;
  Result<void> abort(Millis slice) override;
  ~KafkaSink() override;  // waits for nothing: see send_offsets
  bool needs_new_handle() const override { return health_.is_suspicious(); }

  static MonotonicTime steady_now();

 private:
  KafkaSink(Client client, const KafkaSettings& settings, const std::vector<std::string>& topics, Now now);

  Result<void> ended(Result<void> result);
  Result<void> wait_for_offsets(Millis slice);
  Result<void> checked(const std::string& attempted, const KafkaError& error, const Subject& subject) const;
  Error worded(Error error) const;
  std::optional<Error> failed_delivery(const std::string& attempted) const;

  std::shared_ptr<Client> client_;  // first: the rows use it until they are gone. Shared with the background call
  std::string name_;
  Millis transaction_timeout_;
  Now now_;
  OutgoingRows rows_;
  TransactionHealth health_;
  MonotonicTime begun_at_{};
  std::uint64_t ends_at_begin_ = 0;
  bool open_ = false;  // between begin and the end of commit or abort
  BackgroundCall<KafkaError> offsets_call_;
};

}  // namespace millrace

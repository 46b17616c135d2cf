// The whole protocol on a model of Kafka and a store in memory, one line at a time, so that a process can crash, fail
// or freeze between any two lines.
//
// The pipeline: two partitions, two shards. Record i of a partition goes to shard i % 2, which counts the records of
// each partition, and gives out a row (partition, i, count). So the right row is known without a run, and a state that
// is not exactly that of the offset shows in the next row.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "checkpoint/coordinator.h"
#include "checkpoint/decided_path.h"
#include "checkpoint/recovery_plan.h"
#include "checkpoint/tests/memory_store.h"

namespace millrace::test {

inline constexpr int kSimPartitions = 2;
inline constexpr std::uint32_t kSimShards = 2;

struct SimRow {
  std::int32_t partition = 0;
  std::int64_t record = 0;
  std::int64_t count = 0;
  bool is_right() const { return count == record / 2 + 1; }
  friend auto operator<=>(const SimRow&, const SimRow&) = default;
};

// What a transactional producer and a consumer group see. Every call of a fenced producer fails.
class SimKafka {
 public:
  std::uint64_t init() {
    open_.reset();
    return ++epoch_;
  }
  bool produce(std::uint64_t epoch, const SimRow& row);
  bool send_offsets(std::uint64_t epoch, const Manifest& manifest, const CheckpointName& name);
  bool commit(std::uint64_t epoch);
  bool abort(std::uint64_t epoch);

  std::vector<CommittedPosition> committed() const { return group_; }
  const std::vector<SimRow>& rows() const { return rows_; }
  std::int64_t end_of(std::int32_t) const { return records_; }
  void append(std::int64_t records) { records_ += records; }

 private:
  struct Transaction {
    std::vector<SimRow> rows;
    std::optional<std::vector<CommittedPosition>> offsets;
  };
  static std::vector<CommittedPosition> nothing_committed();
  Transaction& open() { return open_ ? *open_ : open_.emplace(); }

  std::uint64_t epoch_ = 0;
  std::int64_t records_ = 0;  // in each partition
  std::optional<Transaction> open_;
  std::vector<CommittedPosition> group_ = nothing_committed();
  std::vector<SimRow> rows_;
};

// What outlives every process.
struct SimWorld {
  SimKafka kafka;
  std::shared_ptr<StoredObjects> disk = std::make_shared<StoredObjects>();
  std::uint64_t fresh = 0;  // random bits: never the same twice
  std::vector<std::string> refusals;
};

// One process of the service, as lines still to be executed. It may be dropped between any two of them, or left alone
// for a while and continue.
class SimProcess {
 public:
  explicit SimProcess(SimWorld& world, RecoveryOrder order = {});
  SimProcess(const SimProcess&) = delete;  // its lines refer to it
  SimProcess& operator=(const SimProcess&) = delete;

  bool is_over() const { return over_; }  // stopped, fenced or refused
  void step();                            // executes one line; with nothing left to do, lets time pass

  // Faults, from the next line on.
  void fail_writes(int times) { store_.fail(StoreOperation::kPut, times); }
  // The next commit's answer is lost; whether it happened is another matter.
  void lose_commit(bool happens) { lost_commit_ = happens; }
  void fail_abortably() { feed(PipelineFailed{fault(Reaction::kAbort)}); }

 private:
  using Line = std::function<void()>;
  using Counts = std::map<std::int32_t, std::int64_t>;  // records by partition: the state of a shard

  void then(Line line) { lines_.push_back(std::move(line)); }
  void put_next(std::vector<Line> lines) { lines_.insert(lines_.begin(), lines.begin(), lines.end()); }

  void recover(bool new_handles);
  void plan();
  void write_and_commit(Manifest manifest);
  void go_back(const GoBack& plan);
  void resume(const CheckpointName& name);
  void load(const ShardManifest& shard, Counts& counts);
  void refuse(const Error& error);

  void live();
  void read_a_record();
  void feed(EventBody event);
  void carry_out(const StartBarrier& order);
  void carry_out(const WriteDelta& order);
  void carry_out(const WriteManifest& order);
  void carry_out(const CommitTransaction& order);
  void carry_out(const Publish& order);
  void carry_out(const CheckpointFailed&) {}
  void carry_out(const AbortAndRecover& order);
  void carry_out(const RecoverWithNewHandles& order);
  void carry_out(const StopPipeline& order);
  void write_base(const Manifest& manifest, std::uint32_t shard);
  void retain();

  std::vector<CheckpointName> stored_names() const;
  Result<Manifest> load_manifest(const CheckpointName& name) const;
  Result<void> put(const std::string& name, const std::string& bytes);
  static Error fault(Reaction reaction);

  SimWorld& world_;
  MemoryStore store_;
  RecoveryOrder order_;
  std::deque<Line> lines_;
  bool over_ = false;
  std::optional<bool> lost_commit_;
  std::uint64_t epoch_ = 0;
  std::uint64_t run_ = 0;

  // of the run
  std::optional<CoordinatorState> coordinator_;
  MonotonicTime now_{std::chrono::seconds(1)};
  std::vector<std::int64_t> positions_;
  std::vector<Counts> shards_, frozen_;
  std::vector<bool> dirty_;
  std::map<DeltaId, Counts> written_;
  std::deque<Manifest> decided_;
  std::set<std::string> unnamed_bases_;  // written, or about to be, and not yet named by a decided manifest
  int read_in_epoch_ = 0;
};

}  // namespace millrace::test

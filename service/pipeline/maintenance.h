// What happens to the store after a decision: consolidation, fresh bases, retention. All of it in the background, none
// of it needed for correctness of the checkpoint at hand.
#pragma once

#include <atomic>
#include <deque>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/time.h"
#include "checkpoint/checkpoint_store.h"
#include "checkpoint/manifest.h"
#include "service/pipeline/executor.h"
#include "service/pipeline/instruments.h"
#include "service/pipeline/mailbox.h"
#include "state/shard_store.h"

namespace millrace {

struct MaintenanceSettings {
  RunNumber run;
  Incarnation incarnation;
  std::size_t retain = 3;
  std::filesystem::path databases;  // where old local databases may be removed
};

// Objects that may be deleted once no kept manifest names them: those there when the run began, and those that a
// published manifest has named. Anything else may be in the middle of being written. Any thread.
class SettledObjects {
 public:
  void add(const std::string& name) {
    const std::lock_guard lock(mutex_);
    names_.insert(name);
  }
  void forget(const std::string& name) {
    const std::lock_guard lock(mutex_);
    names_.erase(name);
  }
  std::set<std::string> now() const {
    const std::lock_guard lock(mutex_);
    return names_;
  }

 private:
  mutable std::mutex mutex_;
  std::set<std::string> names_;
};

// Lives on the decider's thread. A shard's consolidation and base run one after another, in one job. Retention and
// bases exclude each other: a base refers to files already stored, which retention must not take away meanwhile.
class Maintenance {
 public:
  Maintenance(MaintenanceSettings settings, std::shared_ptr<CheckpointStore> store, std::shared_ptr<Mailbox> mailbox,
              Executor& executor, const Clock& clock, std::shared_ptr<Instruments> instruments);

  // Before the run: the local databases by shard, and the decided manifests that are stored, newest first.
  void begin(std::vector<std::shared_ptr<ShardStore>> shards, std::deque<Manifest> decided);

  void published(const CheckpointName& name, const Manifest& manifest);

 private:
  // Shared with the shard's job.
  struct Upkeep {
    struct Order {
      ShardId shard;
      std::vector<DeltaRef> pending;
      std::optional<BaseRef> before;
      bool base = false;
      bool is_all = false;  // that is due
    };
    explicit Upkeep(std::shared_ptr<ShardStore> s) : store(std::move(s)) {}
    // In the background: folds, and writes the base if one is ordered.
    Result<void> carry_out(const Order& order, RunNumber this_run, Mailbox& mailbox, Instruments& instruments);

    std::shared_ptr<ShardStore> store;
    std::atomic<bool> busy{false};
    std::atomic<int> failures{0};  // in a row
    MonotonicTime last_begun{};    // this and the next: the decider's thread
    bool base_tried = false;       // the last time
    std::mutex mutex;
    bool base_under_way = false;     // from the job's beginning until its base is published or has failed
    std::optional<BaseRef> written;  // waits for a manifest that names it
  };

  void look_after(std::size_t shard, const ShardManifest& manifest);
  bool base_under_way();
  void note_published_bases(const Manifest& manifest);
  void retain();
  void remember_names(const Manifest& manifest);

  MaintenanceSettings settings_;
  std::shared_ptr<CheckpointStore> store_;
  std::shared_ptr<Mailbox> mailbox_;
  Executor& executor_;
  const Clock& clock_;
  std::shared_ptr<Instruments> instruments_;
  std::vector<std::shared_ptr<Upkeep>> shards_;
  std::deque<Manifest> decided_;
  std::shared_ptr<std::atomic<bool>> retention_busy_ = std::make_shared<std::atomic<bool>>(false);
  std::shared_ptr<SettledObjects> settled_ = std::make_shared<SettledObjects>();
  std::optional<MonotonicTime> last_retention_;
  bool old_databases_removed_ = false;
};

}  // namespace millrace

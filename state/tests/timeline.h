// One shard's decided deltas: in a store, in a manifest, and in a model that says what the state must be.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include "checkpoint/checkpoint_store.h"
#include "state/fold.h"
#include "state/restore.h"
#include "state/shard_store.h"
#include "state/tests/listed_delta.h"

namespace millrace::test {

using Contents = std::map<std::tuple<QueryId, EventTime, std::string>, std::string>;

inline QueryId query(int id) { return QueryId{static_cast<std::uint16_t>(id)}; }

class Timeline {
 public:
  explicit Timeline(CheckpointStore& store, ShardId shard = ShardId{0}) : store_(&store), shard_(shard) {}

  // The next decided delta.
  const DeltaRef& add(std::vector<ListedEntry> entries, ExpiredThrough expired = {}) {
    for (const auto& e : entries) contents_[{e.query, e.pane_end, e.key}] = e.accumulators;
    std::erase_if(contents_,
                  [&](const auto& at) { return is_expired(expired, std::get<0>(at.first), std::get<1>(at.first)); });
    const DeltaId parent = deltas_.empty() ? "" : deltas_.back().id;
    const auto ref = write_delta(*store_, shard_, Incarnation{1}, CheckpointId{deltas_.size() + 1}, parent,
                                 ListedDelta(std::move(entries), std::move(expired)));
    EXPECT_TRUE(ref) << ref.error().message();
    deltas_.push_back(*ref);
    history_.push_back(contents_);
    return deltas_.back();
  }

  // Some keys of some panes, and now and then an expiry; the same for the same seed.
  void add_random(std::mt19937& random) {
    std::map<std::tuple<int, std::int64_t, int>, std::string> rows;
    const auto newest = static_cast<std::int64_t>(deltas_.size());
    for (int i = 0; i < 40; ++i) {
      const auto end = newest + static_cast<std::int64_t>(random() % 4);
      rows[{static_cast<int>(1 + random() % 2), end, static_cast<int>(random() % 30)}] = std::to_string(random());
    }
    std::vector<ListedEntry> entries;
    for (const auto& [at, value] : rows) {
      entries.push_back(absolute(std::get<0>(at), std::get<1>(at), "key" + std::to_string(std::get<2>(at)), value));
    }
    ExpiredThrough expired;
    if (random() % 3 == 0) expired[query(static_cast<int>(1 + random() % 2))] = event_time(newest - 1);
    add(std::move(entries), std::move(expired));
  }

  void adopt(const BaseRef& base) { base_ = base; }

  ShardManifest manifest() const {
    ShardManifest manifest;
    manifest.base = base_;
    manifest.chain = after(base_ ? base_->through : DeltaId());
    return manifest;
  }
  std::vector<DeltaRef> after(const DeltaId& applied) const {
    const auto skip = position(applied);
    EXPECT_GE(skip, 0) << applied;
    return {deltas_.begin() + skip, deltas_.end()};
  }
  // How many deltas lie up to and with this one; -1: not of this timeline.
  int position(const DeltaId& applied) const {
    if (applied.empty()) return 0;
    const auto found = std::ranges::find(deltas_, applied, &DeltaRef::id);
    return found == deltas_.end() ? -1 : static_cast<int>(found - deltas_.begin()) + 1;
  }
  const Contents& contents() const { return contents_; }
  Contents contents_at(const DeltaId& applied) const {
    return applied.empty() ? Contents() : history_.at(static_cast<std::size_t>(position(applied)) - 1);
  }
  const std::vector<DeltaRef>& deltas() const { return deltas_; }

 private:
  CheckpointStore* store_;
  ShardId shard_;
  std::vector<DeltaRef> deltas_;
  std::vector<Contents> history_;
  Contents contents_;
  std::optional<BaseRef> base_;
};

inline auto collect_into(Contents& contents) {
  return [&contents](const DeltaEntry& entry) -> Result<void> {
    contents[{entry.query, entry.pane_end, std::string(entry.key)}] = entry.accumulators;
    return {};
  };
}

// What the store itself holds.
inline Contents contents_of(const ShardStore& local) {
  Contents contents;
  const auto visited = local.for_each(collect_into(contents));
  EXPECT_TRUE(visited) << visited.error().message();
  return contents;
}

// What a recovery would load.
inline Result<Contents> restored(const ShardStore& local, const CheckpointStore& store, const ShardManifest& manifest) {
  Contents contents;
  if (auto visited = visit_stored(local, store, manifest, collect_into(contents)); !visited) {
    return std::unexpected(visited.error());
  }
  return contents;
}

}  // namespace millrace::test

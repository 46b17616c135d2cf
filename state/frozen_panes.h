// The dirty entries of an epoch, copied out as they lay in their panes and encoded when they are read: so the shard
// stands still for a copy only.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <vector>

#include "state/block_pool.h"
#include "state/entry.h"
#include "state/frozen_delta.h"

namespace millrace {

class Pane;

// Memory that frozen deltas of one shard hold, whoever has them.
using FrozenBytes = std::shared_ptr<std::atomic<std::uint64_t>>;

// Filled by the shard's thread, then immutable. Owns all bytes that its entries point to, in blocks of a pool.
class FrozenPanes final : public FrozenDelta {
 public:
  explicit FrozenPanes(FrozenBytes held) : held_(std::move(held)) {}
  ~FrozenPanes() override;
  FrozenPanes(const FrozenPanes&) = delete;
  FrozenPanes& operator=(const FrozenPanes&) = delete;

  void add(QueryId query, EventTime pane_end, const std::shared_ptr<const EntryLayout>& layout, const Pane& pane);
  void expire(QueryId query, EventTime through) { expired_through_[query] = through; }

  void for_each(FunctionRef<void(const DeltaEntry&)> visit) const override;
  std::uint64_t entries() const override { return entries_; }
  std::uint64_t bytes() const override { return bytes_; }
  const std::map<QueryId, EventTime>& expired_through() const override { return expired_through_; }

 private:
  struct Source {
    QueryId query;
    EventTime pane_end;
    std::shared_ptr<const EntryLayout> layout;
  };
  struct Piece {
    std::size_t source;  // in sources_
    char* entries;
    std::size_t count;
  };
  struct Cursor {
    char* next = nullptr;
    std::size_t left = 0;
  };

  void copy(const char* entries, std::size_t count, bool with_pointers);
  void own_what_is_pointed_to(const EntryLayout& layout, char* entry);
  const char* keep(std::string_view bytes);
  void refill(Cursor& cursor);

  FrozenBytes held_;
  std::vector<Source> sources_;
  std::vector<Piece> pieces_;
  std::vector<PooledBlock> blocks_;
  std::vector<std::unique_ptr<char[]>> large_;  // keys and texts that no block holds
  Cursor entries_end_;
  Cursor bytes_end_;
  std::uint64_t entries_ = 0;
  std::uint64_t bytes_ = 0;
  std::uint64_t held_here_ = 0;
  std::map<QueryId, EventTime> expired_through_;
};

}  // namespace millrace

// Which windows have been written, and by which checkpoint.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <span>
#include <vector>

#include "base/ids.h"
#include "base/time.h"

namespace millrace {

// One shard's share of a window's rows in an epoch, or all of them.
struct FiredWindow {
  QueryId query;
  EventTime end;
  std::uint64_t rows = 0;
};

// Written by the decider's thread, read by any. Only what is committed: a fire of an aborted epoch was never one.
class FireLog {
 public:
  struct Fire {
    CheckpointId checkpoint;
    WallTime when{};
    std::uint64_t rows = 0;
  };
  struct Told {
    std::vector<Fire> fires;  // newest first; a window fires again when late records have changed it
    bool complete = false;    // all that there were; else some may have been before, or are forgotten
  };

  // A run begins; windows through these ends were fired before. Counts for queries that were not known yet.
  void begin(const std::map<QueryId, EventTime>& watermarks);
  // Shares of one window are added up.
  void committed(CheckpointId checkpoint, WallTime when, std::span<const FiredWindow> shares);

  Told of(QueryId query, EventTime window_end) const;

  static constexpr std::size_t kKept = 1000;

 private:
  struct Entry {
    QueryId query;
    EventTime end;
    Fire fire;
  };

  mutable std::mutex mutex_;
  std::deque<Entry> entries_;                   // newest first
  std::map<QueryId, EventTime> unknown_until_;  // fires of windows with these ends, or earlier ones, may be missing
};

}  // namespace millrace

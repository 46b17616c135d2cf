// Barrier alignment of one shard: it reads no input past its barrier until all inputs have reached theirs.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "base/ids.h"

namespace millrace {

// Lives on the shard's thread. Source: Chandy-Lamport as in Flink's aligned barriers.
class Alignment {
 public:
  explicit Alignment(std::size_t inputs);

  // Input `i` delivered barrier `id`. True when it was the last one missing: the epoch is complete here.
  // Barriers come one checkpoint at a time; another id than the one being aligned is a bug and throws.
  bool arrived(std::size_t input, CheckpointId id);
  // The shard has frozen and acknowledged: all inputs may be read again.
  void release();

  bool is_held(std::size_t input) const { return held_[input]; }
  std::optional<CheckpointId> aligning() const { return aligning_; }

 private:
  std::vector<bool> held_;
  std::size_t missing_;
  std::optional<CheckpointId> aligning_;
};

}  // namespace millrace

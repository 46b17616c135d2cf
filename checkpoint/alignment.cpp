#include "checkpoint/alignment.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace millrace {

Alignment::Alignment(std::size_t inputs) : held_(inputs, false), missing_(inputs) {
  if (inputs == 0) throw std::logic_error("a shard without inputs never aligns");
}

bool Alignment::arrived(std::size_t input, CheckpointId id) {
  if (input >= held_.size()) throw std::logic_error(fmt::format("barrier {} on unknown input {}", id.value, input));
  if (aligning_.value_or(id) != id) {
    throw std::logic_error(
        fmt::format("barrier {} on input {} while {} is being aligned", id.value, input, aligning_->value));
  }
  if (held_[input]) throw std::logic_error(fmt::format("barrier {} on input {} twice", id.value, input));
  aligning_ = id;
  held_[input] = true;
  return --missing_ == 0;
}

void Alignment::release() {
  if (missing_ != 0) throw std::logic_error("released before the last barrier has arrived");
  std::fill(held_.begin(), held_.end(), false);
  missing_ = held_.size();
  aligning_.reset();
}

}  // namespace millrace

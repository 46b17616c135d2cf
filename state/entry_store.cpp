#include "state/entry_store.h"

#include <cstring>
#include <utility>

namespace millrace {

EntryStore::~EntryStore() {
  for (auto& chunk : chunks_) memory_.give_back(std::move(chunk));
}

void EntryStore::grow() {
  const bool first = capacity_ < kChunk;
  const auto entries = !first ? kChunk : std::min(kChunk, std::max(kFirst, capacity_ * 4));
  auto chunk = memory_.take(entries * stride_);
  bytes_ += chunk.size();
  if (first && !chunks_.empty()) {
    std::memcpy(chunk.data(), chunks_[0].data(), size_ * stride_);
    bytes_ -= chunks_[0].size();
    memory_.give_back(std::exchange(chunks_[0], std::move(chunk)));
    starts_[0] = chunks_[0].data();
    capacity_ = entries;
    return;
  }
  starts_.push_back(chunk.data());
  chunks_.push_back(std::move(chunk));
  capacity_ += entries;
}

}  // namespace millrace

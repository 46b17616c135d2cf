#include "state/frozen_panes.h"

#include <algorithm>
#include <string>
#include <utility>

#include "state/accumulate.h"
#include "state/accumulator_codec.h"
#include "state/extremes.h"
#include "state/pane.h"

namespace millrace {

FrozenPanes::~FrozenPanes() {
  for (auto& block : blocks_) BlockPool::of_process().give_back(std::move(block));
  held_->fetch_sub(held_here_, std::memory_order_relaxed);
}

void FrozenPanes::add(QueryId query, EventTime pane_end, const std::shared_ptr<const EntryLayout>& layout,
                      const Pane& pane) {
  sources_.push_back({query, pane_end, layout});
  const bool with_pointers = pane.has_long_keys() || layout->accumulators().has_texts();
  pane.for_each_dirty_piece([&](const char* entries, std::size_t count) { copy(entries, count, with_pointers); });
}

void FrozenPanes::copy(const char* entries, std::size_t count, bool with_pointers) {
  const auto source = sources_.size() - 1;
  const auto& layout = *sources_[source].layout;
  const auto stride = layout.stride();
  while (count > 0) {
    if (entries_end_.left < stride) refill(entries_end_);
    const auto here = std::min(count, entries_end_.left / stride);
    char* copied = std::exchange(entries_end_.next, entries_end_.next + here * stride);
    entries_end_.left -= here * stride;
    std::memcpy(copied, entries, here * stride);
    for (std::size_t i = 0; with_pointers && i < here; ++i) own_what_is_pointed_to(layout, copied + i * stride);

    const bool adjoins = !pieces_.empty() && pieces_.back().source == source &&
                         pieces_.back().entries + pieces_.back().count * stride == copied;
    adjoins ? void(pieces_.back().count += here) : pieces_.push_back({source, copied, here});
    entries += here * stride;
    count -= here;
    entries_ += here;
    bytes_ += here * stride;
  }
}

void FrozenPanes::own_what_is_pointed_to(const EntryLayout& layout, char* entry) {
  if (layout.has_long_key(entry)) layout.set_long_key(entry, keep(layout.key(entry)));
  if (!layout.accumulators().has_texts()) return;
  char* block = EntryLayout::block(entry);
  for (const auto& field : layout.accumulators().fields()) {
    if (!is_text_extreme(field)) continue;
    auto slot = TextOrder::slot(field, block);
    slot.data = const_cast<char*>(keep({slot.data, slot.size}));
    TextOrder::set_slot(field, block, slot);
  }
}

const char* FrozenPanes::keep(std::string_view bytes) {
  bytes_ += bytes.size();
  if (bytes.size() > BlockPool::kBlockBytes / 4) {
    large_.push_back(std::make_unique_for_overwrite<char[]>(bytes.size()));
    held_here_ += bytes.size();
    held_->fetch_add(bytes.size(), std::memory_order_relaxed);
    std::memcpy(large_.back().get(), bytes.data(), bytes.size());
    return large_.back().get();
  }
  if (bytes_end_.left < bytes.size()) refill(bytes_end_);
  bytes_end_.left -= bytes.size();
  char* copied = std::exchange(bytes_end_.next, bytes_end_.next + bytes.size());
  if (!bytes.empty()) std::memcpy(copied, bytes.data(), bytes.size());
  return copied;
}

void FrozenPanes::refill(Cursor& cursor) {
  blocks_.push_back(BlockPool::of_process().take());
  held_here_ += BlockPool::kBlockBytes;
  held_->fetch_add(BlockPool::kBlockBytes, std::memory_order_relaxed);
  cursor = {blocks_.back().get(), BlockPool::kBlockBytes};
}

void FrozenPanes::for_each(FunctionRef<void(const DeltaEntry&)> visit) const {
  std::string encoded;
  for (const auto& piece : pieces_) {
    const auto& [query, pane_end, layout] = sources_[piece.source];
    for (std::size_t i = 0; i < piece.count; ++i) {
      const char* entry = piece.entries + i * layout->stride();
      encoded.clear();
      encode_accumulators(layout->accumulators(), EntryLayout::block(entry), encoded);
      visit({EntryKind::kAbsolute, query, pane_end, layout->key(entry), encoded});
    }
  }
}

}  // namespace millrace

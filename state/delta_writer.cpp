#include <xxhash.h>

#include <cstring>

#include "state/block_pool.h"
#include "state/byte_order.h"
#include "state/checksum.h"
#include "state/delta_file.h"
#include "state/delta_format.h"
#include "state/entry_key.h"
#include "state/random_bits.h"
#include "state/shard_store.h"
#include "state/stored_names.h"

namespace millrace {

struct DeltaEncoder::Block {
  PooledBlock bytes;
  std::size_t capacity = BlockPool::kBlockBytes;
  std::size_t used = kBlockHeader;
  std::uint32_t entries = 0;
};

DeltaEncoder::DeltaEncoder(DeltaHeader header) : header_(std::move(header)) { header_.entries = header_.blocks = 0; }

DeltaEncoder::~DeltaEncoder() {
  for (auto& block : blocks_) {
    if (block.capacity == BlockPool::kBlockBytes) BlockPool::of_process().give_back(std::move(block.bytes));
  }
}

// An entry does not span blocks; one that is larger than a block gets its own.
char* DeltaEncoder::room_for(EntryKind kind, std::size_t key, std::size_t accumulators) {
  const std::size_t needed = kEntryHeader + key + accumulators;
  if (blocks_.empty() || blocks_.back().used + needed > blocks_.back().capacity) {
    seal();
    Block block;
    if (kBlockHeader + needed > block.capacity) {
      block.capacity = kBlockHeader + needed;
      block.bytes = std::make_unique_for_overwrite<char[]>(block.capacity);
    } else {
      block.bytes = BlockPool::of_process().take();
    }
    blocks_.push_back(std::move(block));
  }
  Block& block = blocks_.back();
  char* at = block.bytes.get() + block.used;
  block.used += needed;
  ++block.entries;
  ++header_.entries;
  *at = static_cast<char>(kind);
  store_integer(at + 1, static_cast<std::uint32_t>(key));
  store_integer(at + 5, static_cast<std::uint32_t>(accumulators));
  return at + kEntryHeader;
}

void DeltaEncoder::seal() {
  if (blocks_.empty()) return;
  Block& block = blocks_.back();
  char* bytes = block.bytes.get();
  store_integer(bytes + kBlockChecksum, static_cast<std::uint32_t>(block.used - kBlockHeader));
  store_integer(bytes + kBlockChecksum + 4, block.entries);
  store_integer(bytes, std::uint64_t{XXH3_64bits(bytes + kBlockChecksum, block.used - kBlockChecksum)});
}

void DeltaEncoder::add(const DeltaEntry& entry) {
  char* at = room_for(entry.kind, kEntryKeyPrefix + entry.key.size(), entry.accumulators.size());
  write_entry_prefix(at, entry.query, entry.pane_end);
  std::memcpy(at + kEntryKeyPrefix, entry.key.data(), entry.key.size());
  std::memcpy(at + kEntryKeyPrefix + entry.key.size(), entry.accumulators.data(), entry.accumulators.size());
}

void DeltaEncoder::add(const StoredEntry& entry) {
  char* at = room_for(entry.kind, entry.key.size(), entry.accumulators.size());
  std::memcpy(at, entry.key.data(), entry.key.size());
  std::memcpy(at + entry.key.size(), entry.accumulators.data(), entry.accumulators.size());
}

std::vector<std::string_view> DeltaEncoder::finish() {
  seal();
  header_.blocks = blocks_.size();
  header_bytes_ = encode_delta_header(header_);
  std::vector<std::string_view> pieces = {header_bytes_};
  for (const auto& block : blocks_) pieces.emplace_back(block.bytes.get(), block.used);
  return pieces;
}

Result<StoredFile> store_delta_file(CheckpointStore& store, std::string object, DeltaEncoder& encoder) {
  const auto pieces = encoder.finish();
  Checksum sum;
  StoredFile file{.object = std::move(object), .local_name = "", .bytes = 0, .checksum = ""};
  for (const auto piece : pieces) {
    sum.add(piece);
    file.bytes += piece.size();
  }
  file.checksum = sum.hex();
  if (auto put = store.put(file.object, pieces); !put) return std::unexpected(put.error());
  return file;
}

Result<DeltaRef> write_delta(CheckpointStore& store, ShardId shard, Incarnation incarnation, CheckpointId epoch,
                             const DeltaId& parent, const FrozenDelta& delta) {
  DeltaRef ref{.id = random_hex(16), .parent = parent, .epoch = epoch, .file = {}};
  DeltaEncoder encoder(
      {.id = ref.id, .parent = parent, .shard = shard, .epoch = epoch, .expired_through = delta.expired_through()});
  delta.for_each([&](const DeltaEntry& entry) { encoder.add(entry); });
  auto file = store_delta_file(store, delta_object(shard, incarnation, ref.id), encoder);
  if (!file) {
    file.error().attempted = "write delta of shard " + std::to_string(shard.value) + ": " + file.error().attempted;
    return std::unexpected(file.error());
  }
  ref.file = *std::move(file);
  return ref;
}

}  // namespace millrace

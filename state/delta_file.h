// The file of one delta: raw and unsorted, so that a checkpoint is quick; every byte under a checksum.
//
//   header   "MLRDELTA" | u32 format | u32 bytes of the header | fields of DeltaHeader | u64 XXH3 of all before
//   blocks   u64 XXH3 of the rest of the block | u32 bytes of entries | u32 entries | entries
//   entry    u8 kind | u32 bytes of key | u32 bytes of accumulators | key as in entry_key.h | accumulators
//
// Integers are little-endian, those inside keys big-endian. Texts are u16 length and bytes. The memory backend's base
// is the same file, sorted, with content kBase.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/function_ref.h"
#include "checkpoint/checkpoint_store.h"
#include "checkpoint/manifest.h"
#include "state/frozen_delta.h"

namespace millrace {

enum class DeltaContent : std::uint8_t { kDelta = 1, kBase = 2 };

struct DeltaHeader {
  DeltaContent content = DeltaContent::kDelta;
  DeltaId id;  // of a base: its `through`
  DeltaId parent;
  ShardId shard;
  CheckpointId epoch;
  std::uint64_t entries = 0;
  std::uint64_t blocks = 0;
  std::map<QueryId, EventTime> expired_through;
  friend bool operator==(const DeltaHeader&, const DeltaHeader&) = default;
};

// Views into the file's bytes.
struct StoredEntry {
  EntryKind kind = EntryKind::kAbsolute;
  std::string_view key;  // whole, see entry_key.h
  std::string_view accumulators;
};

// Encodes straight into large blocks taken from a pool of the process. One thread.
class DeltaEncoder {
 public:
  explicit DeltaEncoder(DeltaHeader header);  // `entries` and `blocks` are counted here
  ~DeltaEncoder();
  DeltaEncoder(const DeltaEncoder&) = delete;
  DeltaEncoder& operator=(const DeltaEncoder&) = delete;

  void add(const DeltaEntry& entry);
  void add(const StoredEntry& entry);
  // The file, in order. Valid while the encoder lives; nothing may be added after.
  std::vector<std::string_view> finish();

 private:
  struct Block;
  char* room_for(EntryKind kind, std::size_t key, std::size_t accumulators);
  void seal();

  DeltaHeader header_;
  std::string header_bytes_;
  std::vector<Block> blocks_;
};

// Checks every checksum, length and count before it gives anything out. Immutable.
class DeltaFile {
 public:
  // `object` names the file in errors (kStop, kRefused).
  static Result<DeltaFile> parse(std::string bytes, std::string_view object);

  const DeltaHeader& header() const { return header_; }
  std::uint64_t bytes() const { return bytes_->size(); }
  const std::string& object() const { return object_; }
  void for_each(FunctionRef<void(const StoredEntry&)> visit) const;

 private:
  DeltaFile() = default;
  std::unique_ptr<const std::string> bytes_;  // on the heap: views survive a move
  std::size_t first_block_ = 0;
  DeltaHeader header_;
  std::string object_;
};

// Puts the encoder's file into the store.
Result<StoredFile> store_delta_file(CheckpointStore& store, std::string object, DeltaEncoder& encoder);
// Fetches a stored file whole; bytes and checksum are those of `file`.
Result<DeltaFile> fetch_delta_file(const CheckpointStore& store, const StoredFile& file);
// The delta that the manifest means: its id, parent and shard too.
Result<DeltaFile> fetch_delta(const CheckpointStore& store, ShardId shard, const DeltaRef& ref);

// delta_header.cpp
std::string encode_delta_header(const DeltaHeader& header);
struct ParsedDeltaHeader {
  DeltaHeader header;
  std::size_t bytes = 0;
};
std::expected<ParsedDeltaHeader, std::string> parse_delta_header(std::string_view file);  // error: the cause

}  // namespace millrace

#include <fmt/format.h>
#include <xxhash.h>

#include "state/byte_order.h"
#include "state/checksum.h"
#include "state/delta_file.h"
#include "state/delta_format.h"
#include "state/entry_key.h"
#include "state/storage_errors.h"

namespace millrace {
namespace {

constexpr const char* kReadDelta = "read delta";

std::optional<StoredEntry> next_entry(ByteReader& reader) {
  const auto kind = reader.integer<std::uint8_t>();
  const auto key = reader.integer<std::uint32_t>();
  const auto accumulators = reader.integer<std::uint32_t>();
  const StoredEntry entry{static_cast<EntryKind>(kind), reader.take(key), reader.take(accumulators)};
  const bool known = entry.kind == EntryKind::kAbsolute || entry.kind == EntryKind::kIncrement;
  if (reader.failed() || !known || !split_entry_key(entry.key)) return std::nullopt;
  return entry;
}

struct BlockView {
  std::uint32_t entries = 0;
  std::string_view bytes;  // of the entries
};

std::optional<BlockView> next_block(ByteReader& reader) {
  const auto checksum = reader.integer<std::uint64_t>();
  const auto head = reader.take(kBlockHeader - kBlockChecksum);
  if (reader.failed()) return std::nullopt;
  const auto length = load_integer<std::uint32_t>(head.data());
  const BlockView block{load_integer<std::uint32_t>(head.data() + 4), reader.take(length)};
  if (reader.failed()) return std::nullopt;
  const bool same = XXH3_64bits(head.data(), head.size() + length) == checksum;
  return same ? std::optional(block) : std::nullopt;
}

bool entries_add_up(const BlockView& block) {
  ByteReader entries(block.bytes);
  for (std::uint32_t i = 0; i < block.entries; ++i) {
    if (!next_entry(entries)) return false;
  }
  return entries.at_end();
}

// Empty: all is well.
std::string fault_of_blocks(const DeltaHeader& header, std::string_view bytes) {
  ByteReader reader(bytes);
  std::uint64_t entries = 0;
  for (std::uint64_t i = 0; i < header.blocks; ++i) {
    const auto block = next_block(reader);
    if (!block)
      return fmt::format("damaged: block {} of {} is cut short or its checksum differs", i + 1, header.blocks);
    if (!entries_add_up(*block)) return fmt::format("damaged: the entries of block {} do not add up", i + 1);
    entries += block->entries;
  }
  if (!reader.at_end()) return "damaged: there is something after the last block";
  if (entries != header.entries) return fmt::format("damaged: {} entries instead of {}", entries, header.entries);
  return "";
}

}  // namespace

Result<DeltaFile> DeltaFile::parse(std::string bytes, std::string_view object) {
  auto parsed = parse_delta_header(bytes);
  if (!parsed) return std::unexpected(damaged_object(kReadDelta, object, parsed.error()));
  if (auto fault = fault_of_blocks(parsed->header, std::string_view(bytes).substr(parsed->bytes)); !fault.empty()) {
    return std::unexpected(damaged_object(kReadDelta, object, std::move(fault)));
  }
  DeltaFile file;
  file.bytes_ = std::make_unique<const std::string>(std::move(bytes));
  file.first_block_ = parsed->bytes;
  file.header_ = std::move(parsed->header);
  file.object_ = object;
  return file;
}

// parse() has seen every entry, so nothing here can fail.
void DeltaFile::for_each(FunctionRef<void(const StoredEntry&)> visit) const {
  ByteReader reader(std::string_view(*bytes_).substr(first_block_));
  for (std::uint64_t block = 0; block < header_.blocks; ++block) {
    reader.take(kBlockChecksum);
    ByteReader entries(reader.take(reader.integer<std::uint32_t>() + std::size_t{4}));
    for (auto left = entries.integer<std::uint32_t>(); left > 0; --left) visit(*next_entry(entries));
  }
}

Result<DeltaFile> fetch_delta_file(const CheckpointStore& store, const StoredFile& file) {
  auto bytes = store.get(file.object);
  if (!bytes) return std::unexpected(bytes.error());
  if (bytes->size() != file.bytes) {
    return std::unexpected(damaged_object(kReadDelta, file.object,
                                          fmt::format("damaged: {} bytes instead of {}", bytes->size(), file.bytes)));
  }
  if (checksum_of(*bytes) != file.checksum) {
    return std::unexpected(
        damaged_object(kReadDelta, file.object, "damaged: its checksum is not that of the manifest"));
  }
  return DeltaFile::parse(*std::move(bytes), file.object);
}

Result<DeltaFile> fetch_delta(const CheckpointStore& store, ShardId shard, const DeltaRef& ref) {
  auto file = fetch_delta_file(store, ref.file);
  if (!file) return file;
  const DeltaHeader& header = file->header();
  const bool meant = header.content == DeltaContent::kDelta && header.id == ref.id && header.parent == ref.parent &&
                     header.shard == shard && header.epoch == ref.epoch;
  if (meant) return file;
  return std::unexpected(
      damaged_object(kReadDelta, ref.file.object,
                     fmt::format("holds delta {} after '{}' of shard {}, the manifest means {} after '{}' of shard {}",
                                 header.id, header.parent, header.shard.value, ref.id, ref.parent, shard.value)));
}

}  // namespace millrace

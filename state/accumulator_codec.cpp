#include "state/accumulator_codec.h"

#include <fmt/format.h>

#include <optional>

#include "state/accumulate.h"
#include "state/extremes.h"

namespace millrace {
namespace {

constexpr std::size_t kIdBytes = sizeof(std::uint32_t);

int greatest_flag(const AccumulatorField& field) {
  if (field.kind == AccumulatorKind::kSumDecimal) return kMaxDecimalDigits;
  const bool scaled = is_extreme(field) && field.type == TypeKind::kDecimal;
  return scaled ? kMaxDecimalDigits + 1 : 1;
}

bool has_flag(const AccumulatorField& field) { return field.flag != 0; }

// The bytes of all texts of a stored block; nullopt: its flags cannot be.
std::optional<std::uint64_t> stored_text_bytes(const AccumulatorLayout& layout, const char* block,
                                               std::uint64_t limit) {
  std::uint64_t bytes = 0;
  for (const auto& field : layout.fields()) {
    if (has_flag(field) && static_cast<unsigned char>(block[field.flag]) > greatest_flag(field)) return std::nullopt;
    if (!is_text_extreme(field)) continue;
    const auto size = load_integer<std::uint64_t>(block + field.offset);
    if (size > limit - bytes) return std::nullopt;
    bytes += size;
  }
  return bytes;
}

}  // namespace

void encode_accumulators(const AccumulatorLayout& layout, const char* block, std::string& out) {
  const auto id = layout.id();
  out.append(reinterpret_cast<const char*>(&id), kIdBytes);
  const auto begin = out.size();
  out.append(block, layout.size());
  if (!layout.has_texts()) return;
  for (const auto& field : layout.fields()) {
    if (!is_text_extreme(field)) continue;
    const auto text = TextOrder::read(field, block);
    store_integer(out.data() + begin + field.offset, std::uint64_t{text.size()});
    store_integer(out.data() + begin + field.offset + 8, std::uint64_t{0});
    out.append(text);
  }
}

std::expected<void, std::string> check_accumulators(const AccumulatorLayout& layout, std::string_view encoded) {
  const auto id = encoded.size() < kIdBytes ? 0 : load_integer<std::uint32_t>(encoded.data());
  if (encoded.size() < kIdBytes || id != layout.id()) {
    return std::unexpected(
        fmt::format("layout {:08x} of accumulators, expected {:08x} ({})", id, layout.id(), layout.description()));
  }
  if (encoded.size() < kIdBytes + layout.size()) {
    return std::unexpected(
        fmt::format("{} bytes of accumulators, expected {}", encoded.size(), kIdBytes + layout.size()));
  }
  const auto rest = encoded.size() - kIdBytes - layout.size();
  if (stored_text_bytes(layout, encoded.data() + kIdBytes, rest) != rest) {
    return std::unexpected(fmt::format("{} bytes of accumulators that contradict themselves", encoded.size()));
  }
  return {};
}

void decode_accumulators(const AccumulatorLayout& layout, std::string_view encoded, char* block, ByteArena& texts) {
  const auto stored = encoded.substr(kIdBytes, layout.size());
  auto rest = encoded.substr(kIdBytes + layout.size());
  if (!layout.has_texts()) {
    std::memcpy(block, stored.data(), stored.size());
    return;
  }
  const std::string before(block, layout.size());
  std::memcpy(block, stored.data(), stored.size());
  for (const auto& field : layout.fields()) {
    if (!is_text_extreme(field)) continue;
    auto slot = TextOrder::slot(field, before.data());  // its room is used again
    slot.size = 0;
    TextOrder::set_slot(field, block, slot);
    const auto size = load_integer<std::uint64_t>(stored.data() + field.offset);
    if (stored[field.flag] != 0) TextOrder::write(field, block, rest.substr(0, size), texts);
    rest.remove_prefix(size);
  }
}

}  // namespace millrace

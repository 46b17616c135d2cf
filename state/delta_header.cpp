#include <fmt/format.h>
#include <xxhash.h>

#include "state/byte_order.h"
#include "state/delta_file.h"

namespace millrace {
namespace {

constexpr std::string_view kMagic = "MLRDELTA";
constexpr std::uint32_t kFormat = 1;
constexpr std::size_t kFixedStart = 16;  // magic, format, bytes of the header
constexpr std::size_t kChecksum = 8;

void append_text(std::string& out, std::string_view text) {
  append_integer(out, static_cast<std::uint16_t>(text.size()));
  out += text;
}

std::string read_text(ByteReader& reader) { return std::string(reader.take(reader.integer<std::uint16_t>())); }

DeltaHeader read_fields(ByteReader& reader) {
  DeltaHeader header;
  header.content = static_cast<DeltaContent>(reader.integer<std::uint8_t>());
  header.id = read_text(reader);
  header.parent = read_text(reader);
  header.shard = ShardId{reader.integer<std::uint32_t>()};
  header.epoch = CheckpointId{reader.integer<std::uint64_t>()};
  header.entries = reader.integer<std::uint64_t>();
  header.blocks = reader.integer<std::uint64_t>();
  const auto ranges = reader.integer<std::uint32_t>();
  for (std::uint32_t i = 0; i < ranges && !reader.failed(); ++i) {
    const QueryId query{reader.integer<std::uint16_t>()};
    header.expired_through[query] = event_time(reader.integer<std::int64_t>());
  }
  return header;
}

}  // namespace

std::string encode_delta_header(const DeltaHeader& header) {
  std::string out(kMagic);
  append_integer(out, kFormat);
  append_integer(out, std::uint32_t{0});  // the header's length, known below
  append_integer(out, static_cast<std::uint8_t>(header.content));
  append_text(out, header.id);
  append_text(out, header.parent);
  append_integer(out, header.shard.value);
  append_integer(out, header.epoch.value);
  append_integer(out, header.entries);
  append_integer(out, header.blocks);
  append_integer(out, static_cast<std::uint32_t>(header.expired_through.size()));
  for (const auto& [query, through] : header.expired_through) {
    append_integer(out, query.value);
    append_integer(out, millis(through));
  }
  store_integer(out.data() + kMagic.size() + 4, static_cast<std::uint32_t>(out.size() + kChecksum));
  append_integer(out, std::uint64_t{XXH3_64bits(out.data(), out.size())});
  return out;
}

std::expected<ParsedDeltaHeader, std::string> parse_delta_header(std::string_view file) {
  ByteReader start(file);
  if (start.take(kMagic.size()) != kMagic) return std::unexpected("not a delta file: its first bytes differ");
  const auto format = start.integer<std::uint32_t>();
  const std::size_t length = start.integer<std::uint32_t>();
  if (start.failed() || length < kFixedStart + kChecksum || length > file.size()) {
    return std::unexpected("damaged: cut short, or the header's length differs");
  }
  const auto covered = file.substr(0, length - kChecksum);
  if (XXH3_64bits(covered.data(), covered.size()) != load_integer<std::uint64_t>(file.data() + covered.size())) {
    return std::unexpected("damaged: the header's checksum differs");
  }
  if (format != kFormat) {
    return std::unexpected(fmt::format("format {} is not known, only {}: written by a newer version", format, kFormat));
  }
  ByteReader fields(covered.substr(kFixedStart));
  ParsedDeltaHeader parsed{read_fields(fields), length};
  const bool known = parsed.header.content == DeltaContent::kDelta || parsed.header.content == DeltaContent::kBase;
  if (fields.failed() || !fields.at_end() || !known) return std::unexpected("damaged: the header does not parse");
  return parsed;
}

}  // namespace millrace

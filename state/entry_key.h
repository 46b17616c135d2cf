// How an entry's key lies in delta files and in RocksDB: [query u16][pane end u64][key], big-endian, so that a fire is
// a range scan and an expiry one range. The sign bit of the pane's end is flipped: times before 1970 sort first.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/time.h"

namespace millrace {

inline constexpr std::size_t kEntryKeyPrefix = 10;
// No query has this id: what a database knows about itself lies there, after all entries.
inline constexpr QueryId kNoQuery{0xFFFF};

struct EntryKey {
  QueryId query;
  EventTime pane_end;
  std::string_view key;
};

namespace entry_key_detail {
inline constexpr std::uint64_t kSign = std::uint64_t{1} << 63;

inline void store_big_endian(char* out, std::uint64_t value, int bytes) {
  for (int i = bytes - 1; i >= 0; --i, value >>= 8) out[i] = static_cast<char>(value & 0xFF);
}
inline std::uint64_t load_big_endian(const char* in, int bytes) {
  std::uint64_t value = 0;
  for (int i = 0; i < bytes; ++i) value = value << 8 | static_cast<unsigned char>(in[i]);
  return value;
}
}  // namespace entry_key_detail

// Writes kEntryKeyPrefix bytes.
inline void write_entry_prefix(char* out, QueryId query, EventTime pane_end) {
  using namespace entry_key_detail;
  store_big_endian(out, query.value, 2);
  store_big_endian(out + 2, static_cast<std::uint64_t>(millis(pane_end)) ^ kSign, 8);
}

// The first key that an entry of this pane can have; with the default, of this query.
inline std::string entry_prefix(QueryId query, EventTime pane_end = EventTime::min()) {
  std::string prefix(kEntryKeyPrefix, '\0');
  write_entry_prefix(prefix.data(), query, pane_end);
  return prefix;
}

// The first key after all of this query's panes with an end <= `through`.
inline std::string entry_prefix_after(QueryId query, EventTime through) {
  if (through == EventTime::max()) return entry_prefix(QueryId{static_cast<std::uint16_t>(query.value + 1)});
  return entry_prefix(query, through + Millis{1});
}

// None: too short, or no query's.
inline std::optional<EntryKey> split_entry_key(std::string_view stored) {
  using namespace entry_key_detail;
  if (stored.size() < kEntryKeyPrefix) return std::nullopt;
  const QueryId query{static_cast<std::uint16_t>(load_big_endian(stored.data(), 2))};
  if (query == kNoQuery) return std::nullopt;
  const auto end = static_cast<std::int64_t>(load_big_endian(stored.data() + 2, 8) ^ kSign);
  return EntryKey{query, event_time(end), stored.substr(kEntryKeyPrefix)};
}

}  // namespace millrace

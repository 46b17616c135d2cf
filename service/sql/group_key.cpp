#include "service/sql/group_key.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "base/decimal.h"

namespace millrace::sql {
namespace {

// A value is one tag byte (its kind; 0 for NULL) and:
//   boolean 1 byte; bigint, timestamp, double 8 bytes, little-endian; decimal scale, length, that many bytes of the
//   two's complement without trailing zero digits; text its bytes, before them (unless it is the last value) a varint
//   of their number.
template <class Unsigned>
void put(std::vector<char>& out, Unsigned value, std::size_t bytes) {
  for (std::size_t i = 0; i < bytes; ++i) out.push_back(static_cast<char>(value >> (8 * i)));
}

void put_varint(std::vector<char>& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<char>(value | 0x80));
  out.push_back(static_cast<char>(value));
}

// 0.0 and -0.0 are equal, and so are all NaN.
std::uint64_t double_bits(double value) {
  if (std::isnan(value)) value = std::numeric_limits<double>::quiet_NaN();
  return std::bit_cast<std::uint64_t>(value == 0 ? 0.0 : value);
}

// Bytes of the shortest two's complement.
std::size_t length_of(Int128 value) {
  std::size_t length = 1;
  while (length < sizeof value && (value >> (8 * length - 1)) != 0 && (value >> (8 * length - 1)) != -1) ++length;
  return length;
}

void put_decimal(std::vector<char>& out, const Value& value) {
  const auto shortest = strip_trailing_zeros(value);
  const auto length = length_of(shortest.decimal);
  out.push_back(static_cast<char>(shortest.scale));
  out.push_back(static_cast<char>(length));
  put(out, static_cast<unsigned __int128>(shortest.decimal), length);
}

void put_text(std::vector<char>& out, std::string_view text, bool last) {
  if (!last) put_varint(out, text.size());
  out.insert(out.end(), text.begin(), text.end());
}

// Takes values off the front; past the end everything is zero, so that no bytes can make it read beyond.
class Reader {
 public:
  explicit Reader(std::string_view key) : rest_(key) {}

  std::uint8_t byte() {
    if (rest_.empty()) return 0;
    const auto first = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return first;
  }
  std::uint64_t fixed() {
    std::uint64_t value = 0;
    for (int i = 0; i < 8; ++i) value |= static_cast<std::uint64_t>(byte()) << (8 * i);
    return value;
  }
  Int128 integer(std::size_t length) {
    unsigned __int128 value = 0;
    std::uint8_t top = 0;
    for (std::size_t i = 0; i < length && i < sizeof value; ++i) {
      top = byte();
      value |= static_cast<unsigned __int128>(top) << (8 * i);
    }
    if (length < sizeof value && top >= 0x80) value |= ~static_cast<unsigned __int128>(0) << (8 * length);
    return static_cast<Int128>(value);
  }
  std::string_view text(bool last) {
    const auto size = std::min<std::uint64_t>(last ? rest_.size() : varint(), rest_.size());
    const auto text = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return text;
  }

 private:
  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const auto part = byte();
      value |= static_cast<std::uint64_t>(part & 0x7F) << shift;
      if (part < 0x80) break;
    }
    return value;
  }

  std::string_view rest_;
};

Value read_value(Reader& reader, bool last) {
  switch (static_cast<TypeKind>(reader.byte())) {
    case TypeKind::kBoolean:
      return Value::of_boolean(reader.byte() != 0);
    case TypeKind::kBigint:
      return Value::of_bigint(static_cast<std::int64_t>(reader.fixed()));
    case TypeKind::kTimestamp:
      return Value::of_timestamp(event_time(static_cast<std::int64_t>(reader.fixed())));
    case TypeKind::kDouble:
      return Value::of_double(std::bit_cast<double>(reader.fixed()));
    case TypeKind::kDecimal: {
      const auto scale = reader.byte();
      return Value::of_decimal(reader.integer(reader.byte()), scale);
    }
    case TypeKind::kText:
      return Value::of_text(reader.text(last));
    case TypeKind::kJsonb:
      return Value::of_jsonb(reader.text(last));
    case TypeKind::kNull:
      break;
  }
  return Value::null();
}

void put_value(std::vector<char>& out, const Value& value, bool last) {
  out.push_back(static_cast<char>(value.kind));
  switch (value.kind) {
    case TypeKind::kNull:
      return;
    case TypeKind::kBoolean:
      return out.push_back(value.boolean ? 1 : 0);
    case TypeKind::kBigint:
    case TypeKind::kTimestamp:
      return put(out, static_cast<std::uint64_t>(value.integer), 8);
    case TypeKind::kDouble:
      return put(out, double_bits(value.real), 8);
    case TypeKind::kDecimal:
      return put_decimal(out, value);
    case TypeKind::kText:
    case TypeKind::kJsonb:
      return put_text(out, value.text(), last);
  }
}

}  // namespace

void append_group_key(std::vector<char>& out, std::span<const Value> values) {
  for (std::size_t i = 0; i < values.size(); ++i) put_value(out, values[i], i + 1 == values.size());
}

void read_group_key(std::string_view key, std::span<Value> values) {
  Reader reader(key);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = read_value(reader, i + 1 == values.size());
}

}  // namespace millrace::sql

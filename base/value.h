// A typed SQL value as it travels from the decoder through expressions and accumulators to a row.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.h"

namespace millrace {

using Int128 = __int128;

enum class TypeKind : std::uint8_t { kNull, kBoolean, kBigint, kDecimal, kDouble, kText, kTimestamp, kJsonb };

// A column's declared type. Precision and scale matter for decimals only: decimal(12,2).
struct Type {
  TypeKind kind = TypeKind::kNull;
  std::uint8_t precision = 0;
  std::uint8_t scale = 0;
  friend bool operator==(const Type&, const Type&) = default;
};

std::string to_string(const Type& type);  // "decimal(12,2)", "text", ...

// Trivially copyable. Text and jsonb are views: the owner of the bytes (record, batch, pane) outlives the value.
// Decimals are unscaled 128-bit integers with their own scale: 12.50 is {1250, scale 2}; |unscaled| < 10^38.
struct Value {
  TypeKind kind = TypeKind::kNull;
  std::uint8_t scale = 0;
  union {
    bool boolean;
    std::int64_t integer;  // bigint; timestamp in epoch milliseconds
    double real;
    Int128 decimal = 0;
    struct {
      const char* data;
      std::size_t size;
    } bytes;  // text, jsonb
  };

  bool is_null() const { return kind == TypeKind::kNull; }
  std::string_view text() const { return {bytes.data, bytes.size}; }

  static Value null() { return {}; }
  static Value of_boolean(bool b) {
    Value v;
    v.kind = TypeKind::kBoolean;
    v.boolean = b;
    return v;
  }
  static Value of_bigint(std::int64_t i) {
    Value v;
    v.kind = TypeKind::kBigint;
    v.integer = i;
    return v;
  }
  static Value of_timestamp(EventTime t) {
    Value v;
    v.kind = TypeKind::kTimestamp;
    v.integer = millis(t);
    return v;
  }
  static Value of_double(double d) {
    Value v;
    v.kind = TypeKind::kDouble;
    v.real = d;
    return v;
  }
  static Value of_decimal(Int128 unscaled, std::uint8_t scale) {
    Value v;
    v.kind = TypeKind::kDecimal;
    v.scale = scale;
    v.decimal = unscaled;
    return v;
  }
  static Value of_text(std::string_view s) {
    Value v;
    v.kind = TypeKind::kText;
    v.bytes = {s.data(), s.size()};
    return v;
  }
  static Value of_jsonb(std::string_view s) {
    Value v = of_text(s);
    v.kind = TypeKind::kJsonb;
    return v;
  }
};
static_assert(sizeof(Value) == 32);

}  // namespace millrace

// Random SQL values for properties.
#pragma once

#include <rapidcheck.h>

#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "base/decimal.h"
#include "base/value.h"

namespace millrace::sql {

// Values and the bytes that their texts view.
struct OwnedRow {
  std::vector<Value> values;
  std::shared_ptr<std::vector<std::string>> texts = std::make_shared<std::vector<std::string>>();
};

inline std::int64_t any_integer() {
  return *rc::gen::oneOf(
      rc::gen::inRange<std::int64_t>(-5, 6), rc::gen::arbitrary<std::int64_t>(),
      rc::gen::element(std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()));
}

inline Value any_decimal() {
  const auto scale = *rc::gen::inRange<int>(0, 7);
  const auto unscaled = *rc::gen::oneOf(rc::gen::inRange<std::int64_t>(-200, 200), rc::gen::arbitrary<std::int64_t>());
  return Value::of_decimal(unscaled, static_cast<std::uint8_t>(scale));
}

inline Value any_of_kind(TypeKind kind, std::vector<std::string>& texts, std::size_t place) {
  switch (kind) {
    case TypeKind::kBoolean:
      return Value::of_boolean(*rc::gen::arbitrary<bool>());
    case TypeKind::kBigint:
      return Value::of_bigint(any_integer());
    case TypeKind::kDecimal:
      return any_decimal();
    case TypeKind::kDouble:
      return Value::of_double(
          *rc::gen::oneOf(rc::gen::element(0.0, -0.0, 1.5, std::nan(""), std::numeric_limits<double>::infinity()),
                          rc::gen::arbitrary<double>()));
    case TypeKind::kTimestamp:
      return Value::of_timestamp(event_time(any_integer()));
    case TypeKind::kText:
      texts[place] = *rc::gen::arbitrary<std::string>();
      return Value::of_text(texts[place]);
    default:
      return Value::null();
  }
}

inline rc::Gen<OwnedRow> any_row() {
  return rc::gen::exec([] {
    OwnedRow row;
    const auto size = *rc::gen::inRange<std::size_t>(0, 6);
    row.texts->resize(size);
    for (std::size_t i = 0; i < size; ++i) {
      const auto kind = *rc::gen::element(TypeKind::kNull, TypeKind::kBoolean, TypeKind::kBigint, TypeKind::kDecimal,
                                          TypeKind::kDouble, TypeKind::kTimestamp, TypeKind::kText);
      row.values.push_back(any_of_kind(kind, *row.texts, i));
    }
    return row;
  });
}

// What GROUP BY takes for one.
inline bool is_same_group(const Value& a, const Value& b) {
  if (a.kind != b.kind) return false;
  switch (a.kind) {
    case TypeKind::kNull:
      return true;
    case TypeKind::kBoolean:
      return a.boolean == b.boolean;
    case TypeKind::kBigint:
    case TypeKind::kTimestamp:
      return a.integer == b.integer;
    case TypeKind::kDecimal:
      return compare_decimals(a, b) == 0;
    case TypeKind::kDouble:
      return a.real == b.real || (std::isnan(a.real) && std::isnan(b.real));
    case TypeKind::kText:
    case TypeKind::kJsonb:
      return a.text() == b.text();
  }
  return false;
}

}  // namespace millrace::sql

namespace rc {
inline void showValue(const millrace::sql::OwnedRow& row, std::ostream& out) { out << row.values.size() << " values"; }
}  // namespace rc

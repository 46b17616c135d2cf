// Random numbers of every size for properties, and boost's big integers as the other opinion.
#pragma once

#include <rapidcheck/gtest.h>

#include <boost/multiprecision/cpp_int.hpp>

#include "base/decimal.h"
#include "base/wide_integer.h"

namespace millrace {

using Big = boost::multiprecision::cpp_int;

inline Big big(Uint128 value) { return (Big{high_half(value)} << 64) + low_half(value); }
inline Big big(const Uint256& value) { return (big(value.high) << 128) + big(value.low); }
inline Big big_signed(Int128 value) {
  return value < 0 ? Big(-big(-static_cast<Uint128>(value))) : big(static_cast<Uint128>(value));
}
inline Big big_signed(const Int256& value) { return (big_signed(value.high) << 128) + big(value.low); }

// As many bits as any number may have are as likely as any other count; all ones and single bits are frequent.
inline Uint128 any_uint128() {
  const auto bits = *rc::gen::inRange(0, 129);
  const Uint128 mask = bits == 128 ? ~Uint128{0} : (Uint128{1} << bits) - 1;
  if (*rc::gen::inRange(0, 8) == 0) return mask;
  if (*rc::gen::inRange(0, 8) == 0) return mask + 1;
  return (static_cast<Uint128>(*rc::gen::arbitrary<std::uint64_t>()) * 0x9E3779B97F4A7C15U << 64 |
          *rc::gen::arbitrary<std::uint64_t>() * 0x9E3779B97F4A7C15U) &
         mask;
}

inline Value any_decimal() {
  const Uint128 limit = kPowersOfTen[static_cast<std::size_t>(*rc::gen::inRange(1, 39))];
  const auto unscaled = static_cast<Int128>(any_uint128() % limit);
  return Value::of_decimal(*rc::gen::arbitrary<bool>() ? -unscaled : unscaled,
                           static_cast<std::uint8_t>(*rc::gen::inRange(0, 39)));
}

}  // namespace millrace

// Counts and sums as monoids: how one argument is taken up and two accumulators become one.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

#include "base/decimal.h"
#include "state/accumulator_layout.h"
#include "state/byte_order.h"

namespace millrace {

struct Count {
  static std::uint64_t read(const AccumulatorField& field, const char* block) {
    return load_integer<std::uint64_t>(block + field.offset);
  }
  static void add(const AccumulatorField& field, char* block, std::uint64_t count) {
    store_integer(block + field.offset, read(field, block) + count);
  }
  static void update(const AccumulatorField& field, char* block, const Value&, ByteArena&) { add(field, block, 1); }
  static void merge(const AccumulatorField& field, char* into, const char* from, ByteArena&) {
    add(field, into, read(field, from));
  }
};

struct SumBigint {
  struct Sum {
    Int128 sum;
    std::uint64_t count;
  };
  static Sum read(const AccumulatorField& field, const char* block) {
    const char* at = block + field.offset;
    return {load_integer<Int128>(at), load_integer<std::uint64_t>(at + 16)};
  }
  static void add(const AccumulatorField& field, char* block, const Sum& other) {
    const auto held = read(field, block);
    store_integer(block + field.offset, held.sum + other.sum);
    store_integer(block + field.offset + 16, held.count + other.count);
  }
  static void update(const AccumulatorField& field, char* block, const Value& value, ByteArena&) {
    add(field, block, {value.integer, 1});
  }
  static void merge(const AccumulatorField& field, char* into, const char* from, ByteArena&) {
    add(field, into, read(field, from));
  }
};

// The sum's scale is the largest that was met. Int256 is modular, so no order of arguments shows.
struct SumDecimal {
  struct Sum {
    Int256 sum;
    std::uint64_t count;
    std::uint8_t scale;
  };
  static Sum read(const AccumulatorField& field, const char* block) {
    const char* at = block + field.offset;
    return {{load_integer<unsigned __int128>(at), load_integer<__int128>(at + 16)},
            load_integer<std::uint64_t>(at + 32),
            load_integer<std::uint8_t>(block + field.flag)};
  }
  static void add(const AccumulatorField& field, char* block, Sum other) {
    auto held = read(field, block);
    if (held.scale < other.scale) {
      held.sum = scale_up(held.sum, static_cast<unsigned>(other.scale - held.scale));
      store_integer(block + field.flag, other.scale);
    } else if (other.scale < held.scale) {
      other.sum = scale_up(other.sum, static_cast<unsigned>(held.scale - other.scale));
    }
    const auto sum = millrace::add(held.sum, other.sum);
    char* at = block + field.offset;
    store_integer(at, sum.low);
    store_integer(at + 16, sum.high);
    store_integer(at + 32, held.count + other.count);
  }
  static void update(const AccumulatorField& field, char* block, const Value& value, ByteArena&) {
    add(field, block, {widen(value.decimal), 1, value.scale});
  }
  static void merge(const AccumulatorField& field, char* into, const char* from, ByteArena&) {
    add(field, into, read(field, from));
  }
};

struct SumDouble {
  struct Sum {
    double sum;
    std::uint64_t count;
    bool special;  // an argument was infinite or not a number
  };
  static Sum read(const AccumulatorField& field, const char* block) {
    const char* at = block + field.offset;
    return {std::bit_cast<double>(load_integer<std::uint64_t>(at)), load_integer<std::uint64_t>(at + 8),
            block[field.flag] != 0};
  }
  static void add(const AccumulatorField& field, char* block, const Sum& other) {
    const auto held = read(field, block);
    store_integer(block + field.offset, std::bit_cast<std::uint64_t>(held.sum + other.sum));
    store_integer(block + field.offset + 8, held.count + other.count);
    if (other.special) block[field.flag] = 1;
  }
  static void update(const AccumulatorField& field, char* block, const Value& value, ByteArena&) {
    add(field, block, {value.real, 1, !std::isfinite(value.real)});
  }
  static void merge(const AccumulatorField& field, char* into, const char* from, ByteArena&) {
    add(field, into, read(field, from));
  }
};

}  // namespace millrace

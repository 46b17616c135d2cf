// Min and max as monoids, over every type that has an order. Each order is total, also among values that SQL calls
// equal, so that the result never depends on who came first.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string_view>

#include "base/decimal.h"
#include "state/accumulator_layout.h"
#include "state/byte_arena.h"
#include "state/byte_order.h"

namespace millrace {

struct BigintOrder {  // bigint and timestamp
  using Held = std::int64_t;
  static Held of(const Value& value) { return value.integer; }
  static Held read(const AccumulatorField& field, const char* block) {
    return load_integer<Held>(block + field.offset);
  }
  static void write(const AccumulatorField& field, char* block, Held held, ByteArena&) {
    store_integer(block + field.offset, held);
    block[field.flag] = 1;
  }
  static bool less(Held a, Held b) { return a < b; }
};

struct BooleanOrder : BigintOrder {
  static Held of(const Value& value) { return value.boolean ? 1 : 0; }
};

// As in PostgreSQL NaN is equal to itself and greater than all else. -0.0 counts as less than 0.0.
struct DoubleOrder {
  using Held = double;
  static Held of(const Value& value) {
    return std::isnan(value.real) ? std::numeric_limits<double>::quiet_NaN() : value.real;
  }
  static Held read(const AccumulatorField& field, const char* block) {
    return std::bit_cast<double>(load_integer<std::uint64_t>(block + field.offset));
  }
  static void write(const AccumulatorField& field, char* block, Held held, ByteArena&) {
    store_integer(block + field.offset, std::bit_cast<std::uint64_t>(held));
    block[field.flag] = 1;
  }
  static bool less(Held a, Held b) {
    if (std::isnan(a) || std::isnan(b)) return !std::isnan(a);
    return a < b || (a == b && std::signbit(a) && !std::signbit(b));
  }
};

// Of equal values the one with fewer decimal places counts as less.
struct DecimalOrder {
  using Held = Value;
  static Held of(const Value& value) { return value; }
  static Held read(const AccumulatorField& field, const char* block) {
    return Value::of_decimal(load_integer<Int128>(block + field.offset),
                             static_cast<std::uint8_t>(block[field.flag] - 1));
  }
  static void write(const AccumulatorField& field, char* block, const Held& held, ByteArena&) {
    store_integer(block + field.offset, held.decimal);
    block[field.flag] = static_cast<char>(held.scale + 1);
  }
  static bool less(const Held& a, const Held& b) {
    if (a.scale == b.scale) return a.decimal < b.decimal;
    const int order = compare_decimals(a, b);
    return order != 0 ? order < 0 : a.scale < b.scale;
  }
};

// By bytes, as PostgreSQL does it with COLLATE "C".
struct TextOrder {
  using Held = std::string_view;
  struct Slot {  // in the block; the bytes lie in the pane's arena
    char* data;
    std::uint32_t size;
    std::uint32_t capacity;
  };
  static Slot slot(const AccumulatorField& field, const char* block) {
    Slot held;
    std::memcpy(&held, block + field.offset, sizeof held);
    return held;
  }
  static void set_slot(const AccumulatorField& field, char* block, const Slot& held) {
    std::memcpy(block + field.offset, &held, sizeof held);
  }

  static Held of(const Value& value) { return value.text(); }
  static Held read(const AccumulatorField& field, const char* block) {
    const auto held = slot(field, block);
    return {held.data, held.size};
  }
  static void write(const AccumulatorField& field, char* block, Held text, ByteArena& texts) {
    auto held = slot(field, block);
    if (text.size() > held.capacity || held.data == nullptr) {
      texts.give_back({held.data, held.capacity});
      const auto room = texts.take(text.size());
      held = {room.data, 0, room.capacity};
    }
    if (!text.empty()) std::memcpy(held.data, text.data(), text.size());
    held.size = static_cast<std::uint32_t>(text.size());
    set_slot(field, block, held);
    block[field.flag] = 1;
  }
  static bool less(Held a, Held b) { return a < b; }
};
static_assert(sizeof(TextOrder::Slot) == 16);

template <class Order, bool kGreatest>
struct Extreme {
  static void offer(const AccumulatorField& field, char* block, const typename Order::Held& offered, ByteArena& texts) {
    if (block[field.flag] != 0) {
      const auto held = Order::read(field, block);
      if (!(kGreatest ? Order::less(held, offered) : Order::less(offered, held))) return;
    }
    Order::write(field, block, offered, texts);
  }
  static void update(const AccumulatorField& field, char* block, const Value& value, ByteArena& texts) {
    offer(field, block, Order::of(value), texts);
  }
  static void merge(const AccumulatorField& field, char* into, const char* from, ByteArena& texts) {
    if (from[field.flag] != 0) offer(field, into, Order::read(field, from), texts);
  }
};

}  // namespace millrace

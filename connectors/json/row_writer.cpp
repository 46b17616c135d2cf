#include "connectors/json/row_writer.h"

#include <charconv>
#include <cmath>

#include "base/decimal.h"
#include "base/digits.h"
#include "connectors/json/iso_time.h"
#include "connectors/json/json_text.h"
#include "connectors/json/text_block.h"

namespace millrace {
namespace {

constexpr std::size_t kMaxNumber = 56;  // characters of any value but text, quotes included
static_assert(kMaxDecimalText < kMaxNumber && json::kMaxIsoTime + 2 < kMaxNumber);

char* write_words(char* out, std::string_view words) { return out + words.copy(out, words.size()); }

// What PostgreSQL calls the doubles that JSON has no number for.
std::string_view name_of_special(double real) { return std::isnan(real) ? "NaN" : real > 0 ? "Infinity" : "-Infinity"; }

char* write_double(char* out, double real) {
  return std::isfinite(real) ? std::to_chars(out, out + kMaxNumber, real).ptr : write_words(out, name_of_special(real));
}

char* write_time(char* out, std::int64_t millis, TimestampStyle style) {
  return style == TimestampStyle::kIso ? json::write_iso_time(out, millis) : write_integer(out, millis);
}

bool is_text(const Value& value) { return value.kind == TypeKind::kText || value.kind == TypeKind::kJsonb; }

// Without quotes. There is room.
char* write_raw(char* out, const Value& value, TimestampStyle timestamps) {
  switch (value.kind) {
    case TypeKind::kNull:
      return out;
    case TypeKind::kBoolean:
      return write_words(out, value.boolean ? "true" : "false");
    case TypeKind::kBigint:
      return write_integer(out, value.integer);
    case TypeKind::kDecimal:
      return write_decimal(out, value);
    case TypeKind::kDouble:
      return write_double(out, value.real);
    case TypeKind::kTimestamp:
      return write_time(out, value.integer, timestamps);
    case TypeKind::kText:
    case TypeKind::kJsonb:
      return write_words(out, value.text());
  }
  return out;
}

bool needs_quotes(const Value& value, TimestampStyle timestamps) {
  return (value.kind == TypeKind::kTimestamp && timestamps == TimestampStyle::kIso) ||
         (value.kind == TypeKind::kDouble && !std::isfinite(value.real));
}

char* write_json(char* out, const Value& value, TimestampStyle timestamps) {
  if (value.kind == TypeKind::kText) return json::write_quoted(out, value.text());
  if (value.kind == TypeKind::kNull) return write_words(out, "null");
  if (!needs_quotes(value, timestamps)) return write_raw(out, value, timestamps);
  *out++ = '"';
  out = write_raw(out, value, timestamps);
  *out++ = '"';
  return out;
}

std::size_t room_for_text(const Value& value) {
  return value.kind == TypeKind::kText ? json::room_for_quoted(value.text()) : value.text().size();
}

// Lets `write` write at the end of `out`, where there is room for so many characters, and return where it ended.
template <class Write>
void append_by(std::string& out, std::size_t room, Write write) {
  const auto before = out.size();
  out.resize_and_overwrite(before + room, [&](char* text, std::size_t) { return write(text + before) - text; });
}

}  // namespace

JsonRowWriter::JsonRowWriter(const std::vector<std::string>& names, TimestampStyle timestamps)
    : timestamps_(timestamps) {
  for (const auto& name : names) {
    const auto from = pieces_.size();
    pieces_ += from == 0 ? '{' : ',';
    append_by(pieces_, json::room_for_quoted(name), [&](char* out) { return json::write_quoted(out, name); });
    pieces_ += ':';
    prefixes_.push_back({from, pieces_.size() - from});
  }
  fixed_room_ = pieces_.size() + names.size() * kMaxNumber + json::TextBlock::kSize + 2;
  pieces_.append(json::TextBlock::kSize, ' ');
}

// By whole blocks: what is too much is written over by what follows.
char* JsonRowWriter::write_prefix(char* out, const Prefix& prefix) const {
  constexpr std::size_t kBlock = json::TextBlock::kSize;
  const char* const from = pieces_.data() + prefix.from;
  for (std::size_t done = 0; done < prefix.size; done += kBlock) json::TextBlock(from + done).store(out + done);
  return out + prefix.size;
}

void JsonRowWriter::append(std::string& out, std::span<const Value> values) const {
  std::size_t room = fixed_room_;
  for (const auto& value : values) room += is_text(value) ? room_for_text(value) : 0;
  append_by(out, room, [&](char* at) {
    if (values.empty()) *at++ = '{';
    for (std::size_t i = 0; i < values.size(); ++i) {
      at = write_prefix(at, prefixes_[i]);
      at = write_json(at, values[i], timestamps_);
    }
    *at++ = '}';
    return at;
  });
}

void append_raw(std::string& out, const Value& value, TimestampStyle timestamps) {
  const auto room = is_text(value) ? value.text().size() : kMaxNumber;
  append_by(out, room, [&](char* at) { return write_raw(at, value, timestamps); });
}

}  // namespace millrace

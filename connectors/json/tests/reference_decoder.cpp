#include "connectors/json/tests/reference_decoder.h"

#include <rapidjson/error/error.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <limits>
#include <map>

#include "base/decimal.h"
#include "connectors/json/iso_time.h"
#include "connectors/json/tests/decoding.h"

namespace millrace {
namespace {

enum class Kind { kNull, kTrue, kFalse, kNumber, kString, kNested };

struct Field {
  Kind kind = Kind::kNull;
  std::string text;  // number as written, string unescaped
  std::size_t from = 0, to = 0;
  bool unicode = true;
};

// Half a surrogate pair, which RapidJSON writes as if it were a character, and \u0000.
bool is_unicode(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\0') return false;
    if (text[i] == '\xed' && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) >= 0xa0) return false;
  }
  return true;
}

// RapidJSON's handler: keeps the top level's fields, the last of each name.
class Collector {
 public:
  Collector(std::string_view record, const rapidjson::MemoryStream& stream) : record_(record), stream_(stream) {}

  std::map<std::string, Field> fields;
  bool is_object = false;
  bool too_deep = false;

  bool Null() { return scalar(Kind::kNull, {}); }
  bool Bool(bool b) { return scalar(b ? Kind::kTrue : Kind::kFalse, {}); }
  bool RawNumber(const char* text, rapidjson::SizeType size, bool) { return scalar(Kind::kNumber, {text, size}); }
  bool String(const char* text, rapidjson::SizeType size, bool) {
    nested_.unicode = nested_.unicode && is_unicode({text, size});
    return scalar(Kind::kString, {text, size});
  }
  bool Key(const char* text, rapidjson::SizeType size, bool) {
    if (depth_ == 1) {
      key_.assign(text, size);
      value_from_ = record_.find_first_not_of(" \t\r\n", record_.find(':', stream_.Tell()) + 1);
    }
    nested_.unicode = nested_.unicode && is_unicode({text, size});
    return true;
  }
  bool StartObject() { return open(true); }
  bool StartArray() { return open(false); }
  bool EndObject(rapidjson::SizeType) { return close(); }
  bool EndArray(rapidjson::SizeType) { return close(); }
  bool Int(int) { return false; }
  bool Uint(unsigned) { return false; }
  bool Int64(std::int64_t) { return false; }
  bool Uint64(std::uint64_t) { return false; }
  bool Double(double) { return false; }

 private:
  bool scalar(Kind kind, std::string_view text) {
    if (depth_ != 1) return true;
    Field field;
    field.kind = kind;
    field.text = text;
    field.from = value_from_;
    field.to = stream_.Tell();
    field.unicode = is_unicode(text);
    fields[key_] = field;
    return true;
  }
  bool open(bool object) {
    if (depth_ == 0) is_object = object;
    if (depth_ == 1) {
      nested_ = Field{};
      nested_.kind = Kind::kNested;
      nested_.from = value_from_;
    }
    too_deep = ++depth_ > 1024;
    return !too_deep;
  }
  bool close() {
    if (--depth_ != 1) return true;
    nested_.to = stream_.Tell();
    fields[key_] = nested_;
    return true;
  }

  std::string_view record_;
  const rapidjson::MemoryStream& stream_;
  int depth_ = 0;
  std::string key_;
  std::size_t value_from_ = 0;
  Field nested_;
};

std::string show_integer(const char* type, const Field& field, std::int64_t low, std::int64_t high) {
  if (field.text.find_first_of(".eE") != std::string::npos) return "rejected: type";
  errno = 0;
  const auto integer = std::strtoll(field.text.c_str(), nullptr, 10);
  if (errno != 0 || integer < low || integer > high) return "rejected: overflow";
  return fmt::format("{} {}", type, integer);
}

std::string show_decimal(const Field& field, const Type& type) {
  const auto decimal = type.precision == 0 ? parse_decimal(field.text) : parse_decimal(field.text, type.scale);
  if (!decimal || !fits_precision(*decimal, type.precision)) return "rejected: overflow";
  return show_value(*decimal);
}

std::string show_double(const Field& field) {
  errno = 0;
  const double real = std::strtod(field.text.c_str(), nullptr);
  return errno != 0 && (real == 0 || real > 1 || real < -1) ? "rejected: overflow" : fmt::format("double {}", real);
}

std::string show_time(const Field& field) {
  if (field.kind == Kind::kNumber) return show_integer("timestamp", field, json::kFirstMillis, json::kLastMillis);
  const auto millis = json::parse_iso_time(field.text);
  if (field.kind != Kind::kString || !millis) return "rejected: type";
  return *millis < json::kFirstMillis || *millis > json::kLastMillis ? "rejected: overflow"
                                                                     : fmt::format("timestamp {}", *millis);
}

std::string show_jsonb(const Field& field, std::string_view record) {
  if (!field.unicode) return "rejected: unicode";
  if (field.kind == Kind::kNumber) return "jsonb " + field.text;  // RapidJSON takes it before it tells
  return fmt::format("jsonb {}", record.substr(field.from, field.to - field.from));
}

std::string show_field(const Field& field, const ColumnSpec& column, std::string_view record) {
  if (field.kind == Kind::kNull) return "NULL";
  const bool number = field.kind == Kind::kNumber;
  switch (column.type.kind) {
    case TypeKind::kText:
      if (field.kind != Kind::kString) return "rejected: type";
      return field.unicode ? "text " + field.text : "rejected: unicode";
    case TypeKind::kBoolean:
      if (field.kind != Kind::kTrue && field.kind != Kind::kFalse) return "rejected: type";
      return field.kind == Kind::kTrue ? "true" : "false";
    case TypeKind::kBigint:
      return number ? show_integer("bigint", field, std::numeric_limits<std::int64_t>::min(),
                                   std::numeric_limits<std::int64_t>::max())
                    : "rejected: type";
    case TypeKind::kDecimal:
      return number ? show_decimal(field, column.type) : "rejected: type";
    case TypeKind::kDouble:
      return number ? show_double(field) : "rejected: type";
    case TypeKind::kTimestamp:
      return show_time(field);
    case TypeKind::kJsonb:
      return show_jsonb(field, record);
    case TypeKind::kNull:
      break;
  }
  return "rejected: type";
}

std::string show_fields(const std::map<std::string, Field>& fields, const std::vector<ColumnSpec>& columns,
                        std::string_view record) {
  std::string shown;
  for (const auto& column : columns) {
    const auto found = fields.find(column.name);
    const auto value = found == fields.end() ? "NULL" : show_field(found->second, column, record);
    if (value.starts_with("rejected")) return value;
    shown += (shown.empty() ? "" : " | ") + value;
  }
  return shown;
}

}  // namespace

Expected reference_decode(const std::vector<ColumnSpec>& columns, std::string_view record) {
  if (record.empty()) return {record.data() == nullptr ? "rejected: tombstone" : "rejected: empty"};
  rapidjson::MemoryStream stream(record.data(), record.size());
  Collector collector(record, stream);
  rapidjson::Reader reader;
  constexpr unsigned kFlags = rapidjson::kParseNumbersAsStringsFlag | rapidjson::kParseValidateEncodingFlag;
  const rapidjson::ParseResult result = reader.Parse<kFlags>(stream, collector);
  if (collector.too_deep) return {"rejected: depth"};
  if (result.Code() == rapidjson::kParseErrorNumberTooBig) return {.shown = {}, .unclear = true};
  if (result.Code() == rapidjson::kParseErrorStringUnicodeSurrogateInvalid) return {.shown = {}, .unclear = true};
  if (result.Code() == rapidjson::kParseErrorStringInvalidEncoding) {
    const auto flaw = static_cast<unsigned char>(record[std::min(result.Offset(), record.size() - 1)]);
    if (flaw < 0x80) return {"rejected: malformed"};  // a control character
    return {.shown = "rejected: utf8", .broken_utf8 = true};
  }
  // RapidJSON takes a byte 0 for the end.
  if (result.IsError() || stream.Tell() < record.size()) return {"rejected: malformed"};
  if (!collector.is_object) return {"rejected: not_object"};
  return {show_fields(collector.fields, columns, record)};
}

}  // namespace millrace

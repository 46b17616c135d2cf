#include "connectors/decoder.h"

#include <fmt/format.h>
#include <simdjson.h>

#include "connectors/json/column_value.h"
#include "connectors/json/escapes.h"
#include "connectors/json/field_index.h"
#include "connectors/json/scan.h"

namespace millrace {
namespace json {
namespace {

// The start of a text, fit for one line of a log.
std::string excerpt(std::string_view text) {
  constexpr std::size_t kLength = 40;
  const bool cut = text.size() > kLength;
  if (cut) {
    text = text.substr(0, kLength);
    while (!text.empty() && (text.back() & 0xc0) == 0x80) text.remove_suffix(1);
    if (!text.empty() && (text.back() & 0x80) != 0) text.remove_suffix(1);
  }
  std::string shown(text);
  for (char& c : shown) {
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') c = ' ';
  }
  return cut ? shown + "..." : shown;
}

std::string describe_misfit(std::string_view reason, const ColumnSpec& column, const Token& token) {
  const auto type = to_string(column.type);
  const auto found = excerpt(token.raw());
  if (reason == "overflow") return fmt::format("field '{}': {} does not fit {}", column.name, found, type);
  if (reason == "unicode") {
    return fmt::format("field '{}': \\u0000 or half a surrogate pair is no {}: {}", column.name, type, found);
  }
  return fmt::format("field '{}': {} expected, found {}", column.name, type, found);
}

// Walks the whole record before it converts anything: so a malformed record is malformed whatever its fields hold, and
// of a field that comes twice the last one counts, as in PostgreSQL's jsonb.
class JsonDecoder final : public Decoder {
 public:
  explicit JsonDecoder(std::vector<ColumnSpec> columns)
      : columns_(std::move(columns)), fields_(columns_), tokens_(columns_.size()) {}

  const Rejection* decode(std::string_view value, std::span<Value> columns) override {
    if (value.empty()) return reject_absent(value);
    for (auto& token : tokens_) token.kind = TokenKind::kNone;
    Scan scan;
    if (walk(value.data(), value.data() + value.size(), scan) == nullptr) return reject_flaw(value, scan);
    if (scan.beyond_ascii && !simdjson::validate_utf8(value.data(), value.size())) {
      return reject("utf8", "the record is not valid UTF-8");
    }
    scratch_.clear();
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      if (tokens_[i].escaped) scratch_.reserve(value.size());  // for all: what points into it must not move
      const char* const reason = to_value(tokens_[i], columns_[i], scratch_, columns[i]);
      if (reason != nullptr) return reject(reason, describe_misfit(reason, columns_[i], tokens_[i]));
    }
    return nullptr;
  }

 private:
  const char* walk(const char* at, const char* end, Scan& scan) {
    at = skip_space(at, end);
    if (at == end || *at != '{') return scan.flaw(at, "an object");
    at = skip_space(at + 1, end);
    if (at != end && *at == '}') return take_end(at + 1, end, scan);
    for (std::size_t position = 0;; ++position) {
      Token other;
      int column = FieldIndex::kOther;
      at = take_key(at, end, position, column, scan);
      if (at == nullptr) return nullptr;
      at = take_value(at, end, column >= 0 ? tokens_[static_cast<std::size_t>(column)] : other, scan);
      if (at == nullptr) return nullptr;
      at = skip_space(at, end);
      if (at == end || *at != ',') break;
      at = skip_space(at + 1, end);
    }
    if (at == end || *at != '}') return scan.flaw(at, "',' or '}'");
    return take_end(at + 1, end, scan);
  }

  // At the key; behind the space that follows its colon.
  const char* take_key(const char* at, const char* end, std::size_t position, int& column, Scan& scan) {
    if (at == end || *at != '"') return scan.flaw(at, "a key in quotes");
    column = fields_.match(position, at, end);
    if (column >= 0) {
      at += 1 + fields_.size_of(column);
    } else {
      at = take_other_key(at, end, position, column, scan);
      if (at == nullptr) return nullptr;
    }
    at = skip_space(at, end);
    if (at == end || *at != ':') return scan.flaw(at, "':' after a key");
    return skip_space(at + 1, end);
  }

  const char* take_other_key(const char* at, const char* end, std::size_t position, int& column, Scan& scan) {
    Token key;
    scan.not_unicode = false;
    at = take_string(at, end, key, scan);
    if (at == nullptr || scan.not_unicode) return at;  // no column's name is not Unicode
    if (!key.escaped) {
      column = fields_.find(position, key.text());
    } else {
      scratch_.clear();
      append_unescaped(scratch_, key.text());
      column = fields_.find(position, scratch_);
    }
    return at;
  }

  static const char* take_end(const char* at, const char* end, Scan& scan) {
    at = skip_space(at, end);
    return at == end ? at : scan.flaw(at, "nothing after the object");
  }

  const Rejection* reject(const char* reason, std::string detail) {
    rejection_ = {reason, std::move(detail)};
    return &rejection_;
  }

  const Rejection* reject_absent(std::string_view value) {
    return value.data() == nullptr ? reject("tombstone", "the record has no value")
                                   : reject("empty", "the record's value has no bytes");
  }

  const Rejection* reject_flaw(std::string_view value, const Scan& scan) {
    const auto place = static_cast<std::size_t>(scan.flaw_at - value.data());
    if (scan.too_deep) {
      return reject("depth", fmt::format("at byte {}: nested more than {} levels deep", place, kMaxDepth));
    }
    if (is_whole_value(value)) {
      return reject("not_object", fmt::format("a JSON object expected, found {}", excerpt(value)));
    }
    const auto found = place == value.size() ? "the end" : "'" + excerpt(value.substr(place, 16)) + "'";
    return reject("malformed", fmt::format("at byte {}: {} expected, found {}", place, scan.expected, found));
  }

  // A JSON value, but no object.
  static bool is_whole_value(std::string_view value) {
    Scan scan;
    Token token;
    const char* const end = value.data() + value.size();
    const char* at = skip_space(value.data(), end);
    if (at == end || *at == '{') return false;
    at = take_value(at, end, token, scan);
    return at != nullptr && take_end(at, end, scan) != nullptr;
  }

  std::vector<ColumnSpec> columns_;
  FieldIndex fields_;
  std::vector<Token> tokens_;  // of this record, by column
  std::string scratch_;        // unescaped texts
  Rejection rejection_;
};

}  // namespace
}  // namespace json

std::unique_ptr<Decoder> make_json_decoder(std::vector<ColumnSpec> columns) {
  return std::make_unique<json::JsonDecoder>(std::move(columns));
}

}  // namespace millrace

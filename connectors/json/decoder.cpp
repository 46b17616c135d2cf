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
      : columns_(std::move(columns)), fields_(columns_), tokens_(columns_.size() + 1) {}

  const Rejection* decode(std::string_view value, std::span<Value> columns) override {
    if (value.empty()) return reject_absent(value);
    if (!is_padded(value)) value = copy_padded(value);
    Scan scan;
    const char* const end = end_of_text(value);
    if (end == value.data() || end[-1] != '}' || walk(value.data(), end, scan) == nullptr) return reject_flaw(value);
    if (scan.beyond_ascii != 0 && !simdjson::validate_utf8(value.data(), value.size())) {
      return reject("utf8", "the record is not valid UTF-8");
    }
    return convert(value.size(), columns);
  }

 private:
  static const char* end_of_text(std::string_view value) {
    const char* end = value.data() + value.size();
    while (end != value.data() && is_space(end[-1])) --end;
    return end;
  }

  std::string_view copy_padded(std::string_view text) {
    padded_.assign(text);
    padded_.append(kPadding, '\0');
    return std::string_view(padded_).substr(0, text.size());
  }

  // From the record's first byte to its end, which a closing brace is before.
  const char* walk(const char* at, const char* end, Scan& scan) {
    at = skip_space(at);
    if (*at != '{') return scan.flaw(at, "an object");
    if (is_next(++at, '}')) return take_end(at, end, scan);
    Token* const tokens = tokens_.data();
    auto* probe = fields_.expected().data();
    const auto* const last_probe = &fields_.expected().back();
    while (true) {
      if (!is_next(at, '"')) return scan.flaw(at, "a key in quotes");
      int column = probe->column;
      if (!probe->take(at) && (at = take_other_key(at, end, *probe, column, scan)) == nullptr) return nullptr;
      if (!is_next(at, ':')) return scan.flaw(at, "':' after a key");
      at = take_value(at + 1, end, tokens[column + 1], scan);
      if (at == nullptr) return nullptr;
      if (!is_next(at, ',')) break;
      ++at;
      if (probe != last_probe) ++probe;
    }
    return *at == '}' ? take_end(at, end, scan) : scan.flaw(at, "',' or '}'");
  }

  static const char* take_end(const char* brace, const char* end, Scan& scan) {
    return ++brace == end ? end : scan.flaw(skip_space(brace), "nothing after the object");
  }

  const char* take_other_key(const char* at, const char* end, FieldIndex::Probe& probe, int& column, Scan& scan) {
    Token key;
    column = FieldIndex::kOther;
    at = take_string(at, end, key, scan);
    if (at == nullptr) return nullptr;
    if (key.kind == TokenKind::kString) {
      column = fields_.find(key.text(), probe);
    } else if (!key.not_unicode) {  // as no column's name is
      scratch_.clear();
      append_unescaped(scratch_, key.text());
      column = fields_.find(scratch_, probe);
    }
    return at;
  }

  const Rejection* convert(std::size_t record_size, std::span<Value> columns) {
    scratch_.clear();
    Token* token = tokens_.data();
    auto* value = columns.data();
    for (const auto& column : columns_) {
      ++token;
      if (token->kind == TokenKind::kEscapedString) scratch_.reserve(record_size);  // views into it must stay
      const char* const reason = to_value(*token, column, scratch_, *value++);
      if (reason != nullptr) return reject(reason, describe_misfit(reason, column, *token));
      token->kind = TokenKind::kNone;
    }
    return nullptr;
  }

  const Rejection* reject(const char* reason, std::string detail) {
    for (auto& token : tokens_) token.kind = TokenKind::kNone;
    rejection_ = {reason, std::move(detail)};
    return &rejection_;
  }

  const Rejection* reject_absent(std::string_view value) {
    return value.data() == nullptr ? reject("tombstone", "the record has no value")
                                   : reject("empty", "the record's value has no bytes");
  }

  // Walks once more, now with a brace at the end that is no part of the record: so the flaw of a record without one is
  // found too.
  const Rejection* reject_flaw(std::string_view value) {
    const auto text = std::string(value) + '}' + std::string(kPadding, '\0');
    const char* const end = text.data() + value.size() + 1;
    const char* const first = skip_space(text.data());
    Scan scan;
    if (*first != '{' && first != end - 1 && is_whole_value(first, end)) {
      return reject("not_object", fmt::format("a JSON object expected, found {}", excerpt(value)));
    }
    if (walk(text.data(), end, scan) != nullptr) scan.flaw(end - 1, "',' or '}'");
    const auto place = std::min(static_cast<std::size_t>(scan.flaw_at - text.data()), value.size());
    if (scan.too_deep) {
      return reject("depth", fmt::format("at byte {}: nested more than {} levels deep", place, kMaxDepth));
    }
    const auto found = place == value.size() ? "the end" : fmt::format("'{}'", excerpt(value.substr(place, 16)));
    return reject("malformed", fmt::format("at byte {}: {} expected, found {}", place, scan.expected, found));
  }

  static bool is_whole_value(const char* at, const char* end) {
    Scan scan;
    Token token;
    at = take_value(at, end, token, scan);
    return at != nullptr && skip_space(at) == end - 1;
  }

  std::vector<ColumnSpec> columns_;
  FieldIndex fields_;
  std::vector<Token> tokens_;  // first one that nobody reads, then by column; of kind kNone between records
  std::string scratch_;        // unescaped texts
  std::string padded_;         // a record that could not be read where it lies
  Rejection rejection_;
};

}  // namespace
}  // namespace json

std::unique_ptr<Decoder> make_json_decoder(std::vector<ColumnSpec> columns) {
  return std::make_unique<json::JsonDecoder>(std::move(columns));
}

}  // namespace millrace

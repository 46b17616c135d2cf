#include "integration-tests/oracle/flat_json.h"

#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

namespace millrace::trial {
namespace {

// Collects one object's fields; any other shape stops the parser.
class Collector : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Collector> {
 public:
  explicit Collector(FlatObject& object) : object_(object) {}

  bool Default() { return false; }  // arrays, and numbers not kept as text
  bool StartObject() { return ++depth_ == 1; }
  bool EndObject(rapidjson::SizeType) { return true; }
  bool Key(const char* text, rapidjson::SizeType size, bool) {
    field_.assign(text, size);
    return true;
  }
  bool Null() { return add("null"); }
  bool Bool(bool value) { return add(value ? "true" : "false"); }
  bool RawNumber(const char* text, rapidjson::SizeType size, bool) { return add(std::string(text, size)); }
  bool String(const char* text, rapidjson::SizeType size, bool) {
    std::string token;
    token.reserve(size + 2);
    return add(std::move(token.append(1, '"').append(text, size).append(1, '"')));
  }

 private:
  bool add(std::string token) { return depth_ == 1 && object_.emplace(field_, std::move(token)).second; }

  FlatObject& object_;
  std::string field_;
  int depth_ = 0;
};

const std::string* find(const FlatObject& object, std::string_view field) {
  const auto found = object.find(field);
  return found == object.end() ? nullptr : &found->second;
}

}  // namespace

std::optional<FlatObject> parse_flat(std::string_view json) {
  FlatObject object;
  Collector collector(object);
  rapidjson::MemoryStream stream(json.data(), json.size());
  rapidjson::Reader reader;
  constexpr unsigned kFlags = rapidjson::kParseNumbersAsStringsFlag | rapidjson::kParseValidateEncodingFlag;
  if (reader.Parse<kFlags>(stream, collector).IsError()) return std::nullopt;
  return object;
}

std::optional<std::string> text_of(const FlatObject& object, std::string_view field) {
  const std::string* const token = find(object, field);
  if (!token || token->front() != '"') return std::nullopt;
  return token->substr(1, token->size() - 2);
}

std::optional<std::string> number_of(const FlatObject& object, std::string_view field) {
  const std::string* const token = find(object, field);
  if (!token || (token->front() != '-' && (token->front() < '0' || token->front() > '9'))) return std::nullopt;
  return *token;
}

}  // namespace millrace::trial

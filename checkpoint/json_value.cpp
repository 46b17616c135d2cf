#include "checkpoint/json_value.h"

#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

namespace millrace {
namespace {

// RapidJSON's reader calls these. Its own tree does not compile with every compiler.
class TreeBuilder : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, TreeBuilder> {
 public:
  TreeBuilder() : open_{&root_} {}

  bool Null() { return add({nullptr}); }
  bool Bool(bool value) { return add({value}); }
  bool Int(int value) { return add({std::int64_t{value}}); }
  bool Uint(unsigned value) { return add({std::uint64_t{value}}); }
  bool Int64(std::int64_t value) { return add({value}); }
  bool Uint64(std::uint64_t value) { return add({value}); }
  bool Double(double value) { return add({value}); }
  bool String(const char* text, rapidjson::SizeType size, bool) { return add({std::string(text, size)}); }
  bool Key(const char* text, rapidjson::SizeType size, bool) {
    key_.assign(text, size);
    return true;
  }
  bool StartObject() { return begin({JsonValue::Object()}); }
  bool StartArray() { return begin({JsonValue::Array()}); }
  bool EndObject(rapidjson::SizeType) { return end(); }
  bool EndArray(rapidjson::SizeType) { return end(); }

  JsonValue take() { return std::move(root_); }

 private:
  static constexpr std::size_t kDeepest = 32;

  // Containers are filled through these pointers; only the innermost one grows, so the outer ones stay where they are.
  JsonValue& place(JsonValue value) {
    JsonValue& parent = *open_.back();
    if (auto* array = std::get_if<JsonValue::Array>(&parent.value)) return array->emplace_back(std::move(value));
    if (auto* object = std::get_if<JsonValue::Object>(&parent.value)) {
      return object->emplace_back(std::move(key_), std::move(value)).second;
    }
    return parent = std::move(value);
  }
  bool add(JsonValue value) {
    place(std::move(value));
    return true;
  }
  bool begin(JsonValue container) {
    open_.push_back(&place(std::move(container)));
    return open_.size() <= kDeepest;
  }
  bool end() {
    open_.pop_back();
    return true;
  }

  JsonValue root_;
  std::vector<JsonValue*> open_;
  std::string key_;
};

}  // namespace

std::expected<JsonValue, std::string> parse_json(std::string_view text) {
  rapidjson::MemoryStream stream(text.data(), text.size());
  rapidjson::Reader reader;
  TreeBuilder tree;
  // Iterative: a damaged file must not be able to exhaust the stack.
  constexpr unsigned kFlags = rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag;
  const rapidjson::ParseResult result = reader.Parse<kFlags>(stream, tree);
  if (!result) {
    return std::unexpected(std::string(rapidjson::GetParseError_En(result.Code())) + " (byte " +
                           std::to_string(result.Offset()) + ")");
  }
  return tree.take();
}

}  // namespace millrace

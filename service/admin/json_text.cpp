#include "service/admin/json_text.h"

#include <rapidjson/reader.h>

#include <array>

#include "connectors/json/iso_time.h"

namespace millrace {
namespace {

using rapidjson::SizeType;

// From one JSON text into another; numbers keep their digits.
class Embedding : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Embedding> {
 public:
  Embedding(rapidjson::Writer<rapidjson::StringBuffer>& json, const Redaction& redaction)
      : json_(json), redaction_(redaction) {}

  bool Null() { return json_.Null(); }
  bool Bool(bool truth) { return json_.Bool(truth); }
  bool RawNumber(const char* digits, SizeType size, bool) {
    const std::string_view number(digits, size);
    if (redaction_.apply(number) != number) return String(digits, size, true);
    return json_.RawValue(digits, size, rapidjson::kNumberType);
  }
  bool String(const char* text, SizeType size, bool) {
    const auto shown = redaction_.apply({text, size});
    return json_.String(shown.data(), static_cast<SizeType>(shown.size()));
  }
  bool StartObject() { return json_.StartObject(); }
  bool Key(const char* text, SizeType size, bool copy) { return String(text, size, copy); }
  bool EndObject(SizeType) { return json_.EndObject(); }
  bool StartArray() { return json_.StartArray(); }
  bool EndArray(SizeType) { return json_.EndArray(); }

 private:
  rapidjson::Writer<rapidjson::StringBuffer>& json_;
  const Redaction& redaction_;
};

}  // namespace

void JsonText::json_field(std::string_view name, std::string_view text) {
  rapidjson::StringBuffer copied;
  rapidjson::Writer<rapidjson::StringBuffer> copy(copied);
  rapidjson::MemoryStream stream(text.data(), text.size());
  Embedding into(copy, redaction_);
  constexpr unsigned kFlags = rapidjson::kParseNumbersAsStringsFlag | rapidjson::kParseIterativeFlag;
  if (!rapidjson::Reader().Parse<kFlags>(stream, into)) return field(name, text);
  key(name);
  json_.RawValue(copied.GetString(), copied.GetSize(), rapidjson::kObjectType);
}

void JsonText::value(std::string_view text) {
  const std::string shown = redaction_.apply(text);
  json_.String(shown.data(), static_cast<rapidjson::SizeType>(shown.size()));
}

void JsonText::value(WallTime wall) { time(wall.time_since_epoch().count()); }

void JsonText::value(EventTime event) {
  if (event == kNoEventTime) {
    json_.Null();
  } else {
    time(millis(event));
  }
}

void JsonText::value(const Error& error) {
  object([&] {
    field("attempted", error.attempted);
    field("object", error.object);
    field("cause", error.cause);
    field("remedy", error.remedy);
  });
}

void JsonText::time(std::int64_t epoch_millis) {
  std::array<char, json::kMaxIsoTime> out;
  const char* end = json::write_iso_time(out.data(), epoch_millis);
  json_.String(out.data(), static_cast<rapidjson::SizeType>(end - out.data()));
}

}  // namespace millrace

#include "service/admin/json_text.h"

#include <array>

#include "connectors/json/iso_time.h"

namespace millrace {

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

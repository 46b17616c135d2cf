// An answer of the API as JSON text, written in one go. No secret comes into it.
#pragma once

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <chrono>
#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "base/time.h"
#include "service/config/redaction.h"

namespace millrace {

// Every text goes through the redaction, whatever it is: there is no other way in. One thread.
class JsonText {
 public:
  explicit JsonText(const Redaction& redaction) : redaction_(redaction) { json_.SetMaxDecimalPlaces(3); }

  void value(std::string_view text);
  void value(const char* text) { value(std::string_view(text)); }
  void value(const std::string& text) { value(std::string_view(text)); }
  void value(bool truth) { json_.Bool(truth); }
  void value(double number) { json_.Double(number); }
  template <std::integral Number>
    requires(!std::same_as<Number, bool>)
  void value(Number number) {
    if constexpr (std::signed_integral<Number>) {
      json_.Int64(number);
    } else {
      json_.Uint64(number);
    }
  }
  void value(WallTime time);   // ISO 8601, UTC
  void value(EventTime time);  // the same; kNoEventTime: null
  void value(Millis time) { value(time.count()); }
  void value(const Error& error);
  template <class T>
  void value(const std::optional<T>& maybe) {
    if (maybe) {
      value(*maybe);
    } else {
      json_.Null();
    }
  }

  template <class T>
  void field(std::string_view name, const T& content) {
    key(name);
    value(content);
  }
  void null_field(std::string_view name) {
    key(name);
    json_.Null();
  }
  // A JSON text, as it is but for the secrets in it. What is none, or holds a number beyond all doubles, is shown as
  // text.
  void json_field(std::string_view name, std::string_view text);
  void milliseconds(std::string_view name, std::chrono::nanoseconds time) {
    field(name, std::chrono::duration<double, std::milli>(time).count());
  }

  template <class Fields>
  void object(Fields&& fields) {
    json_.StartObject();
    std::forward<Fields>(fields)();
    json_.EndObject();
  }
  template <class Fields>
  void object(std::string_view name, Fields&& fields) {
    key(name);
    object(std::forward<Fields>(fields));
  }
  // `each` writes one value for an item.
  template <class Items, class Each>
  void array(std::string_view name, const Items& items, Each&& each) {
    key(name);
    json_.StartArray();
    for (const auto& item : items) each(item);
    json_.EndArray();
  }

  std::string take() const { return {text_.GetString(), text_.GetSize()}; }

 private:
  void key(std::string_view name) { json_.Key(name.data(), static_cast<rapidjson::SizeType>(name.size())); }
  void time(std::int64_t epoch_millis);

  const Redaction& redaction_;
  rapidjson::StringBuffer text_;
  rapidjson::Writer<rapidjson::StringBuffer> json_{text_};
};

}  // namespace millrace

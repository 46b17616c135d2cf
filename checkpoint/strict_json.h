// Reading JSON that must be understood whole: every field is asked for exactly once, and nothing else may be there.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/function_ref.h"
#include "checkpoint/json_value.h"

namespace millrace {

// The first thing that was not as it must be. After it the readers below go on with empty values, so that code which
// reads need not check at every field: look here once, at the end.
class JsonProblem {
 public:
  void report(std::string text) {
    if (!text_) text_ = std::move(text);
  }
  const std::optional<std::string>& text() const { return text_; }

 private:
  std::optional<std::string> text_;
};

// One JSON object. `path` says where it stands ("shards[2].base"), for the problem's text. Refers to all it is given.
class StrictObject {
 public:
  StrictObject(const JsonValue& value, std::string path, JsonProblem& problem);

  std::string text(const char* field);
  std::uint64_t number(const char* field, std::uint64_t max = UINT64_MAX);
  std::int64_t signed_number(const char* field);
  std::optional<std::int64_t> signed_number_or_null(const char* field);
  std::uint64_t hex64(const char* field);  // exactly 16 lower-case digits: JSON readers round large numbers
  void object(const char* field, FunctionRef<void(StrictObject&)> read);
  void object_or_null(const char* field, FunctionRef<void(StrictObject&)> read);
  void object_if_there(const char* field, FunctionRef<void(StrictObject&)> read);
  void each(const char* field, FunctionRef<void(StrictObject&)> read);  // an array of objects
  void each_if_there(const char* field, FunctionRef<void(StrictObject&)> read);

  // All fields have been read: any other is a problem.
  void finish();

 private:
  const JsonValue* find(std::string_view field) const;  // null: not there
  const JsonValue* take(const char* field);             // null: reported
  void wrong(const char* field, std::string_view expected);
  std::string at(const char* field) const { return path_.empty() ? field : path_ + "." + field; }

  const JsonValue::Object* members_;  // null: not an object, reported
  std::string path_;
  JsonProblem& problem_;
  std::set<std::string_view> taken_;
};

}  // namespace millrace

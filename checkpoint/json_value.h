// A JSON text as a tree, with every member as it was written: doubled ones too.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/error.h"

namespace millrace {

// Numbers keep their kind: 120 is a std::uint64_t, -1 a std::int64_t, 120.0 a double.
struct JsonValue {
  using Array = std::vector<JsonValue>;
  using Object = std::vector<std::pair<std::string, JsonValue>>;
  std::variant<std::nullptr_t, bool, std::uint64_t, std::int64_t, double, std::string, Array, Object> value = nullptr;

  const Object* object() const { return std::get_if<Object>(&value); }
  const Array* array() const { return std::get_if<Array>(&value); }
  bool is_null() const { return std::holds_alternative<std::nullptr_t>(value); }
};

// The error is what is wrong and at which byte. Text that is nested deeper than any manifest is wrong too.
std::expected<JsonValue, std::string> parse_json(std::string_view text);

}  // namespace millrace

#include "checkpoint/strict_json.h"

#include <algorithm>
#include <charconv>

namespace millrace {
namespace {

std::optional<std::int64_t> as_signed(const JsonValue& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value.value)) return *number;
  const auto* number = std::get_if<std::uint64_t>(&value.value);
  if (number && *number <= std::uint64_t{INT64_MAX}) return static_cast<std::int64_t>(*number);
  return std::nullopt;
}

}  // namespace

StrictObject::StrictObject(const JsonValue& value, std::string path, JsonProblem& problem)
    : members_(value.object()), path_(std::move(path)), problem_(problem) {
  if (!members_) problem_.report((path_.empty() ? "the text" : path_) + " is not an object");
}

const JsonValue* StrictObject::find(std::string_view field) const {
  if (!members_) return nullptr;
  const auto member = std::ranges::find(*members_, field, &JsonValue::Object::value_type::first);
  return member == members_->end() ? nullptr : &member->second;
}

const JsonValue* StrictObject::take(const char* field) {
  if (!members_) return nullptr;
  taken_.insert(field);
  const JsonValue* value = find(field);
  if (!value) problem_.report(at(field) + " is missing");
  return value;
}

void StrictObject::wrong(const char* field, std::string_view expected) {
  problem_.report(at(field) + " is not " + std::string(expected));
}

std::string StrictObject::text(const char* field) {
  const auto* value = take(field);
  if (!value) return {};
  if (const auto* text = std::get_if<std::string>(&value->value)) return *text;
  wrong(field, "a text");
  return {};
}

std::uint64_t StrictObject::number(const char* field, std::uint64_t max) {
  const auto* value = take(field);
  if (!value) return 0;
  const auto* number = std::get_if<std::uint64_t>(&value->value);
  if (number && *number <= max) return *number;
  wrong(field, "an integer from 0 to " + std::to_string(max));
  return 0;
}

std::int64_t StrictObject::signed_number(const char* field) {
  const auto* value = take(field);
  const auto number = value ? as_signed(*value) : 0;
  if (!number) wrong(field, "an integer");
  return number.value_or(0);
}

std::optional<std::int64_t> StrictObject::signed_number_or_null(const char* field) {
  const auto* value = take(field);
  if (!value || value->is_null()) return std::nullopt;
  const auto number = as_signed(*value);
  if (!number) wrong(field, "an integer or null");
  return number;
}

std::uint64_t StrictObject::hex64(const char* field) {
  const std::string digits = text(field);
  std::uint64_t value = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, failed] = std::from_chars(digits.data(), end, value, 16);
  const bool upper = std::ranges::any_of(digits, [](char c) { return c >= 'A' && c <= 'F'; });
  if (digits.size() == 16 && failed == std::errc() && stop == end && !upper && digits.front() != '-') return value;
  wrong(field, "16 hexadecimal digits");
  return 0;
}

void StrictObject::object(const char* field, FunctionRef<void(StrictObject&)> read) {
  const auto* value = take(field);
  if (!value) return;
  StrictObject inner(*value, at(field), problem_);
  read(inner);
  inner.finish();
}

void StrictObject::object_or_null(const char* field, FunctionRef<void(StrictObject&)> read) {
  if (const auto* value = find(field); value && value->is_null()) {
    taken_.insert(field);
    return;
  }
  object(field, read);
}

void StrictObject::object_if_there(const char* field, FunctionRef<void(StrictObject&)> read) {
  if (find(field)) object(field, read);
}

void StrictObject::each(const char* field, FunctionRef<void(StrictObject&)> read) {
  const auto* value = take(field);
  if (!value) return;
  const auto* elements = value->array();
  if (!elements) return wrong(field, "an array");
  std::size_t index = 0;
  for (const auto& element : *elements) {
    StrictObject inner(element, at(field) + "[" + std::to_string(index++) + "]", problem_);
    read(inner);
    inner.finish();
  }
}

void StrictObject::each_if_there(const char* field, FunctionRef<void(StrictObject&)> read) {
  if (find(field)) each(field, read);
}

void StrictObject::finish() {
  if (!members_) return;
  std::set<std::string_view> seen;
  for (const auto& [name, value] : *members_) {
    if (!taken_.contains(name)) problem_.report(at(name.c_str()) + " is unknown");
    if (!seen.insert(name).second) problem_.report(at(name.c_str()) + " is there twice");
  }
}

}  // namespace millrace

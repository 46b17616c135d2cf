#include "checkpoint/strict_json.h"

#include <algorithm>
#include <charconv>

namespace millrace {

StrictObject::StrictObject(const rapidjson::Value& value, std::string path, JsonProblem& problem)
    : value_(value.IsObject() ? &value : nullptr), path_(std::move(path)), problem_(problem) {
  if (!value_) problem_.report((path_.empty() ? "the text" : path_) + " is not an object");
}

const rapidjson::Value* StrictObject::take(const char* field) {
  if (!value_) return nullptr;
  taken_.insert(field);
  const auto member = value_->FindMember(field);
  if (member != value_->MemberEnd()) return &member->value;
  problem_.report(at(field) + " is missing");
  return nullptr;
}

void StrictObject::wrong(const char* field, std::string_view expected) {
  problem_.report(at(field) + " is not " + std::string(expected));
}

std::string StrictObject::text(const char* field) {
  const auto* value = take(field);
  if (!value) return {};
  if (value->IsString()) return {value->GetString(), value->GetStringLength()};
  wrong(field, "a text");
  return {};
}

std::uint64_t StrictObject::number(const char* field, std::uint64_t max) {
  const auto* value = take(field);
  if (!value) return 0;
  if (value->IsUint64() && value->GetUint64() <= max) return value->GetUint64();
  wrong(field, "an integer from 0 to " + std::to_string(max));
  return 0;
}

std::int64_t StrictObject::signed_number(const char* field) {
  const auto* value = take(field);
  if (!value) return 0;
  if (value->IsInt64()) return value->GetInt64();
  wrong(field, "an integer");
  return 0;
}

std::optional<std::int64_t> StrictObject::signed_number_or_null(const char* field) {
  const auto* value = take(field);
  if (!value || value->IsNull()) return std::nullopt;
  if (value->IsInt64()) return value->GetInt64();
  wrong(field, "an integer or null");
  return std::nullopt;
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
  if (value_) {
    const auto member = value_->FindMember(field);
    if (member != value_->MemberEnd() && member->value.IsNull()) {
      taken_.insert(field);
      return;
    }
  }
  object(field, read);
}

void StrictObject::each(const char* field, FunctionRef<void(StrictObject&)> read) {
  const auto* value = take(field);
  if (!value) return;
  if (!value->IsArray()) return wrong(field, "an array");
  std::size_t index = 0;
  for (const auto& element : value->GetArray()) {
    StrictObject inner(element, at(field) + "[" + std::to_string(index++) + "]", problem_);
    read(inner);
    inner.finish();
  }
}

void StrictObject::finish() {
  if (!value_) return;
  std::set<std::string_view> seen;
  for (const auto& member : value_->GetObject()) {
    const std::string_view name(member.name.GetString(), member.name.GetStringLength());
    if (!taken_.contains(name)) problem_.report(at(std::string(name).c_str()) + " is unknown");
    if (!seen.insert(name).second) problem_.report(at(std::string(name).c_str()) + " is there twice");
  }
}

}  // namespace millrace

#include "service/admin/group_key_text.h"

#include <algorithm>
#include <set>

#include "checkpoint/json_value.h"
#include "connectors/json/iso_time.h"
#include "service/pipeline/group_key_json.h"
#include "service/sql/group_key.h"

namespace millrace {
namespace {

using Key = std::expected<std::string, std::string>;

std::string form_of(const sql::Query& query) {
  std::string members;
  for (const auto& name : query.group_names) members += (members.empty() ? "\"" : ",\"") + name + "\":...";
  return "{" + members + "}";
}

std::string encoded(std::span<const Value> values) {
  std::vector<char> key;
  sql::append_group_key(key, values);
  return {key.begin(), key.end()};
}

// `object` has these columns and no others.
Key from_object(const sql::Query& query, const std::vector<std::string>& names, std::string_view object) {
  std::vector<ColumnSpec> columns;
  for (std::size_t i = 0; i < names.size(); ++i) columns.push_back({names[i], query.group_types[i]});
  const auto decoder = make_json_decoder(columns);
  std::vector<Value> values(columns.size());
  if (const auto* rejected = decoder->decode(object, values)) return std::unexpected(rejected->detail);
  return encoded(values);
}

bool has_exactly(const JsonValue& json, const std::vector<std::string>& names) {
  const auto* members = json.object();
  if (members == nullptr || members->size() != names.size()) return false;
  std::set<std::string> given;
  for (const auto& member : *members) given.insert(member.first);
  return given == std::set<std::string>(names.begin(), names.end());
}

// A number or a truth as JSON has it; a time may also be ISO 8601.
Key from_raw_text(const sql::Query& query, std::string_view text) {
  const auto& type = query.group_types.front();
  if (type.kind == TypeKind::kText) return encoded(std::vector{Value::of_text(text)});
  const bool iso = type.kind == TypeKind::kTimestamp && json::parse_iso_time(text);
  const std::string object = R"({"key":)" + (iso ? '"' + std::string(text) + '"' : std::string(text)) + "}";
  const auto json = parse_json(object);
  if (!json || !has_exactly(*json, {"key"})) return std::unexpected("it is no " + to_string(type));
  return from_object(query, {"key"}, object);
}

// An object that has not the key's names is a slip more often than somebody's key.
std::string other_names(const sql::Query& query, std::string_view object) {
  auto words = "the key of this query is " + form_of(query);
  if (query.group_types.front().kind != TypeKind::kText) return words;
  const auto as_text = encoded(std::vector{Value::of_text(object)});
  return words + "; if this text is itself the key, write " + group_key_json(query, TimestampStyle::kIso, as_text);
}

}  // namespace

Key parse_group_key(const sql::Query& query, std::string_view text) {
  const auto& names = query.group_names;
  const auto json = parse_json(text);
  if (json && has_exactly(*json, names)) return from_object(query, names, text);
  if (names.size() == 1 && json && json->object() != nullptr) return std::unexpected(other_names(query, text));
  if (names.size() == 1) return from_raw_text(query, text);
  return std::unexpected("the key of this query is " + form_of(query));
}

std::string hint_of_seconds(std::string_view time) {
  constexpr std::uint64_t kFirst = 100'000'000, kEnd = 100'000'000'000;  // as milliseconds, the years 1970 to 1973
  const auto json = parse_json(time);
  const auto* count = json ? std::get_if<std::uint64_t>(&json->value) : nullptr;
  if (count == nullptr || *count < kFirst || *count >= kEnd) return "";
  const std::string given(time);
  return given + " was taken for milliseconds since 1970; if these are seconds, write " + given + "000.";
}

std::expected<EventTime, std::string> parse_time(std::string_view text) {
  if (const auto iso = json::parse_iso_time(text)) return event_time(*iso);
  const auto json = parse_json(text);
  if (json) {
    if (const auto* count = std::get_if<std::uint64_t>(&json->value); count != nullptr && *count <= json::kLastMillis) {
      return event_time(static_cast<std::int64_t>(*count));
    }
    if (const auto* count = std::get_if<std::int64_t>(&json->value); count != nullptr && *count >= json::kFirstMillis) {
      return event_time(*count);
    }
  }
  return std::unexpected("it is neither ISO 8601, like 2026-01-02T03:04:05Z, nor milliseconds since 1970");
}

}  // namespace millrace

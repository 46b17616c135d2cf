#include "service/sql/parse/tree.h"

#include <cstdint>
#include <cstring>

namespace millrace::sql {
namespace {

template <class T>
T member(const ProtobufCMessage& message, unsigned offset) {
  T value;
  // The member may well be a pointer: NOLINTNEXTLINE(bugprone-sizeof-expression)
  std::memcpy(&value, reinterpret_cast<const char*>(&message) + offset, sizeof(T));
  return value;
}

bool is_set(const ProtobufCMessage& message, const ProtobufCFieldDescriptor& field) {
  if (field.label == PROTOBUF_C_LABEL_REPEATED) return member<std::size_t>(message, field.quantifier_offset) > 0;
  if ((field.flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0)
    return member<std::uint32_t>(message, field.quantifier_offset) == field.id;
  switch (field.type) {
    case PROTOBUF_C_TYPE_MESSAGE:
      return member<const void*>(message, field.offset) != nullptr;
    case PROTOBUF_C_TYPE_STRING: {
      const auto* text = member<const char*>(message, field.offset);
      return text != nullptr && *text != '\0';
    }
    case PROTOBUF_C_TYPE_BYTES:
      return member<std::size_t>(message, field.offset) > 0;
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_DOUBLE:
      return member<std::uint64_t>(message, field.offset) != 0;
    default:
      return member<std::uint32_t>(message, field.offset) != 0;
  }
}

bool is_location(const ProtobufCFieldDescriptor& field) { return std::string_view(field.name) == "location"; }

}  // namespace

std::vector<const ProtobufCFieldDescriptor*> set_fields(const ProtobufCMessage& message) {
  std::vector<const ProtobufCFieldDescriptor*> set;
  for (unsigned i = 0; i < message.descriptor->n_fields; ++i) {
    const auto& field = message.descriptor->fields[i];
    if (is_set(message, field)) set.push_back(&field);
  }
  return set;
}

const ProtobufCMessage* content(const PgQuery__Node& node) {
  const auto fields = set_fields(node.base);
  return fields.empty() ? nullptr : member<const ProtobufCMessage*>(node.base, fields.front()->offset);
}

int location(const ProtobufCMessage& message) {
  for (unsigned i = 0; i < message.descriptor->n_fields; ++i) {
    const auto& field = message.descriptor->fields[i];
    if (!is_location(field)) continue;
    if (const auto own = member<std::int32_t>(message, field.offset); own >= 0) return own;
  }
  int first = -1;
  for (const auto* field : set_fields(message)) {
    const int inside = location(message, *field);
    if (inside >= 0 && (first < 0 || inside < first)) first = inside;
  }
  return first;
}

int location(const ProtobufCMessage& message, const ProtobufCFieldDescriptor& field) {
  if (field.type != PROTOBUF_C_TYPE_MESSAGE) return -1;
  if (field.label != PROTOBUF_C_LABEL_REPEATED)
    return location(*member<const ProtobufCMessage*>(message, field.offset));
  int first = -1;
  const auto count = member<std::size_t>(message, field.quantifier_offset);
  const auto* const* items = member<const ProtobufCMessage* const*>(message, field.offset);
  for (std::size_t i = 0; i < count; ++i) {
    const int inside = location(*items[i]);
    if (inside >= 0 && (first < 0 || inside < first)) first = inside;
  }
  return first;
}

std::string_view string_of(const PgQuery__Node& node) {
  return node.node_case == PG_QUERY__NODE__NODE_STRING ? std::string_view(node.string->sval) : std::string_view();
}

}  // namespace millrace::sql

// What PostgreSQL's parse tree says about itself, by its descriptors: which fields are set, and where it stands.
#pragma once

#include <pg_query/pg_query.pb-c.h>

#include <string_view>
#include <vector>

namespace millrace::sql {

// The fields that are not at their default: nothing that the parser said can be overlooked.
std::vector<const ProtobufCFieldDescriptor*> set_fields(const ProtobufCMessage& message);

// The message inside a node; null for an empty one.
const ProtobufCMessage* content(const PgQuery__Node& node);

// The node's own location, else the first one inside it; -1: none.
int location(const ProtobufCMessage& message);
int location(const ProtobufCMessage& message, const ProtobufCFieldDescriptor& field);

template <class Message>
const ProtobufCMessage& message(const Message& m) {
  return m.base;
}

// The text of a String node; "" if it is none.
std::string_view string_of(const PgQuery__Node& node);

}  // namespace millrace::sql

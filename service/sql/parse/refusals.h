// The names of what PostgreSQL's grammar has and Millrace has not (yet).
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "service/sql/parse/source_text.h"
#include "service/sql/parse/tree.h"

namespace millrace::sql {

// Lets through what is listed; everything else is reported by the name it has in SQL, at its place.
class Whitelist {
 public:
  Whitelist(const SourceText& text, Problems& problems) : text_(text), problems_(problems) {}

  // Whether `message` uses no other fields than these (and its location); each other one is reported.
  // `fallback` is the location to tell when the tree has none.
  bool only(const ProtobufCMessage& message, std::initializer_list<std::string_view> fields, int fallback) const;
  // Reports the whole node.
  void refuse(const ProtobufCMessage& message, int fallback) const;
  void refuse(std::string_view construct, Position at, std::string_view hint = "") const;

 private:
  // By the name it has in the table; false: it has none there.
  bool refuse_known(std::string_view what, int location) const;

  const SourceText& text_;
  Problems& problems_;
};

}  // namespace millrace::sql

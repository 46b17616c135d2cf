// A query as it was written, in our own words: what the reader let through of PostgreSQL's parse tree, nothing bound.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "service/sql/operator.h"
#include "service/sql/parse/problems.h"

namespace millrace::sql::ast {

struct Node;
using NodePtr = std::unique_ptr<const Node>;

struct Refused {};  // stands for something already reported, so that the rest can still be checked

struct Column {
  std::vector<std::string> names;  // o.amount: {"o", "amount"}
};

struct Star {
  std::string qualifier;  // o.*: "o"
};

struct Literal {
  enum class Kind { kNull, kBoolean, kNumber, kString } kind = Kind::kNull;
  std::string text;
  bool boolean = false;
};

struct Operation {
  Operator op;
  std::vector<NodePtr> operands;
};

struct TypeName {
  std::string name;            // "numeric", without pg_catalog
  std::vector<int> modifiers;  // numeric(12,2): {12, 2}
  Position position;
};

struct Cast {
  NodePtr operand;
  TypeName type;
};

struct Call {
  std::string name;
  std::vector<NodePtr> arguments;
  bool star = false;  // count(*)
};

struct Node {
  Position position;  // of an operation: its operator
  std::variant<Refused, Column, Star, Literal, Operation, Cast, Call> is;
};

template <class T>
NodePtr make_node(Position position, T is) {
  return std::make_unique<const Node>(Node{position, std::move(is)});
}

struct SelectItem {
  NodePtr expression;
  std::optional<std::string> alias;
};

struct Source {
  std::string name;
  std::string alias;  // what qualifies columns; the name itself if there is none
  Position position;
};

struct Select {
  std::vector<SelectItem> items;
  std::optional<Source> source;  // nullopt: missing or refused, and reported
  NodePtr where;                 // null: none
  std::vector<NodePtr> group_by;
  Position position;  // of SELECT
};

}  // namespace millrace::sql::ast

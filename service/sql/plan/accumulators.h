// Which accumulators a query keeps, shared among its aggregates.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "service/sql/bind/bound.h"

namespace millrace::sql {

// sum, avg and count of one argument share one accumulator; equal arguments are one. The order is that of their
// canonical texts, so that a change of the SELECT list that needs no other accumulators leaves the state as it is.
class Accumulators {
 public:
  void add(const Aggregate& aggregate);  // all of them, then finish()
  void finish();

  std::size_t index(const Aggregate& aggregate) const;
  const std::vector<AccumulatorSpec>& specs() const { return specs_; }
  const std::vector<BoundPtr>& arguments() const { return arguments_; }
  std::string text() const;  // for the fingerprint

 private:
  struct Kept {
    AccumulatorKind kind;
    BoundPtr argument;  // null: count(*)
  };
  using Key = std::pair<std::string, AccumulatorKind>;  // the argument's canonical text
  static Key key(const Aggregate& aggregate);

  std::map<Key, Kept> kept_;
  std::vector<AccumulatorSpec> specs_;
  std::vector<BoundPtr> arguments_;
};

}  // namespace millrace::sql

// Every problem of a query is collected, not only the first one.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "service/sql/query.h"

namespace millrace::sql {

// A place in the SQL text, in bytes.
struct Position {
  std::size_t offset = 0;
  std::size_t length = 1;
};

// In the order of their places. What is found twice at one place (GROUP BY 1 reads an item again) is told once.
class Problems {
 public:
  void add(Position at, std::string message) {
    const auto place = std::ranges::equal_range(found_, at.offset, {}, &Problem::offset);
    if (std::ranges::find(place, message, &Problem::message) != place.end()) return;
    found_.insert(place.end(), {at.offset, at.length, std::move(message)});
  }
  // The query cannot be compiled for a reason that is told elsewhere.
  void add_told_elsewhere() { told_elsewhere_ = true; }
  bool empty() const { return found_.empty() && !told_elsewhere_; }
  std::size_t size() const { return found_.size(); }
  const std::vector<Problem>& all() const { return found_; }

 private:
  std::vector<Problem> found_;
  bool told_elsewhere_ = false;
};

}  // namespace millrace::sql

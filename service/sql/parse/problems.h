// Every problem of a query is collected, not only the first one.
#pragma once

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "service/sql/query.h"

namespace millrace::sql {

// A place in the SQL text, in bytes.
struct Position {
  std::size_t offset = 0;
  std::size_t length = 1;
};

class Problems {
 public:
  void add(Position at, std::string message) { found_.push_back({at.offset, at.length, std::move(message)}); }
  bool empty() const { return found_.empty(); }
  std::size_t size() const { return found_.size(); }

  // By position; what was found twice at one place (GROUP BY 1 reads an item again) is told once.
  std::vector<Problem> sorted() const {
    auto problems = found_;
    const auto place = [](const Problem& p) { return std::tie(p.offset, p.message); };
    std::ranges::stable_sort(problems, {}, &Problem::offset);
    std::vector<Problem> once;
    for (auto& problem : problems) {
      const auto same = [&](const Problem& p) { return place(p) == place(problem); };
      if (std::ranges::none_of(once, same)) once.push_back(std::move(problem));
    }
    return once;
  }

 private:
  std::vector<Problem> found_;
};

}  // namespace millrace::sql

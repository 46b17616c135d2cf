// Panes as a plain map: what a shard must do, without any of how.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "state/tests/pane_records.h"

namespace millrace::test {

// Queries of count(*), sum(bigint argument 0) and max(text argument 1).
class PaneModel {
 public:
  explicit PaneModel(std::map<QueryId, std::int64_t> allowed_lateness) : lateness_(std::move(allowed_lateness)) {}

  // Whether it is taken up.
  bool apply(const Record& record) {
    if (is_expired(record.query, record.pane_end)) return false;
    auto& row = rows_[{record.query, record.pane_end, record.key}];
    ++row.count;
    if (!record.arguments[0].is_null()) row.sum = row.sum.value_or(0) + record.arguments[0].integer;
    if (!record.arguments[1].is_null())
      row.max = std::max(row.max.value_or(""), std::string(record.arguments[1].text()));
    if (is_passed(record.query, record.pane_end)) changed_.insert({record.query, record.pane_end, record.key});
    return true;
  }
  std::multiset<std::string> advance(QueryId query, std::int64_t watermark) {
    std::multiset<std::string> fired;
    const auto before = watermarks_.find(query);
    if (before != watermarks_.end() && watermark <= before->second) return fired;
    for (const auto& [at, row] : rows_) {
      if (at.query == query && at.pane_end <= watermark && !is_passed(query, at.pane_end)) fired.insert(words(at, row));
    }
    watermarks_[query] = watermark;
    for (const auto& at : changed_) {
      if (at.query == query && is_expired(query, at.pane_end)) fired.insert(words(at, rows_.at(at)));
    }
    const auto expired = [&](const Place& at) { return at.query == query && is_expired(query, at.pane_end); };
    std::erase_if(changed_, expired);
    std::erase_if(rows_, [&](const auto& row) { return expired(row.first); });
    return fired;
  }
  std::multiset<std::string> fire_changed() {
    std::multiset<std::string> fired;
    for (const auto& at : changed_) fired.insert(words(at, rows_.at(at)));
    changed_.clear();
    return fired;
  }
  std::size_t keys() const { return rows_.size(); }
  const std::map<QueryId, std::int64_t>& watermarks() const { return watermarks_; }

 private:
  struct Place {
    QueryId query;
    std::int64_t pane_end;
    std::string key;
    friend auto operator<=>(const Place&, const Place&) = default;
  };
  struct Row {
    int count = 0;
    std::optional<std::int64_t> sum;
    std::optional<std::string> max;
  };

  bool is_passed(QueryId query, std::int64_t end) const {
    const auto watermark = watermarks_.find(query);
    return watermark != watermarks_.end() && end <= watermark->second;
  }
  bool is_expired(QueryId query, std::int64_t end) const { return is_passed(query, end + lateness_.at(query)); }
  static std::string words(const Place& at, const Row& row) {
    return std::to_string(at.query.value) + " " + std::to_string(at.pane_end) + " " + at.key + ": " +
           std::to_string(row.count) + " " + (row.sum ? std::to_string(*row.sum) : "NULL") + " " +
           row.max.value_or("NULL");
  }

  std::map<QueryId, std::int64_t> lateness_;
  std::map<Place, Row> rows_;
  std::map<QueryId, std::int64_t> watermarks_;
  std::set<Place> changed_;
};

}  // namespace millrace::test

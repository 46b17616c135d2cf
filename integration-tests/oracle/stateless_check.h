// Compares the output of a query without GROUP BY with its input: every row once, in its partition's order, with the
// input's key.
#pragma once

#include <map>
#include <set>
#include <utility>

#include "integration-tests/oracle/order.h"
#include "integration-tests/oracle/verdict.h"

namespace millrace::trial {

// SELECT columns FROM orders WHERE ...; the columns must include order_id, by which rows are told apart.
struct StatelessQuery {
  std::function<bool(const Order&)> where = counts;
  std::vector<std::string> columns = {"order_id", "user_id", "amount"};
};

class StatelessCheck {
 public:
  explicit StatelessCheck(StatelessQuery query) : query_(std::move(query)) {}

  // All of the input first, then the output; each partition's records in order.
  void add_input(const TopicRecord& input);
  void add_output(const TopicRecord& output);
  Verdict finish();

 private:
  struct Expected {
    int partition = 0;
    std::int64_t offset = 0;
    std::string key;
    FlatObject row;
    bool seen = false;
  };
  bool in_order(const Expected& expected, const TopicRecord& output);

  StatelessQuery query_;
  std::map<std::string, Expected> expected_;               // by order_id
  std::map<std::pair<int, int>, std::int64_t> last_seen_;  // (input, output partition) -> input offset
  Verdict verdict_;
};

Verdict judge_stateless(const std::string& bootstrap, const std::string& input, const std::string& output,
                        const StatelessQuery& query);

}  // namespace millrace::trial

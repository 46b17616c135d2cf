// Random expressions against a model that is as naive as it can be: it reads nothing, shares nothing, and knows only
// the rules of SQL for bigint, boolean and NULL.
#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <optional>

#include "service/sql/tests/compiling.h"
#include "service/sql/tests/random_values.h"

namespace millrace::sql {
namespace {

using Wide = __int128;

// An answer of the model: a value, NULL, or the first failure there is on the way from left to right.
template <class T>
struct Answer {
  std::optional<T> value;
  std::string failure;
  bool failed() const { return !failure.empty(); }
};
using Number = Answer<Wide>;
using Truth3 = Answer<bool>;

struct Order {
  std::optional<std::int64_t> quantity;
  std::optional<bool> paid;
};

// Text of an expression, and what it means.
template <class T>
struct Meant {
  std::string sql;
  std::function<Answer<T>(const Order&)> model;
};

Number in_range(Wide value) {
  const auto fits =
      value >= std::numeric_limits<std::int64_t>::min() && value <= std::numeric_limits<std::int64_t>::max();
  return fits ? Number{value, ""} : Number{std::nullopt, "bigint out of range"};
}

Number calculate(char op, Wide a, Wide b) {
  if ((op == '/' || op == '%') && b == 0) return {std::nullopt, "division by zero"};
  switch (op) {
    case '+':
      return in_range(a + b);
    case '-':
      return in_range(a - b);
    case '*':
      return in_range(a * b);
    case '/':
      return in_range(a / b);
    default:
      return in_range(a % b);
  }
}

bool holds(const std::string& op, Wide a, Wide b) {
  if (op == "=") return a == b;
  if (op == "<>") return a != b;
  if (op == "<") return a < b;
  if (op == "<=") return a <= b;
  if (op == ">") return a > b;
  return a >= b;
}

Meant<Wide> number(int depth);

Meant<Wide> number_leaf() {
  if (*rc::gen::arbitrary<bool>()) {
    return {"quantity", [](const Order& o) { return o.quantity ? Number{*o.quantity, ""} : Number{std::nullopt, ""}; }};
  }
  const auto literal = *rc::gen::inRange<std::int64_t>(-3, 100);
  return {fmt::format("{}", literal), [literal](const Order&) { return Number{literal, ""}; }};
}

Meant<Wide> number(int depth) {
  if (depth == 0) return number_leaf();
  const char op = *rc::gen::element('+', '-', '*', '/', '%');
  const auto left = number(depth - 1), right = number(*rc::gen::inRange(0, depth));
  return {fmt::format("({} {} {})", left.sql, op, right.sql), [=](const Order& order) -> Number {
            const auto a = left.model(order);
            if (a.failed()) return a;
            const auto b = right.model(order);
            if (b.failed()) return b;
            if (!a.value || !b.value) return {};
            return calculate(op, *a.value, *b.value);
          }};
}

Meant<bool> condition(int depth);

Meant<bool> comparison_of(int depth) {
  const auto op = *rc::gen::element<std::string>("=", "<>", "<", "<=", ">", ">=");
  const auto left = number(depth), right = number(*rc::gen::inRange(0, depth + 1));
  return {fmt::format("({} {} {})", left.sql, op, right.sql), [=](const Order& order) -> Truth3 {
            const auto a = left.model(order);
            if (a.failed()) return {std::nullopt, a.failure};
            const auto b = right.model(order);
            if (b.failed()) return {std::nullopt, b.failure};
            if (!a.value || !b.value) return {};
            return {holds(op, *a.value, *b.value), ""};
          }};
}

// AND and OR stop at what decides them.
Meant<bool> logic_of(int depth) {
  const bool is_and = *rc::gen::arbitrary<bool>();
  const auto left = condition(depth - 1), right = condition(depth - 1);
  return {fmt::format("({} {} {})", left.sql, is_and ? "AND" : "OR", right.sql), [=](const Order& order) -> Truth3 {
            const auto a = left.model(order);
            if (a.failed() || a.value == !is_and) return a;
            const auto b = right.model(order);
            if (b.failed() || b.value == !is_and) return b;
            return a.value && b.value ? Truth3{is_and, ""} : Truth3{};
          }};
}

Meant<bool> condition(int depth) {
  const auto kind = depth == 0 ? *rc::gen::inRange(0, 2) : *rc::gen::inRange(0, 5);
  if (kind == 0) return {"paid", [](const Order& order) { return Truth3{order.paid, ""}; }};
  if (kind == 1) return comparison_of(depth);
  if (kind == 2) {
    const auto inner = condition(depth - 1);
    return {fmt::format("(NOT {})", inner.sql), [=](const Order& order) {
              auto answer = inner.model(order);
              if (answer.value) answer.value = !*answer.value;
              return answer;
            }};
  }
  if (kind == 3) {
    const auto inner = condition(depth - 1);
    return {fmt::format("({} IS NULL)", inner.sql), [=](const Order& order) {
              const auto answer = inner.model(order);
              return answer.failed() ? answer : Truth3{!answer.value, ""};
            }};
  }
  return logic_of(depth);
}

std::string shown_model(const Number& answer) {
  if (answer.failed()) return "error: " + answer.failure;
  return answer.value ? std::to_string(static_cast<std::int64_t>(*answer.value)) : "NULL";
}

std::string shown_model(const Truth3& answer) {
  if (answer.failed()) return "error: " + answer.failure;
  return !answer.value ? "NULL" : *answer.value ? "true" : "false";
}

Order any_order() {
  Order order;
  if (*rc::gen::inRange(0, 4) != 0) order.quantity = any_integer();
  if (*rc::gen::inRange(0, 4) != 0) order.paid = *rc::gen::arbitrary<bool>();
  return order;
}

std::vector<Value> values_of(const Order& order) {
  std::vector<Value> values(test_sources()[0].columns.size());
  if (order.quantity) values[2] = Value::of_bigint(*order.quantity);
  if (order.paid) values[5] = Value::of_boolean(*order.paid);
  return values;
}

// A constant in it cannot be computed, so that there is no query.
bool is_refused(const std::string& expression) {
  const auto problems = problems_of_expression(expression);
  return !problems.empty() && problems.front().ends_with("whatever the record is");
}

RC_GTEST_PROP(RandomExpressions, OfNumbersMeanWhatTheModelSays, ()) {
  const auto expression = number(*rc::gen::inRange(1, 5));
  const auto order = any_order();
  RC_LOG(expression.sql);
  if (is_refused(expression.sql)) {
    RC_ASSERT(expression.model(order).failed());
    return;
  }
  RC_ASSERT(evaluated(expression.sql, values_of(order)) == shown_model(expression.model(order)));
}

RC_GTEST_PROP(RandomExpressions, OfConditionsMeanWhatTheModelSays, ()) {
  const auto expression = condition(*rc::gen::inRange(1, 5));
  const auto order = any_order();
  RC_LOG(expression.sql);
  RC_PRE(!is_refused(expression.sql));
  RC_ASSERT(evaluated(expression.sql, values_of(order)) == shown_model(expression.model(order)));
}

}  // namespace
}  // namespace millrace::sql

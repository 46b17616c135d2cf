#include "service/sql/evaluate/logic.h"

namespace millrace::sql {
namespace {

// Decided by the first `Deciding`; otherwise null if any part was null.
template <Truth Deciding>
class Chain final : public Condition {
 public:
  explicit Chain(std::vector<ConditionPtr> parts) : parts_(std::move(parts)) {}
  Truth test(Row row, EvalContext& context) const override {
    auto answer = Deciding == Truth::kFalse ? Truth::kTrue : Truth::kFalse;
    for (const auto& part : parts_) {
      const auto one = part->test(row, context);
      if (one == Deciding) return one;
      if (one == Truth::kNull) answer = Truth::kNull;
    }
    return answer;
  }

 private:
  std::vector<ConditionPtr> parts_;
};

class Not final : public Condition {
 public:
  explicit Not(ConditionPtr operand) : operand_(std::move(operand)) {}
  Truth test(Row row, EvalContext& context) const override {
    const auto answer = operand_->test(row, context);
    return answer == Truth::kNull ? answer : truth(answer == Truth::kFalse);
  }

 private:
  ConditionPtr operand_;
};

class NullTest final : public Condition {
 public:
  NullTest(ExpressionPtr operand, bool wanted) : operand_(std::move(operand)), wanted_(wanted) {}
  Truth test(Row row, EvalContext& context) const override {
    return truth(operand_->evaluate(row, context).is_null() == wanted_);
  }

 private:
  ExpressionPtr operand_;
  bool wanted_;
};

class BooleanValue final : public Condition {
 public:
  explicit BooleanValue(ExpressionPtr operand) : operand_(std::move(operand)) {}
  Truth test(Row row, EvalContext& context) const override {
    const auto value = operand_->evaluate(row, context);
    return value.is_null() ? Truth::kNull : truth(value.boolean);
  }

 private:
  ExpressionPtr operand_;
};

}  // namespace

ConditionPtr all_of(std::vector<ConditionPtr> conditions) {
  return std::make_shared<Chain<Truth::kFalse>>(std::move(conditions));
}
ConditionPtr any_of(std::vector<ConditionPtr> conditions) {
  return std::make_shared<Chain<Truth::kTrue>>(std::move(conditions));
}
ConditionPtr negation(ConditionPtr condition) { return std::make_shared<Not>(std::move(condition)); }
ConditionPtr null_test(ExpressionPtr operand, bool wanted) {
  return std::make_shared<NullTest>(std::move(operand), wanted);
}
ConditionPtr as_condition(ExpressionPtr boolean) { return std::make_shared<BooleanValue>(std::move(boolean)); }

}  // namespace millrace::sql

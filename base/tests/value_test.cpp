#include "base/value.h"

#include <gtest/gtest.h>

#include <type_traits>

namespace millrace {
namespace {

static_assert(std::is_trivially_copyable_v<Value>, "batches copy values as bytes");

TEST(Value, IsNullUntilItIsSomething) {
  EXPECT_TRUE(Value{}.is_null());
  EXPECT_TRUE(Value::null().is_null());
  EXPECT_FALSE(Value::of_bigint(0).is_null());
  EXPECT_FALSE(Value::of_text("").is_null()) << "an empty text is not NULL";
}

TEST(Value, KeepsWhatItWasMadeOf) {
  EXPECT_TRUE(Value::of_boolean(true).boolean);
  EXPECT_EQ(Value::of_bigint(-7).integer, -7);
  EXPECT_EQ(Value::of_timestamp(event_time(1234)).integer, 1234);
  EXPECT_EQ(Value::of_double(0.5).real, 0.5);
  const Value price = Value::of_decimal(1250, 2);
  EXPECT_TRUE(price.decimal == 1250 && price.scale == 2);
}

TEST(Value, TextIsAViewThatMayHoldAnyByte) {
  const std::string owner("a\0b", 3);
  const Value text = Value::of_text(owner);
  EXPECT_EQ(text.text(), owner);
  EXPECT_EQ(text.text().data(), owner.data()) << "not a copy";
  EXPECT_EQ(Value::of_jsonb("{}").kind, TypeKind::kJsonb);
  EXPECT_EQ(Value::of_jsonb("{}").text(), "{}");
}

TEST(Type, IsSpelledAsInThePipelineFile) {
  EXPECT_EQ(to_string({TypeKind::kDecimal, 12, 2}), "decimal(12,2)");
  EXPECT_EQ(to_string({TypeKind::kDecimal, 0, 0}), "decimal");
  EXPECT_EQ(to_string({.kind = TypeKind::kText, .precision = 0, .scale = 0}), "text");
  EXPECT_EQ(to_string({.kind = TypeKind::kBigint, .precision = 0, .scale = 0}), "bigint");
  EXPECT_EQ(to_string({.kind = TypeKind::kDouble, .precision = 0, .scale = 0}), "double");
  EXPECT_EQ(to_string({.kind = TypeKind::kBoolean, .precision = 0, .scale = 0}), "boolean");
  EXPECT_EQ(to_string({.kind = TypeKind::kTimestamp, .precision = 0, .scale = 0}), "timestamp");
  EXPECT_EQ(to_string({.kind = TypeKind::kJsonb, .precision = 0, .scale = 0}), "jsonb");
  EXPECT_EQ(to_string({}), "null");
}

TEST(Type, DiffersByPrecisionAndScale) {
  EXPECT_NE((Type{TypeKind::kDecimal, 12, 2}), (Type{TypeKind::kDecimal, 12, 3}));
  EXPECT_NE((Type{TypeKind::kDecimal, 12, 2}), (Type{TypeKind::kDecimal, 13, 2}));
}

}  // namespace
}  // namespace millrace

#include "service/config/column_type.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace millrace {
namespace {

using testing::HasSubstr;

TEST(ColumnTypes, AreThoseOfTheLanguage) {
  EXPECT_EQ(parse_column_type("text")->type.kind, TypeKind::kText);
  EXPECT_EQ(parse_column_type("bigint")->type.kind, TypeKind::kBigint);
  EXPECT_EQ(parse_column_type("double")->type.kind, TypeKind::kDouble);
  EXPECT_EQ(parse_column_type("boolean")->type.kind, TypeKind::kBoolean);
  EXPECT_EQ(parse_column_type("jsonb")->type.kind, TypeKind::kJsonb);
}

TEST(ColumnTypes, HaveDecimalsWithDigitsAndScale) {
  EXPECT_EQ(parse_column_type("decimal(12,2)")->type, (Type{TypeKind::kDecimal, 12, 2}));
  EXPECT_EQ(parse_column_type("decimal(38, 38)")->type, (Type{TypeKind::kDecimal, 38, 38}));
  EXPECT_EQ(parse_column_type("decimal(5)")->type, (Type{TypeKind::kDecimal, 5, 0}));
}

TEST(ColumnTypes, RefuseDecimalsThatThereAreNot) {
  for (const char* text : {"decimal(0,0)", "decimal(39,2)", "decimal(5,6)", "decimal()", "decimal(a,b)",
                           "decimal(5,2,1)", "decimal(-5,2)", "decimal(5,)"}) {
    EXPECT_THAT(parse_column_type(text).error(), HasSubstr("digits")) << text;
  }
  EXPECT_THAT(parse_column_type("decimal").error(), HasSubstr("decimal(12,2)"));
}

TEST(ColumnTypes, HaveTimestampsOfEveryForm) {
  EXPECT_EQ(parse_column_type("timestamp")->timestamp, TimestampForm::kAuto);
  EXPECT_EQ(parse_column_type("timestamp(s)")->timestamp, TimestampForm::kSeconds);
  EXPECT_EQ(parse_column_type("timestamp(ms)")->timestamp, TimestampForm::kMillis);
  EXPECT_EQ(parse_column_type("timestamp(us)")->timestamp, TimestampForm::kMicros);
  EXPECT_EQ(parse_column_type("timestamp( ns )")->timestamp, TimestampForm::kNanos);
}

TEST(ColumnTypes, SaySoWhenACommaCutsThemOff) {
  EXPECT_THAT(parse_column_type("decimal(12").error(), HasSubstr("needs quotes"));
  EXPECT_THAT(parse_column_type("numeric(12").error(), HasSubstr("needs quotes"));
}

struct Misspelt {
  const char* written;
  const char* meant;
};

TEST(ColumnTypes, OfferWhatWasMeant) {
  for (const Misspelt& each : std::initializer_list<Misspelt>{{"string", "'text'"},
                                                              {"VARCHAR", "'text'"},
                                                              {"varchar(20)", "'text'"},
                                                              {"int", "'bigint'"},
                                                              {"bigitn", "'bigint'"},
                                                              {"float", "'double'"},
                                                              {"bool", "'boolean'"},
                                                              {"json", "'jsonb'"},
                                                              {"numeric(10,4)", "'decimal(10,4)'"},
                                                              {"numeric", "'decimal(12,2)'"},
                                                              {"decimel(10,4)", "'decimal(10,4)'"},
                                                              {"timestmp", "'timestamp'"},
                                                              {"timestamptz", "'timestamp'"},
                                                              {"timestamp(ps)", "'timestamp(s)'"},
                                                              {"Text", "'text'"},
                                                              {"elephant", "known: text"},
                                                              {"", "known: text"}}) {
    const auto type = parse_column_type(each.written);
    ASSERT_FALSE(type) << each.written;
    EXPECT_THAT(type.error(), HasSubstr(each.meant)) << each.written;
  }
}

}  // namespace
}  // namespace millrace

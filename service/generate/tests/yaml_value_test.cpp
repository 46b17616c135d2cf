#include "service/generate/yaml_value.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace millrace {
namespace {

using Mapping = YamlValue::Mapping;
using List = YamlValue::List;

YamlValue parsed(const std::string& text) {
  const auto tree = parse_yaml(text);
  EXPECT_TRUE(tree) << text;
  return tree ? yaml_value(*tree->root) : YamlValue{};
}

std::string again(const std::string& text) { return yaml_text(parsed(text)); }

TEST(YamlText, IsInBlocks) {
  EXPECT_EQ(again("{ name: x, sources: { orders: { topic: orders } }, key: [a, b], none: {}, few: [] }"),
            "name: x\nsources:\n  orders:\n    topic: orders\nkey:\n  - a\n  - b\nnone: {}\nfew: []\n");
}

TEST(YamlText, OfMappingsInAList) {
  EXPECT_EQ(again("[{ name: a, value: 1 }, { name: b }]"), "- name: a\n  value: 1\n- name: b\n");
}

TEST(YamlText, KeepsLinesAsTheyAre) {
  EXPECT_EQ(again("sql: |\n  SELECT 1\n    FROM x\n\n  WHERE y\n"), "sql: |\n  SELECT 1\n    FROM x\n\n  WHERE y\n");
  EXPECT_EQ(again("sql: |-\n  SELECT 1\n  FROM x\n"), "sql: |-\n  SELECT 1\n  FROM x\n");
}

TEST(YamlText, LeavesNothingToBeTakenForAnotherType) {
  for (const char* word :
       {"yes",     "off",           "NULL",    "~",  "1e3",  "0777", "1_000", "12:30:00", "2024-01-01", "0x1f", ".5",
        "${A:-b}", "decimal(12,2)", "1234567", "-1", "# no", "a: b", "",      " a",       "a ",         "=",    "<<"}) {
    EXPECT_EQ(yaml_text({Mapping{{"key", quoted(word)}}}), "key: \"" + std::string(word) + "\"\n");
  }
  EXPECT_EQ(again("a: '12'\nb: 'true'\n"), "a: \"12\"\nb: \"true\"\n");
}

TEST(YamlText, LeavesPlainWhatIsPlain) {
  for (const char* word : {"orders", "500ms", "1GiB", "3", "0", "true", "./data", "user_id"}) {
    EXPECT_EQ(again("key: " + std::string(word)), "key: " + std::string(word) + "\n");
  }
}

RC_GTEST_PROP(YamlText, IsReadAsWhatItWasMadeOf, ()) {
  const auto character = rc::gen::weightedElement<char>({{6, 'a'},
                                                         {2, ' '},
                                                         {2, '\n'},
                                                         {1, ':'},
                                                         {1, '"'},
                                                         {1, '\\'},
                                                         {1, '#'},
                                                         {1, '-'},
                                                         {1, '\t'},
                                                         {1, '1'},
                                                         {1, '\''},
                                                         {1, '{'}});
  const auto text = *rc::gen::container<std::string>(character);
  const YamlValue value{Mapping{{"key", quoted(text)}, {"list", {List{quoted(text), quoted("b")}}}}};
  const auto tree = parse_yaml(yaml_text(value));
  RC_ASSERT(tree.has_value());
  RC_ASSERT(tree->root->entries.size() == 2U);
  RC_ASSERT(tree->root->entries[0].value->scalar == text);
  RC_ASSERT(tree->root->entries[1].value->items.at(0)->scalar == text);
}

TEST(YamlValue, IsChangedByKey) {
  auto value = parsed("{ a: 1, b: { c: 2 } }");
  value.erase("a");
  value.find("b")->set("c", plain("3"));
  value.set("d", quoted("4"));
  EXPECT_EQ(yaml_text(value), "b:\n  c: 3\nd: \"4\"\n");
  EXPECT_EQ(value.find("a"), nullptr);
  EXPECT_EQ(value.find("d")->find("e"), nullptr);
}

}  // namespace
}  // namespace millrace

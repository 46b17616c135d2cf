// The decoder against another reader of JSON, on records that are whole and on records that are not.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/mman.h>

#include <map>

#include "connectors/json/tests/record_mutations.h"
#include "connectors/json/tests/reference_decoder.h"

namespace millrace {
namespace {

testing::AssertionResult agree(const Expected& expected, const std::string& got) {
  if (agrees(expected, got)) return testing::AssertionSuccess();
  return testing::AssertionFailure() << "expected: " << expected.shown << "\ngot:      " << got;
}

TEST(DecoderAgainstReference, AgreesOnWholeRecords) {
  const auto columns = all_kinds_of_columns();
  for (const auto record : kRecords) {
    const auto expected = reference_decode(columns, record);
    EXPECT_FALSE(expected.unclear);
    EXPECT_TRUE(agree(expected, decoded(columns, record))) << record;
    EXPECT_FALSE(expected.shown.starts_with("rejected")) << record;
  }
}

// One decoder for all of them: what it remembers of one record must not show in the next.
TEST(DecoderAgainstReference, AgreesOnMutatedRecords) {
  const auto columns = all_kinds_of_columns();
  const auto decoder = make_json_decoder(columns);
  std::mt19937 random(15);  // NOLINT(cert-msc51-cpp): the same records every time
  std::map<std::string, int> outcomes;
  for (int i = 0; i < 60'000; ++i) {
    std::string record(kRecords[random() % kRecords.size()]);
    for (auto times = random() % 3; times > 0; --times) record = mutated(record, random);
    const auto got = decoded(*decoder, columns.size(), record);
    ASSERT_TRUE(agree(reference_decode(columns, record), got)) << record;
    ++outcomes[got.starts_with("rejected") ? got : "taken"];
  }
  for (const auto* outcome : {"taken", "rejected: malformed", "rejected: type", "rejected: overflow", "rejected: utf8",
                              "rejected: unicode", "rejected: empty", "rejected: not_object"}) {
    EXPECT_GT(outcomes[outcome], 5) << outcome << " was hardly tried";
  }
}

std::string random_json(int depth) {
  const auto list = [depth](char open, char close, bool keys) {
    std::string text(1, open);
    for (int i = *rc::gen::inRange(0, 4); i > 0; --i) {
      if (keys) text += "\"" + std::string(1, static_cast<char>(*rc::gen::inRange<int>('a', 'f'))) + "\": ";
      text += random_json(depth - 1) + (i > 1 ? "," : "");
    }
    return text + close;
  };
  switch (*rc::gen::inRange(0, depth > 0 ? 7 : 5)) {
    case 0:
      return "null";
    case 1:
      return *rc::gen::arbitrary<bool>() ? "true" : "false";
    case 2:
      return std::to_string(*rc::gen::arbitrary<std::int64_t>());
    case 3:
      return fmt::format("{}", *rc::gen::arbitrary<double>());
    case 4:
      return "\"" + std::string(static_cast<std::size_t>(*rc::gen::inRange(0, 40)), 's') + "\\n\"";
    case 5:
      return list('[', ']', false);
    default:
      return list('{', '}', true);
  }
}

RC_GTEST_PROP(DecoderAgainstReference, AgreesOnAnyJson, ()) {
  const std::vector<ColumnSpec> columns = {column("a", TypeKind::kJsonb), column("b", TypeKind::kBigint),
                                           column("c", TypeKind::kText)};
  const auto record = R"({"a":)" + random_json(4) + R"(,"d":)" + random_json(4) + R"(, "b":)" + random_json(0) + "}";
  RC_ASSERT(agrees(reference_decode(columns, record), decoded(columns, record)));
}

// A page followed by one that must not be touched.
class GuardedPage {
 public:
  static constexpr std::size_t kPage = 4096;
  GuardedPage()
      : memory_(
            static_cast<char*>(mmap(nullptr, 2 * kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))) {
    EXPECT_EQ(mprotect(memory_ + kPage, kPage, PROT_NONE), 0);
  }
  ~GuardedPage() { munmap(memory_, 2 * kPage); }
  GuardedPage(const GuardedPage&) = delete;
  GuardedPage& operator=(const GuardedPage&) = delete;

  // The text, so placed that its last byte is this far from the page's end.
  std::string_view place(std::string_view text, std::size_t distance) {
    char* const at = memory_ + kPage - distance - text.size();
    std::ranges::copy(text, at);
    return {at, text.size()};
  }

 private:
  char* memory_;
};

TEST(JsonDecoderInPlace, ReadsNothingOfTheNextPage) {
  const auto columns = all_kinds_of_columns();
  GuardedPage page;
  for (const auto whole : kRecords) {
    for (std::size_t distance = 0; distance < 40; ++distance) {
      EXPECT_EQ(decoded(columns, page.place(whole, distance)), decoded(columns, std::string(whole)));
    }
    for (std::size_t size = 1; size < whole.size(); ++size) {
      const std::string part(whole.substr(0, size));
      EXPECT_EQ(decoded(columns, page.place(part, 0)), decoded(columns, part));
    }
  }
}

TEST(JsonDecoderInPlace, WhatFollowsARecordHasNoSay) {
  const auto columns = all_kinds_of_columns();
  for (const auto whole : kRecords) {
    for (std::size_t size = 1; size <= whole.size(); ++size) {
      const auto alone = decoded(columns, std::string(whole.substr(0, size)));
      EXPECT_EQ(decoded(columns, whole.substr(0, size)), alone) << "the rest of it follows";
      const auto between = std::string(whole.substr(0, size)) + "9999\"}\xff\xff\xff\xff\xff\xff";
      EXPECT_EQ(decoded(columns, std::string_view(between).substr(0, size)), alone);
    }
  }
}

}  // namespace
}  // namespace millrace

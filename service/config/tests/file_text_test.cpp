#include "service/config/file_text.h"

#include <gtest/gtest.h>

namespace millrace {
namespace {

void expect_position(const FileText& file, std::size_t offset, std::size_t line, std::size_t column) {
  EXPECT_EQ(file.position(offset).line, line) << "offset " << offset;
  EXPECT_EQ(file.position(offset).column, column) << "offset " << offset;
}

TEST(FileText, CountsLinesAndColumnsFromOne) {
  const FileText file("ab\ncd\n");
  expect_position(file, 0, 1, 1);
  expect_position(file, 2, 1, 3);
  expect_position(file, 3, 2, 1);
  expect_position(file, 6, 3, 1);
}

TEST(FileText, PutsOffsetsBehindTheEndAtTheEnd) { expect_position(FileText("ab"), 99, 1, 3); }

TEST(FileText, CountsColumnsInCharacters) { expect_position(FileText("é€😀x"), 9, 1, 4); }

TEST(FileText, LeavesLineBreaksOutOfLines) {
  const FileText file("one\r\ntwo\n\nfour");
  EXPECT_EQ(file.line(1), "one");
  EXPECT_EQ(file.line(2), "two");
  EXPECT_EQ(file.line(3), "");
  EXPECT_EQ(file.line(4), "four");
}

TEST(FileText, DropsAByteOrderMark) {
  const FileText file("\xEF\xBB\xBFname");
  EXPECT_EQ(file.text(), "name");
}

TEST(FileText, FindsBytesThatTextDoesNotHave) {
  EXPECT_EQ(FileText("plain é\t\r\n").first_foreign_byte(), std::nullopt);
  EXPECT_EQ(FileText(std::string("ab\0c", 4)).first_foreign_byte(), 2U);
  EXPECT_EQ(FileText("a\x04").first_foreign_byte(), 1U);
  EXPECT_EQ(FileText("a\x7F").first_foreign_byte(), 1U);
}

TEST(FileText, FindsWhatIsNotUtf8) {
  for (const char* bad : {"x\xFF", "x\xC3", "x\xC0\xAF", "x\xE0\x80\x80", "x\xED\xA0\x80", "x\xF5\x80\x80\x80",
                          "x\xF4\x90\x80\x80", "x\x80", "x\xE2\x82"}) {
    EXPECT_EQ(FileText(bad).first_foreign_byte(), 1U) << bad;
  }
  EXPECT_EQ(FileText("\xF4\x8F\xBF\xBF\xED\x9F\xBF").first_foreign_byte(), std::nullopt);
}

}  // namespace
}  // namespace millrace

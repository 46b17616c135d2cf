// What is known of a run after its end.
#include "service/last_exit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/tests/temp_directory.h"

namespace millrace {
namespace {

class LastExitNote : public testing::Test {
 protected:
  void note(const std::string& error) const {
    note_exit(folder_.path(), {WallTime{Millis{1'767'225'600'000}}, ExitCode::kPoison, error, "Skip it"},
              Redaction({"hunter2"}));
  }
  const TempDirectory folder_;
};

TEST_F(LastExitNote, IsReadAsItWasWritten) {
  note("read a record: orders[2]@0: \"much\"");
  const auto last = read_last_exit(folder_.path());
  ASSERT_TRUE(last);
  EXPECT_EQ(last->when, WallTime{Millis{1'767'225'600'000}});
  EXPECT_EQ(last->code, ExitCode::kPoison);
  EXPECT_EQ(last->error, "read a record: orders[2]@0: \"much\"");
  EXPECT_EQ(last->remedy, "Skip it");
}

TEST_F(LastExitNote, IsOfTheLastOne) {
  note("a long error that was before");
  note("short");
  EXPECT_EQ(read_last_exit(folder_.path())->error, "short");
}

TEST_F(LastExitNote, HoldsNoSecret) {
  note("wrong password hunter2");
  EXPECT_EQ(read_last_exit(folder_.path())->error, "wrong password [secret]");
}

TEST_F(LastExitNote, IsGoneWhenForgotten) {
  note("x");
  forget_exit(folder_.path());
  EXPECT_FALSE(read_last_exit(folder_.path()));
  forget_exit(folder_.path());
}

TEST_F(LastExitNote, ThatIsDamagedIsNone) {
  for (const char* text : {"", "{", "[]", "{}", R"({"when_ms":"now","code":6})"}) {
    std::ofstream(folder_ / "last-exit.json") << text;
    EXPECT_FALSE(read_last_exit(folder_.path())) << text;
  }
}

TEST_F(LastExitNote, ThatCannotBeWrittenIsNone) {
  note_exit(folder_ / "not-there", {}, Redaction({}));
  EXPECT_FALSE(read_last_exit(folder_ / "not-there"));
}

}  // namespace
}  // namespace millrace

#include "base/right_to_read.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace millrace {
namespace {

TEST(RightToRead, IsTheRemedyForWhatIsDeniedOnly) {
  for (const int denied : {EACCES, EPERM}) {
    EXPECT_THAT(remedy_for_unread(denied, "Make one"), ::testing::StartsWith("Give the user that runs millrace"));
  }
  for (const int other : {0, ENOENT, EIO}) EXPECT_EQ(remedy_for_unread(other, "Make one"), "Make one");
}

}  // namespace
}  // namespace millrace

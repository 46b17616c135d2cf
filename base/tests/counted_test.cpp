#include "base/counted.h"

#include <gtest/gtest.h>

namespace millrace {
namespace {

TEST(Counted, IsSingularForOneOnly) {
  EXPECT_EQ(counted(0, "partition"), "0 partitions");
  EXPECT_EQ(counted(1, "partition"), "1 partition");
  EXPECT_EQ(counted(2, "partition"), "2 partitions");
}

}  // namespace
}  // namespace millrace

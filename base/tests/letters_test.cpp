#include "base/letters.h"

#include <gtest/gtest.h>

namespace millrace {
namespace {

TEST(Letters, AreLoweredFromAToZ) { EXPECT_EQ(lower("AZaz"), "azaz"); }

TEST(Letters, BesideThoseOfAsciiStayAsTheyAre) { EXPECT_EQ(lower("@[`{ 09_\xC3\x84"), "@[`{ 09_\xC3\x84"); }

}  // namespace
}  // namespace millrace

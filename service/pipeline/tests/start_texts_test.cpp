#include "service/pipeline/start_texts.h"

#include <gmock/gmock.h>

#include "checkpoint/tests/builders.h"

namespace millrace::test {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

TEST(WhereReadingBegins, IsTheCommittedOffset) {
  EXPECT_THAT(where_reading_begins({position(0, 7)}, {committed(0, 7)}),
              ElementsAre("orders[0]: reading begins at offset 7 (the committed one)"));
}

TEST(WhereReadingBegins, IsWhereStartSaysIfNothingIsCommitted) {
  EXPECT_THAT(
      where_reading_begins({position(0, 0)}, {committed(0, std::nullopt)}),
      ElementsAre("orders[0]: reading begins at offset 0 (nothing is committed for it: start of the source says so)"));
}

TEST(WhereReadingBegins, NamesWhatIsSkippedBecauseItIsDeleted) {
  EXPECT_THAT(where_reading_begins({position(0, 9000)}, {committed(0, 7243)}),
              ElementsAre("orders[0]: reading begins at offset 9000 (committed is 7243, but the records before 9000 "
                          "are deleted)"));
}

TEST(WhereReadingBegins, IsCutShortForManyPartitions) {
  std::vector<PartitionPosition> positions;
  for (int i = 0; i < 100; ++i) positions.push_back(position(i, 1));
  const auto lines = where_reading_begins(positions, {});
  EXPECT_THAT(lines, SizeIs(17));
  EXPECT_EQ(lines.back(), "and 84 partitions more");
}

}  // namespace
}  // namespace millrace::test

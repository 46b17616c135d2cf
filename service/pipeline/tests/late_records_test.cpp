// Records that come after their windows: dropped, and counted for the query that dropped them.
#include "service/pipeline/late_records.h"

#include <gmock/gmock.h>

#include "service/pipeline/tests/pipeline_world.h"

namespace millrace::test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;

class LateRecords : public PipelineWorld {
 protected:
  void SetUp() override {
    std::string yaml = kOrdersPipeline;
    yaml.replace(yaml.find("state: {"), 0, R"(  lenient:
    sql: SELECT user_id, count(*) AS n FROM orders GROUP BY user_id, tumble('1 second')
    allowed_lateness: 10000s
    sink: { topic: lenient, format: json, key: user_id }
)");
    configure(yaml);
  }
  std::uint64_t late(std::size_t query) const { return late_records(*counters, query).records; }
};

TEST_F(LateRecords, AreCountedForTheQueryThatDroppedThem) {
  order(0, "ada", 1, 1000);
  close_windows();
  run_until([&] { return visible() == 1; });
  for (const auto* user : {"ada", "bob", "cleo"}) order(0, user, 1, 1500);
  const auto outcome = run_until([&] { return late(0) == 3 && visible("lenient") == 4; });
  EXPECT_FALSE(outcome.error) << outcome.error->message();
  EXPECT_EQ(late(0), 3U);
  EXPECT_EQ(late(1), 0U);
  EXPECT_EQ(visible(), 1U);
  EXPECT_THAT(values("lenient"), Contains(R"({"user_id":"ada","n":2})"));
}

// The watermark stands at 9,000 s, by the records that close the windows.
TEST_F(LateRecords, AreToldWithHowLateTheyWere) {
  order(0, "ada", 1, 1000);
  close_windows();
  run_until([&] { return visible() == 1; });
  order(0, "bob", 1, 8'000'500);
  order(1, "bob", 1, 1500);
  run_until([&] { return late(0) == 2; });
  EXPECT_EQ(late_records(*counters, 0).behind, Millis{8'998'000});
  EXPECT_EQ(late_records(*counters, 1).behind, Millis{0});
  std::multiset<Millis> each;
  for (const auto& record : board->left_out.newest(10)) each.insert(record.behind);
  EXPECT_THAT(each, ElementsAre(Millis{999'000}, Millis{8'998'000}));
}

}  // namespace
}  // namespace millrace::test

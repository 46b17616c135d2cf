// allowed_lateness in the file is another one than that of the last run.
#include <gmock/gmock.h>

#include "service/pipeline/tests/pipeline_world.h"

namespace millrace::test {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ChangedLateness : public PipelineWorld {
 protected:
  void run_with(Millis lateness, const std::function<bool()>& until) {
    config.queries[0].allowed_lateness = lateness;
    run_until(until);
  }
  void close_windows_before(std::int64_t ms) {
    for (int partition = 0; partition < 2; ++partition) order(partition, "end", 0, ms);
  }
  std::uint64_t late() const {
    std::uint64_t records = 0;
    for (const auto& shard : counters->shards) records += shard.late[0].read();
    return records;
  }
};

TEST_F(ChangedLateness, RaisedItDoesNotFireAFinishedWindowAgainInParts) {
  order(0, "ada", 100, 1000);
  close_windows_before(20'000);
  run_with(0s, [&] { return visible() == 1; });
  order(0, "ada", 7, 1500);  // of the window just finished
  order(0, "bob", 7, 500);   // of one that nobody had a record in
  run_with(1h, [&] { return late() == 2; });
  order(0, "ada", 5, 1600);
  run_with(1h, [&] { return late() == 3; });
  EXPECT_THAT(values(), ElementsAre(R"({"user_id":"ada","window_end":2000,"n":1,"total":100})"));
  EXPECT_THAT(instruments->read(instruments->mismatches), IsEmpty());
}

TEST_F(ChangedLateness, RaisedItHoldsForWindowsThatHaveNotExpired) {
  order(0, "ada", 1, 1000);
  close_windows_before(3000);
  run_with(0s, [&] { return visible() == 1; });
  order(0, "ada", 1, 3500);
  close_windows_before(5000);
  run_with(1h, [&] { return visible() == 3; });  // with the row of those who closed the windows before
  order(0, "ada", 1, 3600);
  run_with(1h, [&] { return visible() == 4; });
  EXPECT_EQ(values().count(R"({"user_id":"ada","window_end":4000,"n":2,"total":2})"), 1U);
  EXPECT_EQ(late(), 0U);
}

TEST_F(ChangedLateness, LoweredAndRaisedAgainTheBooksBalance) {
  order(0, "ada", 1, 1000);
  close_windows_before(20'000);
  run_with(1h, [&] { return visible() == 1; });
  run_with(0s, [&, before = instruments->completed.load()] { return instruments->completed > before; });
  order(0, "ada", 2, 1500);
  run_with(1h, [&] { return late() == 1; });
  EXPECT_EQ(visible(), 1U);
  EXPECT_THAT(instruments->read(instruments->mismatches), IsEmpty());
}

}  // namespace
}  // namespace millrace::test

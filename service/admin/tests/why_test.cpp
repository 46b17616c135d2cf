// What follows from what is known.
#include "service/admin/why.h"

#include <gmock/gmock.h>

namespace millrace {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

// A window through minute 2; the watermark stands at minute 1, committed.
WhyFacts open_window() {
  WhyFacts facts;
  facts.window_start = event_time(60'000);
  facts.window_end = event_time(120'000);
  facts.sink = "totals";
  facts.late = {"totals", Millis{10'000}, "orders", Millis{5'000}};
  facts.kept = true;
  facts.checkpoint = CheckpointId{7};
  facts.watermark = facts.committed_watermark = event_time(60'000);
  facts.fires.complete = true;
  facts.source = {"orders", "orders-topic", Millis{30'000}, event_time(60'500),
                  PartitionLag{PartitionId{3}, Offset{1}, Offset{1}, {}, event_time(60'500), false, Millis{12'000}}};
  return facts;
}
WhyFacts passed_window() {
  auto facts = open_window();
  facts.watermark = facts.committed_watermark = event_time(180'000);
  return facts;
}
void give_row(WhyFacts& facts) {
  facts.has_row = true;
  facts.row = R"({"n":1})";
}

TEST(WhyOfARow, SaysWhoHoldsAnOpenWindowBack) {
  auto facts = open_window();
  give_row(facts);
  EXPECT_EQ(judge(facts), Why::kWaiting);
  EXPECT_THAT(explain(facts),
              AllOf(HasSubstr("1970-01-01T00:01:00.000Z to 1970-01-01T00:02:00.000Z is not written"),
                    HasSubstr("held back by partition 3 of topic orders-topic"), HasSubstr("silent for 12s"),
                    HasSubstr("idle after 30s"), HasSubstr(R"(As of checkpoint 7)"), HasSubstr(R"(would be {"n":1})")));
}

TEST(WhyOfARow, SaysThatAPartitionHasNoRecordYet) {
  auto facts = open_window();
  facts.source.watermark = facts.source.held_back_by->watermark = kNoEventTime;
  facts.source.held_back_by->quiet = Millis{61'700};
  facts.source.idle_after = Millis{0};
  EXPECT_THAT(explain(facts), AllOf(HasSubstr("has no watermark yet"), HasSubstr("of which no record has been read"),
                                    HasSubstr("silent for 62s"),
                                    HasSubstr("never counts as idle. Look at the producer of that partition"),
                                    HasSubstr("set idle_after of source orders")));
}

TEST(WhyOfARow, DoesNotCallAPartitionSilentThatHasYetToBeRead) {
  auto facts = open_window();
  give_row(facts);
  facts.source.held_back_by->end = Offset{501};
  EXPECT_THAT(explain(facts), AllOf(HasSubstr("500 records of it are yet to be read"), Not(HasSubstr("silent"))));
}

TEST(WhyOfARow, SaysThatAllPartitionsAreIdle) {
  auto facts = open_window();
  give_row(facts);
  facts.source.held_back_by.reset();
  EXPECT_THAT(explain(facts), HasSubstr("no partition holds it back"));
}

TEST(WhyOfARow, SaysThatAnOpenWindowHasNoRecordOfTheKeyYet) {
  EXPECT_EQ(judge(open_window()), Why::kNoRecord);
  EXPECT_THAT(explain(open_window()), HasSubstr("still open"));
}

TEST(WhyOfARow, WaitsForTheCheckpointThatCommitsAFire) {
  auto facts = open_window();
  facts.watermark = event_time(180'000);
  EXPECT_EQ(judge(facts), Why::kCommitting);
  EXPECT_THAT(explain(facts), HasSubstr("the checkpoint after 7"));
}

TEST(WhyOfARow, FindsAFireThatIsNewerThanTheStateItLookedAt) {
  auto facts = open_window();
  facts.watermark = event_time(180'000);
  facts.fires.fires.push_back({CheckpointId{8}, {}, 5});
  EXPECT_EQ(judge(facts), Why::kFired);
}

TEST(WhyOfARow, NamesTheCheckpointOfAFireWhileTheWindowIsKept) {
  auto facts = passed_window();
  give_row(facts);
  facts.fires.fires.push_back({CheckpointId{6}, {}, 5});
  EXPECT_EQ(judge(facts), Why::kFired);
  EXPECT_THAT(explain(facts), AllOf(HasSubstr("fired in checkpoint 6"), HasSubstr("5 rows of all keys"),
                                    HasSubstr(R"(row is {"n":1})")));
}

TEST(WhyOfARow, DoesNotClaimToKnowAKeyWhoseWindowIsGone) {
  auto facts = passed_window();
  facts.kept = false;
  facts.fires.fires.push_back({CheckpointId{6}, {}, 5});
  EXPECT_EQ(judge(facts), Why::kFired);
  EXPECT_THAT(explain(facts), AllOf(HasSubstr("whether this key had a row is not known here"),
                                    HasSubstr("topic totals"), HasSubstr("timestamp 119999")));
}

TEST(WhyOfARow, KnowsThatNoKeyHadARecordWhenNothingFired) {
  auto facts = passed_window();
  facts.kept = false;
  EXPECT_EQ(judge(facts), Why::kNoRecord);
  EXPECT_THAT(explain(facts), HasSubstr("No row of any key"));
}

TEST(WhyOfARow, SaysWhatIsNotRecordedAndDoesNotCallItWritten) {
  auto facts = passed_window();
  facts.kept = false;
  facts.fires.complete = false;
  EXPECT_EQ(judge(facts), Why::kNotRecorded);
  EXPECT_THAT(explain(facts), AllOf(StartsWith("Not recorded: the watermark has passed the window from"),
                                    HasSubstr("If it has rows, they were written before this process began"),
                                    HasSubstr("look in topic totals"), Not(HasSubstr("is written"))));
}

// A key that only came late, to a window that nobody else was in or that fired before.
WhyFacts late_facts() {
  auto facts = passed_window();
  facts.kept = false;
  facts.left_out.push_back({{}, QueryId{1}, facts.window_end, 1, "late", Millis{60'000}});
  facts.left_out.push_back({{}, QueryId{1}, facts.window_end, 1, "late", Millis{3'599'500}});
  return facts;
}

TEST(WhyOfARow, SaysFirstThatRecordsCameTooLateAndHowToHaveThemTakenIn) {
  EXPECT_EQ(judge(late_facts()), Why::kLeftOut);
  EXPECT_THAT(explain(late_facts()),
              AllOf(StartsWith("Left out: 2 records of this key came after the window from"), HasSubstr("up to 1h"),
                    HasSubstr("set allowed_lateness of query totals (now 10s) to more than 1h"),
                    HasSubstr("max_delay of source orders (now 5s)")));
}

TEST(WhyOfARow, DoesNotSendAnybodyToLookForTheRowOfAWindowThatWasNeverWritten) {
  EXPECT_THAT(explain(late_facts()), AllOf(HasSubstr("No row of any key was written for it"),
                                           Not(HasSubstr("look in topic")), Not(HasSubstr("is written"))));
}

TEST(WhyOfARow, AllowsThatAKeyHadARowBeforeItsLateRecords) {
  auto facts = late_facts();
  facts.fires.fires.push_back({CheckpointId{6}, {}, 5});
  EXPECT_THAT(explain(facts), AllOf(HasSubstr("It fired in checkpoint 6"), HasSubstr("look in topic totals")));
}

TEST(WhyOfARow, KnowsThatOnlyLateRecordsOfTheKeyCameToAKeptWindow) {
  auto facts = late_facts();
  facts.kept = true;
  facts.left_out.pop_back();
  EXPECT_EQ(judge(facts), Why::kLeftOut);
  EXPECT_THAT(explain(facts), AllOf(StartsWith("Left out: 1 record of"), HasSubstr("the key has no other record")));
}

TEST(WhyOfARow, TellsOfARowThatCouldNotBeMade) {
  auto facts = passed_window();
  facts.kept = false;
  facts.left_out.push_back({{}, QueryId{1}, facts.window_end, 1, "numeric overflow", Millis{0}});
  EXPECT_THAT(explain(facts), AllOf(HasSubstr("could not be made (numeric overflow)"), Not(HasSubstr("came after"))));
}

TEST(WhyOfARow, KnowsThatAKeptWindowLacksTheKey) {
  EXPECT_EQ(judge(passed_window()), Why::kNoRecord);
  EXPECT_THAT(explain(passed_window()), HasSubstr("the key has no record in it"));
}

}  // namespace
}  // namespace millrace

// Crash, fail or freeze anywhere: what was committed is that of a run that was never interrupted.
#include "checkpoint/tests/simulation.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>

namespace millrace::test {
namespace {

constexpr std::int64_t kRecords = 20;

// Steps until every record of the input has its row committed. Then all of it, in order, must be there.
void run_to_the_end(SimWorld& world, SimProcess& process) {
  for (int i = 0; i < 5000 && world.refusals.empty(); ++i) {
    if (world.kafka.rows().size() >= kSimPartitions * static_cast<std::size_t>(kRecords)) break;
    process.step();
    if (process.is_over()) break;
  }
  for (int i = 0; i < 50; ++i) process.step();
}

void restart_and_run_to_the_end(SimWorld& world) {
  SimProcess process(world);
  run_to_the_end(world, process);
}

// Empty: exactly once. Otherwise what is wrong.
std::string verdict(const SimWorld& world) {
  if (!world.refusals.empty()) return "refused: " + world.refusals.front();
  std::vector<SimRow> rows = world.kafka.rows();
  for (const auto& row : rows) {
    if (!row.is_right()) return "wrong row: state and offset do not agree";
  }
  std::ranges::sort(rows);
  if (std::ranges::adjacent_find(rows) != rows.end()) return "duplicated";
  if (rows.size() != kSimPartitions * static_cast<std::size_t>(kRecords)) return "missing";
  return "";
}

SimWorld fresh_world() {
  SimWorld world;
  world.kafka.append(kRecords);
  return world;
}

// Executes `lines` lines, then the process is gone.
void crash_after(SimWorld& world, int lines) {
  SimProcess process(world);
  for (int i = 0; i < lines; ++i) process.step();
}

TEST(Simulation, CommitsEveryRowOnceWhenNothingHappens) {
  SimWorld world = fresh_world();
  restart_and_run_to_the_end(world);
  EXPECT_EQ(verdict(world), "");
  EXPECT_LE(world.disk->all().size(), 20U) << "retention must have deleted what is history";
}

TEST(Simulation, SurvivesACrashBetweenAnyTwoLines) {
  for (int lines = 0; lines < 300; ++lines) {
    SimWorld world = fresh_world();
    crash_after(world, lines);
    restart_and_run_to_the_end(world);
    ASSERT_EQ(verdict(world), "") << "crashed after line " << lines;
  }
}

TEST(Simulation, SurvivesASecondCrashInsideTheRecoveryFromTheFirst) {
  for (int first = 0; first < 120; ++first) {
    for (int second = 0; second < 12; ++second) {
      SimWorld world = fresh_world();
      crash_after(world, first);
      crash_after(world, second);
      restart_and_run_to_the_end(world);
      ASSERT_EQ(verdict(world), "") << "crashed after line " << first << ", then after line " << second;
    }
  }
}

// Hole 1: the answer to a commit is lost, whether it happened or not.
TEST(Simulation, SurvivesACommitOfUnknownOutcomeAtAnyTime) {
  for (int lines = 0; lines < 120; ++lines) {
    for (const bool happened : {false, true}) {
      SimWorld world = fresh_world();
      SimProcess process(world);
      for (int i = 0; i < lines; ++i) process.step();
      process.lose_commit(happened);
      run_to_the_end(world, process);
      ASSERT_EQ(verdict(world), "") << "after line " << lines << ", happened: " << happened;
    }
  }
}

TEST(Simulation, SurvivesAnAbortAtAnyTime) {
  for (int lines = 0; lines < 120; ++lines) {
    SimWorld world = fresh_world();
    SimProcess process(world);
    for (int i = 0; i < lines; ++i) process.step();
    process.fail_abortably();
    run_to_the_end(world, process);
    ASSERT_EQ(verdict(world), "") << "after line " << lines;
  }
}

TEST(Simulation, SurvivesAStoreThatFailsForAWhileAtAnyTime) {
  for (int lines = 5; lines < 60; ++lines) {
    for (const int failures : {1, 3, 100}) {  // 100: longer than checkpoint.timeout
      SimWorld world = fresh_world();
      SimProcess process(world);
      for (int i = 0; i < lines; ++i) process.step();
      process.fail_writes(failures);
      run_to_the_end(world, process);
      ASSERT_EQ(verdict(world), "") << "after line " << lines << ", failures: " << failures;
    }
  }
}

// Hole 14: a former self that was frozen goes on where it was, while the new one is at work: it may write into the
// store and delete from it, and must do no harm.
TEST(Simulation, SurvivesAFormerSelfThatWakesUpAnywhere) {
  for (int before = 0; before < 80; ++before) {
    for (int meanwhile = 0; meanwhile < 80; meanwhile += 3) {
      SimWorld world = fresh_world();
      SimProcess former(world);
      for (int i = 0; i < before; ++i) former.step();
      SimProcess current(world);
      for (int i = 0; i < meanwhile; ++i) current.step();
      // Its own init, if that is what it is about to do, would fence the new self: two instances, not a zombie.
      if (before > 0) {
        for (int i = 0; i < 30; ++i) former.step();
      }
      run_to_the_end(world, current);
      if (current.is_over()) restart_and_run_to_the_end(world);
      ASSERT_EQ(verdict(world), "") << "frozen after line " << before << ", for " << meanwhile << " lines";
    }
  }
}

// All of it together, in any order.
RC_GTEST_PROP(Simulation, CommitsEveryRowOnceWhateverHappens, ()) {
  SimWorld world = fresh_world();
  auto current = std::make_unique<SimProcess>(world);
  std::vector<std::unique_ptr<SimProcess>> former;
  const int events = *rc::gen::inRange(0, 60);
  for (int event = 0; event < events; ++event) {
    const int lines = *rc::gen::inRange(0, 40);
    for (int i = 0; i < lines; ++i) current->step();
    switch (*rc::gen::inRange(0, 7)) {
      case 0:
        current = std::make_unique<SimProcess>(world);
        break;
      case 1:
        former.push_back(std::exchange(current, std::make_unique<SimProcess>(world)));
        break;
      case 2:
        current->lose_commit(*rc::gen::arbitrary<bool>());
        break;
      case 3:
        current->fail_abortably();
        break;
      case 4:
        current->fail_writes(*rc::gen::inRange(1, 4));
        break;
      default:
        for (auto& process : former) process->step();
        break;
    }
    if (current->is_over()) current = std::make_unique<SimProcess>(world);
    RC_ASSERT(world.refusals.empty());
  }
  restart_and_run_to_the_end(world);
  RC_ASSERT(verdict(world) == "");
}

// --from repeats outputs, as it says; but it never skips any, and state and offsets still agree.
RC_GTEST_PROP(Simulation, GoingBackRepeatsRowsButSkipsNone, ()) {
  SimWorld world = fresh_world();
  crash_after(world, *rc::gen::inRange(20, 150));
  std::vector<CheckpointId> stored;
  for (const auto& [object, bytes] : world.disk->all()) {
    if (const auto name = name_of_object(object)) stored.push_back(name->id);
  }
  RC_PRE(!stored.empty());
  const auto from = stored[*rc::gen::inRange<std::size_t>(0, stored.size())];
  {
    SimProcess back(world, {.from = from, .accept_offsets = false});
    for (int i = *rc::gen::inRange(0, 60); i > 0; --i) back.step();
  }
  // Refused: an aborted checkpoint, which is no reason to lose anything.
  world.refusals.clear();
  SimProcess process(world);
  for (int i = 0; i < 3000; ++i) process.step();
  RC_ASSERT(world.refusals.empty());
  std::vector<SimRow> rows = world.kafka.rows();
  RC_ASSERT(std::ranges::all_of(rows, &SimRow::is_right));
  std::ranges::sort(rows);
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  RC_ASSERT(rows.size() == kSimPartitions * static_cast<std::size_t>(kRecords));
}

}  // namespace
}  // namespace millrace::test

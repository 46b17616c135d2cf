// What `millrace checkpoints list` says of each checkpoint.
#include "service/checkpoint_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "checkpoint/tests/memory_store.h"
#include "service/tests/stored_manifests.h"

namespace millrace {
namespace {

using ::millrace::test::MemoryStore;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Checkpoints 1 to 3 follow one another; a second attempt at 3 and one at 4 follow 2 and 3.
class CheckpointList : public ::testing::Test {
 protected:
  CheckpointList() {
    first_ = keep(1, "");
    second_ = keep(2, to_string(first_));
    third_ = keep(3, to_string(second_));
    aborted_ = keep(3, to_string(second_), 700);
    fourth_ = keep(4, to_string(third_));
  }

  CheckpointName keep(std::uint64_t id, const std::string& parent, std::int64_t offset = 1) {
    Manifest manifest = manifest_of(id, offset);
    manifest.parent = parent;
    return store_manifest(store_, manifest);
  }
  std::vector<std::string_view> words(const std::optional<CheckpointName>& named) {
    const auto standings = standings_of(*read_stored_checkpoints(store_), named);
    std::vector<std::string_view> words;
    for (const auto& name : {first_, second_, third_, aborted_, fourth_}) words.push_back(word_of(standings.at(name)));
    return words;
  }

  MemoryStore store_;
  CheckpointName first_, second_, third_, aborted_, fourth_;
};

TEST_F(CheckpointList, TellsWhatLaterOnesFollowWithoutKafka) {
  EXPECT_THAT(words(std::nullopt), ElementsAre("decided", "decided", "decided", "unknown", "unknown"));
}

TEST_F(CheckpointList, TellsWhatKafkaNamesAndWhatWasNeverDecided) {
  EXPECT_THAT(words(third_), ElementsAre("decided", "decided", "in Kafka", "undecided", "undecided"));
  EXPECT_THAT(words(fourth_), ElementsAre("decided", "decided", "decided", "undecided", "in Kafka"));
  EXPECT_THAT(words(aborted_), ElementsAre("decided", "decided", "undecided", "in Kafka", "undecided"));
}

TEST_F(CheckpointList, DoesNotGuessBeyondADamagedManifest) {
  store_.objects().flip_bit(manifest_object(second_), 20);
  EXPECT_THAT(words(third_), ElementsAre("unknown", "unknown", "in Kafka", "unknown", "unknown"));
  store_.objects().flip_bit(manifest_object(third_), 20);
  EXPECT_THAT(words(third_), ElementsAre("unknown", "unknown", "in Kafka", "unknown", "unknown"));
}

TEST_F(CheckpointList, HasOneLineForEach) {
  const auto checkpoints = *read_stored_checkpoints(store_);
  const std::string text = format_list(checkpoints, standings_of(checkpoints, third_));
  EXPECT_EQ(std::ranges::count(text, '\n'), 6);
  EXPECT_THAT(text, HasSubstr("         3  2023-11-14 22:13:23Z  interval"));
  EXPECT_THAT(text, HasSubstr("0 B  in Kafka   " + to_string(third_)));
  EXPECT_THAT(text, HasSubstr("0 B  undecided  " + to_string(fourth_)));
}

TEST_F(CheckpointList, ShowsDamage) {
  store_.objects().flip_bit(manifest_object(second_), 20);
  const auto checkpoints = *read_stored_checkpoints(store_);
  EXPECT_THAT(format_list(checkpoints, standings_of(checkpoints, std::nullopt)), HasSubstr("2  not readable: "));
}

}  // namespace
}  // namespace millrace

// What every checkpoint store promises. Include it in one .cpp of a test program and instantiate it:
//
//   INSTANTIATE_TEST_SUITE_P(FileStore, CheckpointStoreContract,
//                            ::testing::Values(StoreUnderTest{"file", [](const std::filesystem::path& root) {...}}));
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <ostream>
#include <thread>

#include "base/tests/temp_directory.h"
#include "checkpoint/checkpoint_store.h"

namespace millrace::test {

struct StoreUnderTest {
  std::string name;
  // Opening the same root again must show the same objects, as to a restarted process.
  std::function<std::unique_ptr<CheckpointStore>(const std::filesystem::path& root)> open;
  friend std::ostream& operator<<(std::ostream& out, const StoreUnderTest& s) { return out << s.name; }
};

class CheckpointStoreContract : public ::testing::TestWithParam<StoreUnderTest> {
 protected:
  void SetUp() override {
    store_ = GetParam().open(root());
    ASSERT_NE(store_, nullptr);
  }
  void TearDown() override { store_.reset(); }

  std::filesystem::path root() const { return scratch_ / "store"; }
  std::filesystem::path local(const std::string& name) const { return scratch_ / name; }

  Result<void> put(std::string_view name, std::string_view bytes) {
    const std::string_view pieces[] = {bytes};
    return store_->put(name, pieces);
  }
  std::string bytes_of(std::string_view name) const {
    const auto bytes = store_->get(name);
    return bytes ? *bytes : "error: " + bytes.error().message();
  }
  std::vector<std::string> names(std::string_view prefix) const {
    const auto objects = store_->list(prefix);
    if (!objects) return {"error: " + objects.error().message()};
    std::vector<std::string> found;
    for (const StoredObject& object : *objects) found.push_back(object.name);
    return found;
  }
  void write_local(const std::string& name, std::string_view bytes) const {
    std::ofstream(local(name), std::ios::binary | std::ios::trunc) << bytes;
  }
  std::string read_local(const std::string& name) const {
    std::ifstream in(local(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  const TempDirectory scratch_;
  std::unique_ptr<CheckpointStore> store_;
};

TEST_P(CheckpointStoreContract, GivesBackThePiecesAsOneObject) {
  const std::string binary("\0\xff\n\r\0", 5);
  const std::string_view pieces[] = {"head ", "", binary};
  ASSERT_TRUE(store_->put("deltas/2/7-a.delta", pieces));
  EXPECT_EQ(bytes_of("deltas/2/7-a.delta"), "head " + binary);
}

TEST_P(CheckpointStoreContract, HoldsAnEmptyObject) {
  ASSERT_TRUE(store_->put("deltas/0/empty", {}));
  EXPECT_EQ(bytes_of("deltas/0/empty"), "");
  EXPECT_THAT(names(""), ::testing::ElementsAre("deltas/0/empty"));
}

TEST_P(CheckpointStoreContract, ShowsTheSameObjectsWhenOpenedAgain) {
  ASSERT_TRUE(put("manifests/41-3-ab.json", "{}"));
  store_.reset();
  store_ = GetParam().open(root());
  ASSERT_NE(store_, nullptr);
  EXPECT_EQ(bytes_of("manifests/41-3-ab.json"), "{}");
  EXPECT_THAT(names("manifests/"), ::testing::ElementsAre("manifests/41-3-ab.json"));
}

// Hole 14: snapshots are never overwritten.
TEST_P(CheckpointStoreContract, RefusesAnExistingNameAndLeavesItsObjectAlone) {
  ASSERT_TRUE(put("deltas/0/x", "first"));
  const auto again = put("deltas/0/x", "second");
  ASSERT_FALSE(again);
  EXPECT_THAT(again.error().message(), ::testing::HasSubstr("deltas/0/x"));
  write_local("file", "third");
  EXPECT_FALSE(store_->put_file("deltas/0/x", local("file")));
  EXPECT_EQ(bytes_of("deltas/0/x"), "first");
  EXPECT_THAT(names(""), ::testing::ElementsAre("deltas/0/x"));
}

TEST_P(CheckpointStoreContract, LetsExactlyOneOfTwoWritersOfANameWin) {
  for (int round = 0; round < 50; ++round) {
    const std::string name = "deltas/0/r" + std::to_string(round);
    std::atomic<int> won = 0;
    {
      const auto write = [&](std::string bytes) { won += put(name, bytes) ? 1 : 0; };
      const std::jthread one(write, std::string(1000, 'a'));
      const std::jthread two(write, std::string(1000, 'b'));
    }
    EXPECT_EQ(won, 1);
    EXPECT_THAT(bytes_of(name), ::testing::AnyOf(std::string(1000, 'a'), std::string(1000, 'b')));
  }
}

TEST_P(CheckpointStoreContract, NamesTheObjectThatIsNotThere) {
  const auto bytes = store_->get("manifests/9-1-aa.json");
  ASSERT_FALSE(bytes);
  EXPECT_THAT(bytes.error().message(), ::testing::HasSubstr("manifests/9-1-aa.json"));
  EXPECT_FALSE(bytes.error().cause.empty());
  EXPECT_FALSE(store_->get_file("manifests/9-1-aa.json", local("copy"), true));
  EXPECT_FALSE(std::filesystem::exists(local("copy")));
}

TEST_P(CheckpointStoreContract, ListsWhatIsBelowAFolderWithItsSize) {
  ASSERT_TRUE(put("deltas/2/a", "12345"));
  ASSERT_TRUE(put("deltas/20/b", "1"));
  ASSERT_TRUE(put("manifests/c", "12"));
  const auto found = store_->list("deltas/2/");
  ASSERT_TRUE(found);
  ASSERT_EQ(found->size(), 1U);
  EXPECT_EQ(found->front().name, "deltas/2/a");
  EXPECT_EQ(found->front().bytes, 5U);
  EXPECT_THAT(names("deltas/"), ::testing::UnorderedElementsAre("deltas/2/a", "deltas/20/b"));
  EXPECT_THAT(names(""), ::testing::UnorderedElementsAre("deltas/2/a", "deltas/20/b", "manifests/c"));
}

TEST_P(CheckpointStoreContract, ListsNothingBelowAFolderThatIsNotThere) {
  EXPECT_THAT(names("bases/"), ::testing::IsEmpty());
}

TEST_P(CheckpointStoreContract, RemovesAnObjectAndDoesNotMindAnAbsentOne) {
  ASSERT_TRUE(put("deltas/0/x", "x"));
  EXPECT_TRUE(store_->remove("deltas/0/x"));
  EXPECT_FALSE(store_->get("deltas/0/x"));
  EXPECT_THAT(names(""), ::testing::IsEmpty());
  EXPECT_TRUE(store_->remove("deltas/0/x"));
  EXPECT_TRUE(store_->remove("never/there"));
}

TEST_P(CheckpointStoreContract, KeepsTheObjectOfALocalFileThatIsDeleted) {
  write_local("a.sst", "sorted");
  ASSERT_TRUE(store_->put_file("bases/0/a.sst", local("a.sst")));
  EXPECT_EQ(read_local("a.sst"), "sorted");
  std::filesystem::remove(local("a.sst"));
  EXPECT_EQ(bytes_of("bases/0/a.sst"), "sorted");
}

TEST_P(CheckpointStoreContract, HoldsNothingWhenTheLocalFileIsMissing) {
  EXPECT_FALSE(store_->put_file("bases/0/a.sst", local("missing.sst")));
  EXPECT_THAT(names(""), ::testing::IsEmpty());
}

TEST_P(CheckpointStoreContract, HandsOutAPrivateCopyThatMayBeWritten) {
  ASSERT_TRUE(put("bases/0/a", "stored"));
  ASSERT_TRUE(store_->get_file("bases/0/a", local("copy"), false));
  EXPECT_EQ(read_local("copy"), "stored");
  write_local("copy", "changed");
  EXPECT_EQ(bytes_of("bases/0/a"), "stored");
}

TEST_P(CheckpointStoreContract, HandsOutALinkThatMayBeDeletedAndOutlivesTheObject) {
  ASSERT_TRUE(put("bases/0/a", "stored"));
  ASSERT_TRUE(store_->get_file("bases/0/a", local("one"), true));
  ASSERT_TRUE(store_->get_file("bases/0/a", local("two"), true));
  std::filesystem::remove(local("one"));
  EXPECT_EQ(bytes_of("bases/0/a"), "stored");
  ASSERT_TRUE(store_->remove("bases/0/a"));
  EXPECT_EQ(read_local("two"), "stored");
}

TEST_P(CheckpointStoreContract, NeverReplacesALocalFile) {
  ASSERT_TRUE(put("bases/0/a", "stored"));
  write_local("mine", "mine");
  EXPECT_FALSE(store_->get_file("bases/0/a", local("mine"), true));
  EXPECT_FALSE(store_->get_file("bases/0/a", local("mine"), false));
  EXPECT_EQ(read_local("mine"), "mine");
}

TEST_P(CheckpointStoreContract, LeavesNothingBehindAProbe) {
  EXPECT_TRUE(store_->probe());
  EXPECT_TRUE(store_->probe());
  EXPECT_THAT(names(""), ::testing::IsEmpty());
}

TEST_P(CheckpointStoreContract, RefusesNamesThatLeaveTheStore) {
  write_local("outside", "mine");
  const std::string_view escapes[] = {"",        "/etc/passwd", "../outside", "deltas/../../outside",     "a//b", "a/",
                                      ".hidden", "a/.tmp",      "a b",        std::string_view("a\0b", 3)};
  for (const std::string_view name : escapes) {
    EXPECT_FALSE(put(name, "x")) << name;
    EXPECT_FALSE(store_->put_file(name, local("outside"))) << name;
    EXPECT_FALSE(store_->get(name)) << name;
    EXPECT_FALSE(store_->get_file(name, local("copy"), false)) << name;
    EXPECT_FALSE(store_->remove(name)) << name;
  }
  EXPECT_EQ(read_local("outside"), "mine");
  EXPECT_THAT(names(""), ::testing::IsEmpty());
}

TEST_P(CheckpointStoreContract, SaysWhereItIs) { EXPECT_THAT(store_->describe(), ::testing::HasSubstr("://")); }

}  // namespace millrace::test

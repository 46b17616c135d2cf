// What both file layers promise: the real one, and the one that the power-loss tests stand on.
#include "state/file_layer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/tests/temp_directory.h"
#include "state/tests/file_size_limit.h"
#include "state/tests/forgetful_files.h"

namespace millrace::test {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct LayerUnderTest {
  std::string name;
  friend std::ostream& operator<<(std::ostream& out, const LayerUnderTest& layer) { return out << layer.name; }
};

class FileLayerContract : public ::testing::TestWithParam<LayerUnderTest> {
 protected:
  void SetUp() override { ASSERT_TRUE(files_->create_directories(root_)); }

  Result<void> write(const char* name, std::string_view bytes) {
    return files_->write_new(root_ / name, std::span(&bytes, 1));
  }
  std::string read(const char* name) { return files_->read(root_ / name).value_or("absent"); }

  TempDirectory temp_;
  ForgetfulFiles forgetful_;
  FileLayer* files_ = GetParam().name == "real" ? &real_files() : &forgetful_;
  fs::path root_ = temp_ / "a/b";
};

INSTANTIATE_TEST_SUITE_P(Layers, FileLayerContract,
                         ::testing::Values(LayerUnderTest{"real"}, LayerUnderTest{"forgetful"}),
                         [](const auto& layer) { return layer.param.name; });

TEST_P(FileLayerContract, WritesPiecesInOrder) {
  const std::string_view pieces[] = {"one ", "", "two"};
  ASSERT_TRUE(files_->write_new(root_ / "file", pieces));
  EXPECT_TRUE(files_->sync_file(root_ / "file"));
  EXPECT_TRUE(files_->sync_directory(root_));
  EXPECT_EQ(read("file"), "one two");
}

TEST_P(FileLayerContract, WritesMorePiecesThanTheSystemTakesAtOnce) {
  const std::string block(70'000, 'b');
  const std::vector<std::string_view> pieces(1'500, block);
  ASSERT_TRUE(files_->write_new(root_ / "file", pieces));
  const auto bytes = read("file");
  EXPECT_EQ(bytes.size(), 1'500U * 70'000U);
  EXPECT_EQ(bytes.find_first_not_of('b'), bytes.npos);
}

TEST_P(FileLayerContract, NeverWritesOverAFile) {
  ASSERT_TRUE(write("file", "first"));
  const auto again = write("file", "second");
  ASSERT_FALSE(again);
  EXPECT_THAT(again.error().message(), HasSubstr("File exists"));
  EXPECT_THAT(again.error().message(), HasSubstr((root_ / "file").string()));
  EXPECT_EQ(read("file"), "first");
}

TEST_P(FileLayerContract, RenamesWithoutReplacing) {
  ASSERT_TRUE(write("new", "new"));
  ASSERT_TRUE(write("old", "old"));
  const auto renamed = files_->rename_new(root_ / "new", root_ / "old");
  ASSERT_FALSE(renamed);
  EXPECT_THAT(renamed.error().message(), HasSubstr("File exists"));
  EXPECT_EQ(read("old"), "old");
  EXPECT_TRUE(files_->rename_new(root_ / "new", root_ / "other"));
  EXPECT_EQ(read("new"), "absent");
  EXPECT_EQ(read("other"), "new");
}

TEST_P(FileLayerContract, LinksAndCopiesWithoutReplacing) {
  ASSERT_TRUE(write("file", "bytes"));
  ASSERT_TRUE(files_->link(root_ / "file", root_ / "linked"));
  ASSERT_TRUE(files_->copy(root_ / "file", root_ / "copied"));
  EXPECT_FALSE(files_->link(root_ / "file", root_ / "copied"));
  EXPECT_FALSE(files_->copy(root_ / "file", root_ / "linked"));
  EXPECT_FALSE(files_->link(root_ / "missing", root_ / "x"));
  EXPECT_FALSE(files_->copy(root_ / "missing", root_ / "x"));
  EXPECT_EQ(read("linked"), "bytes");
  EXPECT_EQ(read("copied"), "bytes");
  EXPECT_EQ(read("x"), "absent");
}

TEST_P(FileLayerContract, DoesNotMindRemovingWhatIsNotThere) {
  ASSERT_TRUE(write("file", "bytes"));
  EXPECT_TRUE(files_->remove(root_ / "file"));
  EXPECT_TRUE(files_->remove(root_ / "file"));
  EXPECT_EQ(read("file"), "absent");
}

TEST_P(FileLayerContract, ListsFilesWithSizesAndDirectories) {
  EXPECT_THAT(files_->list(root_ / "nowhere").value(), IsEmpty());
  ASSERT_TRUE(files_->create_directories(root_ / "inner"));
  ASSERT_TRUE(write("file", "12345"));
  auto entries = files_->list(root_).value();
  ASSERT_EQ(entries.size(), 2U);
  if (entries[0].directory) std::swap(entries[0], entries[1]);
  EXPECT_EQ(entries[0].path, root_ / "file");
  EXPECT_EQ(entries[0].bytes, 5U);
  EXPECT_EQ(entries[1].path, root_ / "inner");
  EXPECT_TRUE(entries[1].directory);
}

TEST_P(FileLayerContract, NamesTheFileThatCannotBeSynced) {
  const auto synced = files_->sync_file(root_ / "missing");
  ASSERT_FALSE(synced);
  EXPECT_THAT(synced.error().message(), HasSubstr("fsync: " + (root_ / "missing").string()));
}

TEST(RealFiles, RemoveThePartOfACopyThatFailed) {
  const TempDirectory temp;
  std::ofstream(temp / "file") << std::string(1 << 20, 'x');
  {
    const FileSizeLimit limit(4096);
    const auto copied = real_files().copy(temp / "file", temp / "copy");
    ASSERT_FALSE(copied);
    EXPECT_THAT(copied.error().message(), HasSubstr("File too large"));
  }
  EXPECT_FALSE(fs::exists(temp / "copy"));
}

TEST(RealFiles, ReportAWriteThatFailsHalfWay) {
  const TempDirectory temp;
  const std::string block(3000, 'x');
  const std::string_view pieces[] = {block, block};
  const FileSizeLimit limit(4096);
  const auto written = real_files().write_new(temp / "file", pieces);
  ASSERT_FALSE(written);
  EXPECT_THAT(written.error().message(), HasSubstr("write: " + (temp / "file").string() + ": File too large"));
}

}  // namespace
}  // namespace millrace::test

// What a start would do, told by the doctor beside a whole pipeline between fakes.
#include <gmock/gmock.h>

#include <array>

#include "service/doctor/patient.h"
#include "service/pipeline/tests/pipeline_world.h"

namespace millrace::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using Verdict = Finding::Verdict;

class StateOfAPipeline : public PipelineWorld {
 protected:
  Finding look() {
    cluster = broker.cluster(config.name);
    const auto checksum = [this](const std::string& object) -> Result<FileChecksum> {
      const auto bytes = store->get(object);
      if (!bytes) return std::unexpected(bytes.error());
      return FileChecksum{bytes->size(), checksum_of(*bytes)};
    };
    const auto findings = check_state({config, *cluster, store, clock, {}, 3, {}, checksum});
    EXPECT_EQ(findings.size(), 1U);
    return findings.empty() ? Finding{} : findings.front();
  }
  void run_to_checkpoint(std::uint64_t id) {
    order(0, "a", 1, 1000);
    run_until([&] { return instruments->completed.load() >= id; });
  }
};

TEST_F(StateOfAPipeline, ThatNeverRanIsToBegin) {
  const auto finding = look();
  EXPECT_EQ(finding.verdict, Verdict::kOk);
  EXPECT_THAT(finding.text, HasSubstr("a start begins anew; starting with empty state as checkpoint 0"));
}

TEST_F(StateOfAPipeline, ThatRanIsToGoOn) {
  run_to_checkpoint(3);
  const auto finding = look();
  EXPECT_EQ(finding.verdict, Verdict::kOk) << finding.text;
  EXPECT_THAT(finding.text, HasSubstr("agree, and no file is damaged: a start goes on from checkpoint "));
}

TEST_F(StateOfAPipeline, IsLookedAtWithoutTouchingAnything) {
  run_to_checkpoint(3);
  const auto before = store->list("")->size();
  const auto committed = broker.committed(config.name, {"orders", PartitionId{0}});
  look();
  look();
  EXPECT_EQ(store->list("")->size(), before);
  EXPECT_EQ(broker.committed(config.name, {"orders", PartitionId{0}})->metadata, committed->metadata);
}

TEST_F(StateOfAPipeline, WhoseStoreWasLostIsRefusedAsByARun) {
  run_to_checkpoint(3);
  const auto objects = store->list("").value();
  for (const auto& object : objects) EXPECT_TRUE(store->remove(object.name));
  const auto finding = look();
  EXPECT_EQ(finding.verdict, Verdict::kFail);
  EXPECT_EQ(finding.code, ExitCode::kRefused);
  EXPECT_THAT(finding.text, HasSubstr("the store does not hold it"));
  EXPECT_THAT(finding.remedy, HasSubstr("--accept-offsets"));
}

TEST_F(StateOfAPipeline, WhoseOffsetsWereResetIsRefusedAsByARun) {
  run_to_checkpoint(3);
  for (int i = 0; i < 2; ++i) broker.set_committed(config.name, {"orders", PartitionId{i}}, Offset{0});
  const auto finding = look();
  EXPECT_EQ(finding.code, ExitCode::kRefused);
  EXPECT_THAT(finding.remedy, HasSubstr("--accept-offsets"));
}

TEST_F(StateOfAPipeline, ThatLacksAFileNamesIt) {
  run_to_checkpoint(3);
  std::string removed;
  const auto objects = store->list("").value();
  for (const auto& object : objects) {
    if (object.name.starts_with("manifests/") || !removed.empty()) continue;
    removed = object.name;
    EXPECT_TRUE(store->remove(removed));
  }
  ASSERT_FALSE(removed.empty());
  const auto finding = look();
  EXPECT_EQ(finding.code, ExitCode::kRefused);
  EXPECT_THAT(finding.text, AllOf(HasSubstr(removed), HasSubstr("is missing")));
  EXPECT_THAT(finding.remedy, HasSubstr("Restore this file from a copy"));
}

TEST_F(StateOfAPipeline, WithFilesOfAnotherLengthSaysHowLongTheyWere) {
  for (const char* user : {"b", "c", "d", "e"}) order(0, user, 1, 1000);
  run_to_checkpoint(3);
  const auto objects = store->list("deltas/").value();
  ASSERT_GT(objects.size(), 1U);
  for (const auto& object : objects) {
    ASSERT_TRUE(store->remove(object.name));
    ASSERT_TRUE(store->put(object.name, std::array<std::string_view, 1>{"short"}));
  }
  const auto finding = look();
  EXPECT_EQ(finding.code, ExitCode::kRefused) << finding.text;
  EXPECT_THAT(finding.text, AllOf(HasSubstr("is 5 B long, not "), HasSubstr("more file")));
}

TEST_F(StateOfAPipeline, WithADamagedFileNamesItAndEndsAsARun) {
  run_to_checkpoint(3);
  const auto objects = store->list("deltas/").value();
  for (const auto& object : objects) {
    auto bytes = store->get(object.name).value();
    bytes[bytes.size() / 2] ^= 1;
    ASSERT_TRUE(store->remove(object.name));
    ASSERT_TRUE(store->put(object.name, std::array<std::string_view, 1>{bytes}));
  }
  const auto finding = look();
  EXPECT_EQ(finding.code, ExitCode::kRefused) << finding.text;
  EXPECT_THAT(finding.text, AllOf(HasSubstr("deltas/"), HasSubstr("it is damaged: its checksum is")));
  EXPECT_THAT(finding.remedy, HasSubstr("Restore this file from a copy"));
}

TEST_F(StateOfAPipeline, IsNotKnownWhileAStrangersTransactionIsOpen) {
  run_to_checkpoint(3);
  broker.set_unstable(config.name, {"orders", PartitionId{0}}, true);
  EXPECT_EQ(look().code, ExitCode::kUnreachable);
}

}  // namespace
}  // namespace millrace::test

// A byte that has changed in any file that recovery reads is found, and refused by the file's name.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "integration-tests/harness/eventually.h"
#include "integration-tests/harness/orders_trial.h"
#include "integration-tests/harness/stored_checkpoint.h"
#include "service/exit_code.h"

namespace millrace::trial {
namespace {

namespace fs = std::filesystem;

class Damage : public testing::TestWithParam<const char*> {
 protected:
  // Leaves a store whose committed manifest names a base of each shard and deltas after it, and no local databases. A
  // shard without a base would have hundreds of deltas. Retention keeps up: every start looks for a way out in all it
  // left.
  void leave_a_base_and_deltas() {
    auto& service = trial_.service;
    service.spec().backend = GetParam();
    service.spec().interval = "40ms";
    feed_ = trial_.feed_in_background(5000);
    service.start();
    eventually("a manifest that names a base of each shard", std::chrono::seconds(120), [&]() -> std::string {
      if (const auto exit = service.process().ended()) throw std::runtime_error(to_string(*exit) + service.log());
      return is_based(service.spec()) ? "" : "none yet";
    });
    service.stop();
    forget_local_state();
    ASSERT_TRUE(is_based(service.spec()));
    ASSERT_TRUE(names(service.spec(), "/deltas/"));
  }

  // A manifest may be replaced and removed while it is looked at.
  static bool names(const PipelineSpec& spec, const std::string& kind) try {
    return std::ranges::any_of(files_of_recovery(spec),
                               [&](const fs::path& file) { return file.string().find(kind) != std::string::npos; });
  } catch (const std::exception&) {
    return false;
  }

  static bool is_based(const PipelineSpec& spec) {
    for (int shard = 0; shard < spec.shards; ++shard) {
      if (!names(spec, "/bases/" + std::to_string(shard) + "/")) return false;
    }
    return true;
  }

  void forget_local_state() { fs::remove_all(trial_.service.spec().state_directory); }

  OrdersTrial trial_;
  std::unique_ptr<Feed> feed_;
};

TEST_P(Damage, IsRefusedByTheNameOfTheFileAndHarmsNothing) {
  leave_a_base_and_deltas();
  auto& service = trial_.service;
  for (const fs::path& file : files_of_recovery(service.spec())) {
    flip_a_bit(file);
    service.start();
    EXPECT_EQ(service.wait(), Exit{.code = static_cast<int>(ExitCode::kRefused)}) << file << "\n" << service.log();
    EXPECT_THAT(service.log(), testing::HasSubstr(file.filename().string()));
    flip_a_bit(file);
    forget_local_state();
  }
  service.start();
  service.await_metric("millrace_checkpoints_completed_total", 1);
  feed_->end();
  trial_.expect_exact();
}

TEST_P(Damage, AMissingFileIsRefusedByItsName) {
  leave_a_base_and_deltas();
  auto& service = trial_.service;
  const auto files = files_of_recovery(service.spec());
  for (const fs::path& file : {files.front(), files.back()}) {
    const fs::path aside = trial_.scratch / "aside";
    fs::rename(file, aside);
    service.start();
    EXPECT_EQ(service.wait(), Exit{.code = static_cast<int>(ExitCode::kRefused)}) << file << "\n" << service.log();
    EXPECT_THAT(service.log(), testing::HasSubstr(file.filename().string()));
    fs::rename(aside, file);
    forget_local_state();
  }
}

INSTANTIATE_TEST_SUITE_P(Of, Damage, testing::Values("rocksdb", "memory"),
                         [](const auto& backend) { return std::string(backend.param); });

}  // namespace
}  // namespace millrace::trial

// A process that consolidates is killed at any moment; what it leaves must be one of the decided states.
//
// The victim is this very program, started again with MILLRACE_TEST_CONSOLIDATE in its environment: a forked child
// would inherit RocksDB without its threads.
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <thread>

#include "state/posix_io.h"
#include "state/tests/store_fixture.h"

namespace millrace::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* kVictim = "MILLRACE_TEST_CONSOLIDATE";  // value: the directory
constexpr int kProgress = 3;                                  // the victim writes a byte here after each consolidation
constexpr int kDeltas = 200;
constexpr unsigned kSeed = 31;
const std::vector<QueryStateSpec> kQueries = {{query(1), {}, Millis{0}}, {query(2), {}, Millis{0}}};

// The chain travels to the victim as text: "id parent epoch object bytes checksum" a line.
void save_chain(const fs::path& path, const ShardManifest& manifest) {
  std::ofstream out(path);
  for (const auto& d : manifest.chain) {
    out << d.id << ' ' << (d.parent.empty() ? "-" : d.parent) << ' ' << d.epoch.value << ' ' << d.file.object << ' '
        << d.file.bytes << ' ' << d.file.checksum << '\n';
  }
}

ShardManifest load_chain(const fs::path& path) {
  ShardManifest manifest;
  std::ifstream in(path);
  DeltaRef d;
  while (in >> d.id >> d.parent >> d.epoch.value >> d.file.object >> d.file.bytes >> d.file.checksum) {
    if (d.parent == "-") d.parent.clear();
    manifest.chain.push_back(d);
  }
  return manifest;
}

std::unique_ptr<ShardStore> open_in(const fs::path& directory, CheckpointStore& store, const ShardManifest& manifest,
                                    Incarnation incarnation = Incarnation{1}) {
  const ShardStorePlace place{directory / "state", incarnation, "run", ShardId{0}};
  auto opened = open_shard_store("rocksdb", place, store, manifest, kQueries);
  EXPECT_TRUE(opened) << opened.error().message();
  return opened ? *std::move(opened) : nullptr;
}

// Takes in three deltas at a time, and writes a base now and then, until the chain ends.
int consolidate_to_the_end(const fs::path& directory) {
  const auto store = open_file_store(directory / "store", real_files());
  const auto manifest = load_chain(directory / "chain");
  const auto local = open_in(directory, **store, manifest);
  if (!local) return 1;
  auto next = std::ranges::find(manifest.chain, local->applied(), &DeltaRef::id);
  next = next == manifest.chain.end() ? manifest.chain.begin() : next + 1;
  for (int round = 1; next != manifest.chain.end(); ++round) {
    const auto count = std::min<std::ptrdiff_t>(3, manifest.chain.end() - next);
    if (!local->consolidate({next, next + count})) return 2;
    next += count;
    if (::write(kProgress, ".", 1) != 1) return 5;
    if (round % 8 == 0 && !local->write_base()) return 3;
  }
  return 0;
}

class Victim : public ::testing::Environment {
 public:
  void SetUp() override {
    if (const char* directory = std::getenv(kVictim)) std::_Exit(consolidate_to_the_end(directory));
  }
};
[[maybe_unused]] const auto* const kRegistered = ::testing::AddGlobalTestEnvironment(new Victim);  // gtest owns it

class ConsolidationKill : public ::testing::Test {
 protected:
  // The same decided deltas for all tests; each begins with empty local state.
  struct Decided {
    Decided() {
      std::mt19937 random(kSeed);
      for (int i = 0; i < kDeltas; ++i) timeline.add_random(random);
      save_chain(temp / "chain", timeline.manifest());
    }
    TempDirectory temp;
    std::unique_ptr<CheckpointStore> store = *open_file_store(temp / "store", real_files());
    Timeline timeline{*store};
  };
  static void SetUpTestSuite() { decided_ = std::make_unique<Decided>(); }
  static void TearDownTestSuite() { decided_.reset(); }
  void SetUp() override { start_over(); }

  pid_t start_victim(const std::string& failpoints = "") {
    std::string directory = std::string(kVictim) + "=" + decided_->temp.path().string();
    std::string armed = "MILLRACE_FAILPOINTS=" + failpoints;
    std::string name = "victim";
    std::string filter = "--gtest_filter=ConsolidationKill.*";
    const std::array<char*, 3> arguments = {name.data(), filter.data(), nullptr};
    const std::array<char*, 3> environment = {directory.data(), armed.data(), nullptr};
    progress_ = make_pipe();
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, progress_.write.number(), kProgress);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    pid_t child = 0;
    EXPECT_EQ(::posix_spawn(&child, "/proc/self/exe", &actions, nullptr, arguments.data(), environment.data()), 0);
    posix_spawn_file_actions_destroy(&actions);
    progress_.write.close();
    return child;
  }
  // Returns early when the victim has ended.
  void wait_for_consolidations(unsigned count) {
    char byte = 0;
    while (count > 0 && ::read(progress_.read.number(), &byte, 1) == 1) --count;
  }
  static int reap(pid_t child) {
    int status = 0;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    return status;
  }

  // Opens what the victim left. Returns how many deltas it holds.
  int expect_a_decided_state() {
    const auto manifest = decided_->timeline.manifest();
    const auto local = open_in(decided_->temp.path(), *decided_->store, manifest);
    if (local == nullptr) return -1;
    const int position = decided_->timeline.position(local->applied());
    EXPECT_GE(position, 0) << local->applied();
    EXPECT_EQ(contents_of(*local), decided_->timeline.contents_at(local->applied())) << "after delta " << position;
    return position;
  }
  void start_over() { fs::remove_all(decided_->temp / "state"); }

  struct Pipe {
    Descriptor read{-1};
    Descriptor write{-1};
  };
  static Pipe make_pipe() {
    std::array<int, 2> ends{};
    EXPECT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
    // The victim's end must not be kProgress itself: dup2 onto itself would leave it to be closed.
    const int write = ::fcntl(ends[1], F_DUPFD_CLOEXEC, kProgress + 1);
    ::close(ends[1]);
    return {Descriptor(ends[0]), Descriptor(write)};
  }

  inline static std::unique_ptr<Decided> decided_;
  Pipe progress_;
};

TEST_F(ConsolidationKill, AtRandomMomentsLeavesADecidedStateAndNeverGoesBack) {
  std::mt19937 random(std::random_device{}());
  int last = 0;
  for (int kill = 0; kill < 30; ++kill) {
    const pid_t victim = start_victim();
    wait_for_consolidations(1 + random() % 8);
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 15'000));  // any moment must be right
    ::kill(victim, SIGKILL);
    const int status = reap(victim);
    ASSERT_TRUE(WIFSIGNALED(status) || WEXITSTATUS(status) == 0) << "the victim failed with " << WEXITSTATUS(status);
    const int position = expect_a_decided_state();
    ASSERT_GE(position, last) << "went back after kill " << kill;
    last = position;
    if (last == kDeltas) {
      start_over();
      last = 0;
    }
  }
}

TEST_F(ConsolidationKill, AtEachStepLeavesTheStateBeforeOrAfterIt) {
  struct Step {
    const char* failpoint;
    int expected;  // deltas taken in when it is reached
  };
  // The third consolidation; the first base comes after the eighth.
  for (const Step step :
       {Step{"consolidate.before=kill@3", 6}, Step{"ingest.before=kill@3", 6}, Step{"ingest.after=kill@3", 9},
        Step{"base.before_checkpoint=kill", 24}, Step{"base.after_checkpoint=kill", 24}}) {
    start_over();
    const int status = reap(start_victim(step.failpoint));
    ASSERT_TRUE(WIFSIGNALED(status)) << step.failpoint << " was not reached";
    EXPECT_EQ(WTERMSIG(status), SIGKILL);
    EXPECT_EQ(expect_a_decided_state(), step.expected) << step.failpoint;
  }
}

TEST_F(ConsolidationKill, AndStartedAgainReachesTheEnd) {
  EXPECT_TRUE(WIFSIGNALED(reap(start_victim("ingest.before=kill@30"))));
  EXPECT_TRUE(WIFSIGNALED(reap(start_victim("ingest.after=kill@20"))));
  const int status = reap(start_victim());
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
  EXPECT_EQ(expect_a_decided_state(), kDeltas);
}

// The frozen self holds its lock; its successor must neither wait for it nor touch its files.
TEST_F(ConsolidationKill, ReplacedByAStopLeavesTheSuccessorAloneWhenItWakes) {
  const pid_t victim = start_victim("ingest.before=pause@6");
  int status = 0;
  ASSERT_EQ(::waitpid(victim, &status, WUNTRACED), victim);
  ASSERT_TRUE(WIFSTOPPED(status));
  const auto manifest = decided_->timeline.manifest();
  const auto successor = open_in(decided_->temp.path(), *decided_->store, manifest, Incarnation{2});
  ASSERT_NE(successor, nullptr);
  EXPECT_THAT(successor->origin(), ::testing::HasSubstr("lock"));
  ASSERT_TRUE(successor->consolidate(manifest.chain));
  remove_old_databases(decided_->temp / "state", Incarnation{2});
  ::kill(victim, SIGCONT);
  status = reap(victim);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "its own files were touched";
  EXPECT_EQ(contents_of(*successor), decided_->timeline.contents());
}

}  // namespace
}  // namespace millrace::test

#include "service/rehearsal.h"

#include <random>

#include "service/pipeline/recovery.h"
#include "service/system_clock.h"

namespace millrace {
namespace {

constexpr Millis kRehearsalPatience{5000};

// Local databases of a rehearsal lie beside those in use, and go with it.
class ScratchDirectory {
 public:
  explicit ScratchDirectory(const std::filesystem::path& parent)
      : path_(std::filesystem::absolute(parent) / ("rehearsal-" + std::to_string(std::random_device{}()))) {}
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;
  ~ScratchDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace

Result<std::unique_ptr<TransactionalSink>> no_sink() {
  return std::unexpected(Error{"rehearse a recovery", "a transaction", "it must not begin one", ""});
}

Result<void> rehearse_run(const Config& config, const RunOptions& options, std::shared_ptr<CheckpointStore> store,
                          const std::function<void(const std::string&)>& tell) {
  auto cluster = connect_kafka({config.kafka, config.name, config.transaction_timeout(), [](int, const auto&) {}});
  if (!cluster) return std::unexpected(cluster.error());
  const SystemClock clock;
  const auto until = clock.now() + kRehearsalPatience;
  const RecoveryOrder order{options.from, options.accept_offsets};
  const ScratchDirectory scratch(config.state_directory());
  Transaction none(no_sink);
  return rehearse({config, order, **cluster, none, std::move(store), scratch.path(), clock,
                   [&](const Error&) { return clock.now() < until; }, tell, [](const std::string&) {}});
}

}  // namespace millrace

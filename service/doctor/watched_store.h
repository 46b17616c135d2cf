// A pipeline's store for who only looks: it makes no folder, and a store that a run makes meanwhile is seen.
#pragma once

#include "checkpoint/checkpoint_store.h"
#include "service/config/config.h"
#include "state/checksum.h"

namespace millrace {

class WatchedStore : public CheckpointStore {
 public:
  // `config` outlives it.
  explicit WatchedStore(const Config& config) : config_(config) {}

  // A store that was never written holds nothing; one that is out of reach says why.
  Result<std::vector<StoredObject>> list(std::string_view prefix) const override;
  Result<std::string> get(std::string_view name) const override;
  Result<void> get_file(std::string_view name, const std::filesystem::path& local, bool may_link) const override;
  std::string describe() const override;
  Result<FileChecksum> checksum_of(std::string_view name) const;  // reads it piece by piece

  Result<void> put(std::string_view, std::span<const std::string_view>) override { return refused(); }
  Result<void> put_file(std::string_view, const std::filesystem::path&) override { return refused(); }
  Result<void> remove(std::string_view) override { return refused(); }
  Result<void> probe() override { return refused(); }

 private:
  std::unexpected<Error> refused() const;

  const Config& config_;
};

}  // namespace millrace

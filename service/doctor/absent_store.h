// A store that is not there: never written, or out of reach. Looking must not create its folder.
#pragma once

#include <optional>

#include "checkpoint/checkpoint_store.h"

namespace millrace {

class AbsentStore : public CheckpointStore {
 public:
  // `trouble`: why it is out of reach; none: it was never written, and holds nothing.
  AbsentStore(std::string where, std::optional<Error> trouble)
      : where_(std::move(where)), trouble_(std::move(trouble)) {}

  Result<void> put(std::string_view, std::span<const std::string_view>) override { return nothing(); }
  Result<void> put_file(std::string_view, const std::filesystem::path&) override { return nothing(); }
  Result<std::string> get(std::string_view) const override { return nothing(); }
  Result<void> get_file(std::string_view, const std::filesystem::path&, bool) const override { return nothing(); }
  Result<std::vector<StoredObject>> list(std::string_view) const override {
    if (trouble_) return std::unexpected(*trouble_);
    return {};
  }
  Result<void> remove(std::string_view) override { return {}; }
  Result<void> probe() override { return nothing(); }
  std::string describe() const override { return where_; }

 private:
  std::unexpected<Error> nothing() const {
    return std::unexpected(Error{"look at checkpoints", where_, "there are none", "", Reaction::kStop});
  }

  std::string where_;
  std::optional<Error> trouble_;
};

}  // namespace millrace

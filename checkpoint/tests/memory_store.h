// The checkpoint store as a map: the fake behind the port, with failures to order.
#pragma once

#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <mutex>
#include <optional>

#include "checkpoint/checkpoint_store.h"

namespace millrace::test {

enum class StoreOperation { kPut, kPutFile, kGet, kGetFile, kList, kRemove, kProbe };

// What outlives a process: several stores may be opened on one, as a restarted process does. Any thread.
class StoredObjects {
 public:
  bool insert(std::string_view name, std::string bytes) {
    const std::lock_guard lock(mutex_);
    return objects_.emplace(std::string(name), std::move(bytes)).second;
  }
  std::optional<std::string> find(std::string_view name) const {
    const std::lock_guard lock(mutex_);
    const auto it = objects_.find(name);
    return it == objects_.end() ? std::nullopt : std::optional(it->second);
  }
  void erase(std::string_view name) {
    const std::lock_guard lock(mutex_);
    objects_.erase(std::string(name));
  }
  // Damages a stored object: what recovery reads must notice. The object and the byte must exist.
  void flip_bit(std::string_view name, std::size_t byte) {
    const std::lock_guard lock(mutex_);
    char& c = objects_.find(name)->second.at(byte);
    c = static_cast<char>(c ^ 1);
  }
  std::map<std::string, std::string, std::less<>> all() const {
    const std::lock_guard lock(mutex_);
    return objects_;
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::string, std::less<>> objects_;
};

// Any thread, like every store.
class MemoryStore : public CheckpointStore {
 public:
  explicit MemoryStore(std::shared_ptr<StoredObjects> objects = std::make_shared<StoredObjects>())
      : objects_(std::move(objects)) {}

  StoredObjects& objects() { return *objects_; }

  // The next `times` calls of this operation fail and change nothing. 0: work again.
  void fail(StoreOperation operation, int times, std::string cause = "No space left on device") {
    const std::lock_guard lock(mutex_);
    failures_[operation] = {times, std::move(cause)};
  }
  int calls(StoreOperation operation) const {
    const std::lock_guard lock(mutex_);
    const auto it = calls_.find(operation);
    return it == calls_.end() ? 0 : it->second;
  }

  Result<void> put(std::string_view name, std::span<const std::string_view> pieces) override {
    if (auto ok = enter(StoreOperation::kPut, "write", name); !ok) return ok;
    std::string bytes;
    for (const std::string_view piece : pieces) bytes += piece;
    return insert(name, std::move(bytes));
  }

  Result<void> put_file(std::string_view name, const std::filesystem::path& local) override {
    if (auto ok = enter(StoreOperation::kPutFile, "write", name); !ok) return ok;
    std::ifstream in(local, std::ios::binary);
    if (!in) return std::unexpected(error("copy " + local.string() + " to", name, "No such file or directory"));
    return insert(name, std::string(std::istreambuf_iterator<char>(in), {}));
  }

  Result<std::string> get(std::string_view name) const override {
    if (auto ok = enter(StoreOperation::kGet, "read", name); !ok) return std::unexpected(ok.error());
    return find(name);
  }

  Result<void> get_file(std::string_view name, const std::filesystem::path& local, bool) const override {
    if (auto ok = enter(StoreOperation::kGetFile, "read", name); !ok) return ok;
    const auto bytes = find(name);
    if (!bytes) return std::unexpected(bytes.error());
    if (std::filesystem::exists(local)) return std::unexpected(error("write", local.string(), "File exists"));
    std::ofstream out(local, std::ios::binary);
    if (!(out << *bytes)) return std::unexpected(error("write", local.string(), "cannot be written"));
    return {};
  }

  Result<std::vector<StoredObject>> list(std::string_view prefix) const override {
    if (auto ok = fails(StoreOperation::kList, "list", prefix); !ok) return std::unexpected(ok.error());
    std::vector<StoredObject> found;
    for (const auto& [name, bytes] : objects_->all()) {
      if (name.starts_with(prefix)) found.push_back({name, bytes.size()});
    }
    return found;
  }

  Result<void> remove(std::string_view name) override {
    if (auto ok = enter(StoreOperation::kRemove, "remove", name); !ok) return ok;
    objects_->erase(name);
    return {};
  }

  Result<void> probe() override { return fails(StoreOperation::kProbe, "probe", "store"); }

  std::string describe() const override { return "memory://test"; }

 private:
  struct Failure {
    int times = 0;
    std::string cause;
  };

  static Error error(std::string attempted, std::string_view object, std::string cause) {
    return Error{.attempted = std::move(attempted),
                 .object = "memory://test/" + std::string(object),
                 .cause = std::move(cause),
                 .remedy = "",
                 .reaction = Reaction::kAbort,
                 .stop = StopReason::kNone};
  }

  Result<void> fails(StoreOperation operation, const char* verb, std::string_view name) const {
    const std::lock_guard lock(mutex_);
    ++calls_[operation];
    Failure& failure = failures_[operation];
    if (failure.times <= 0) return {};
    --failure.times;
    return std::unexpected(error(verb, name, failure.cause));
  }

  Result<void> enter(StoreOperation operation, const char* verb, std::string_view name) const {
    if (auto ok = check_object_name(name); !ok) return ok;
    return fails(operation, verb, name);
  }

  Result<void> insert(std::string_view name, std::string bytes) {
    if (objects_->insert(name, std::move(bytes))) return {};
    return std::unexpected(error("write", name, "File exists"));
  }

  Result<std::string> find(std::string_view name) const {
    auto bytes = objects_->find(name);
    if (!bytes) return std::unexpected(error("read", name, "No such object"));
    return *std::move(bytes);
  }

  std::shared_ptr<StoredObjects> objects_;
  mutable std::mutex mutex_;
  mutable std::map<StoreOperation, Failure> failures_;
  mutable std::map<StoreOperation, int> calls_;
};

}  // namespace millrace::test

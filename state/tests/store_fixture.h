// A checkpoint store and a state directory on the real file system, and shard stores opened between them.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>

#include "base/tests/temp_directory.h"
#include "state/file_store.h"
#include "state/shard_store.h"
#include "state/tests/timeline.h"

namespace millrace::test {

class StoreFixture {
 public:
  explicit StoreFixture(std::string backend) : backend_(std::move(backend)) {}

  std::filesystem::path state() const { return temp_ / "state"; }
  std::filesystem::path objects() const { return temp_ / "store"; }
  CheckpointStore& store() { return *store_; }

  Result<std::unique_ptr<ShardStore>> try_open(const ShardManifest& manifest, int incarnation = 1,
                                               std::vector<int> query_ids = {1, 2}) {
    std::vector<QueryStateSpec> queries;
    for (const int id : query_ids) queries.push_back({query(id), {}, Millis{0}});
    const ShardStorePlace place{state(), Incarnation{static_cast<std::uint64_t>(incarnation)}, "run", ShardId{0}};
    return open_shard_store(backend_, place, *store_, manifest, queries);
  }
  std::unique_ptr<ShardStore> open(const ShardManifest& manifest, int incarnation = 1,
                                   std::vector<int> query_ids = {1, 2}) {
    auto opened = try_open(manifest, incarnation, std::move(query_ids));
    EXPECT_TRUE(opened) << opened.error().message();
    return opened ? *std::move(opened) : nullptr;
  }
  void delete_local_state() { std::filesystem::remove_all(state()); }

 private:
  const std::string backend_;
  TempDirectory temp_;
  std::unique_ptr<CheckpointStore> store_ = *open_file_store(temp_ / "store", real_files());
};

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// In place, as a failing disk does: every hard link of the file sees it.
inline void flip_byte(const std::filesystem::path& path, std::size_t at) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekg(static_cast<std::streamoff>(at));
  const char flipped = static_cast<char>(file.get() ^ 0x40);
  file.seekp(static_cast<std::streamoff>(at));
  file.put(flipped);
  ASSERT_TRUE(file.good()) << path;
}

// Every file below a directory with its bytes.
inline std::map<std::filesystem::path, std::string> snapshot(const std::filesystem::path& directory) {
  std::map<std::filesystem::path, std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
    if (entry.is_regular_file()) files[entry.path()] = read_file(entry.path());
  }
  return files;
}

}  // namespace millrace::test

#include "integration-tests/harness/stored_checkpoint.h"

#include <algorithm>
#include <fstream>
#include <stdexcept>

#include "integration-tests/kafka_io/offsets.h"

namespace millrace::trial {
namespace {

namespace fs = std::filesystem;

fs::path store_of(const PipelineSpec& spec) { return fs::path(spec.storage) / spec.name; }

std::string contents(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

// The metadata is millrace1.ID.INCARNATION.HASH, the manifest's name manifests/ID-INCARNATION-HASH.json.
fs::path committed_manifest(const PipelineSpec& spec) {
  const auto committed = committed_offsets(spec.bootstrap, spec.name, spec.sources[0].topic);
  std::string name = committed[0].metadata;
  const auto first_dot = name.find('.');
  if (first_dot == name.npos) throw std::runtime_error("the committed offset names no checkpoint: '" + name + "'");
  name.erase(0, first_dot + 1);
  std::ranges::replace(name, '.', '-');
  const auto path = store_of(spec) / "manifests" / (name + ".json");
  if (!fs::exists(path)) throw std::runtime_error("Kafka names a checkpoint that is not there: " + path.string());
  return path;
}

std::vector<fs::path> files_of_recovery(const PipelineSpec& spec) {
  const fs::path manifest = committed_manifest(spec);
  const std::string text = contents(manifest);
  std::vector<fs::path> files = {manifest};
  for (const auto& entry : fs::recursive_directory_iterator(store_of(spec))) {
    const std::string object = fs::relative(entry.path(), store_of(spec));
    if (entry.is_regular_file() && text.find('"' + object + '"') != text.npos) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

std::vector<std::uint64_t> stored_checkpoints(const PipelineSpec& spec) {
  std::vector<std::uint64_t> ids;
  for (const auto& entry : fs::directory_iterator(store_of(spec) / "manifests")) {
    const std::string name = entry.path().filename();
    if (name.front() != '.') ids.push_back(std::stoull(name));
  }
  std::ranges::sort(ids);
  return ids;
}

void flip_a_bit(const fs::path& file) {
  std::string bytes = contents(file);
  if (bytes.empty()) throw std::runtime_error("flip a bit: empty file " + file.string());
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  const fs::path changed = file.string() + ".changed";
  std::ofstream(changed, std::ios::binary) << bytes;
  fs::rename(changed, file);
}

}  // namespace millrace::trial

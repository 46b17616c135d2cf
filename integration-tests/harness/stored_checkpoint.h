// What lies in a checkpoint store, seen from outside.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "integration-tests/harness/pipeline_file.h"

namespace millrace::trial {

// The manifest that Kafka names for the pipeline's first source, as a path.
std::filesystem::path committed_manifest(const PipelineSpec& spec);

// The files that recovery from that manifest reads: the manifest and every file whose name it holds.
std::vector<std::filesystem::path> files_of_recovery(const PipelineSpec& spec);

// Ids of the manifests in the store, ascending.
std::vector<std::uint64_t> stored_checkpoints(const PipelineSpec& spec);

// Changes one bit in the middle of a file; done twice, nothing has changed. Other hard links of it stay as they were.
void flip_a_bit(const std::filesystem::path& file);

}  // namespace millrace::trial

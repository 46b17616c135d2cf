// The name under which Kafka remembers a checkpoint: the metadata of every source offset.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/ids.h"

namespace millrace {

// An id alone is no identity: an aborted checkpoint n is tried again as n, and a frozen former self may still be
// writing. The hash of the manifest's bytes makes the name unique, and proves that the manifest loaded is the one
// that was decided. Under 100 printable bytes (the broker allows 4096).
struct CheckpointName {
  CheckpointId id;
  Incarnation incarnation;
  std::uint64_t hash_high = 0;  // XXH3 128 of the manifest's bytes
  std::uint64_t hash_low = 0;
  friend auto operator<=>(const CheckpointName&, const CheckpointName&) = default;
};

std::string to_string(const CheckpointName& name);                    // "millrace1.41.3.<32 hex digits>"
Result<CheckpointName> parse_checkpoint_name(std::string_view text);  // error: kStop, kRefused
std::string manifest_object(const CheckpointName& name);              // "manifests/41-3-<hex>.json"
// The inverse; none: the object is not a manifest.
std::optional<CheckpointName> name_of_object(std::string_view object);

}  // namespace millrace

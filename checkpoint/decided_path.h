// Which of the stored manifests were decided: those on the parent path from the one that Kafka names.
#pragma once

#include <optional>
#include <vector>

#include "base/error.h"
#include "base/function_ref.h"
#include "checkpoint/manifest.h"

namespace millrace {

struct NamedManifest {
  CheckpointName name;
  Manifest manifest;
  friend bool operator==(const NamedManifest&, const NamedManifest&) = default;
};

// Gets a stored manifest and parses it against its name. An error with StopReason::kRefused says that the manifest is
// damaged; any other that it could not be read now.
using ManifestLoader = FunctionRef<Result<Manifest>(const CheckpointName&)>;

struct DecidedPath {
  std::vector<NamedManifest> manifests;  // newest first, as far as they are stored
  std::optional<Error> cut;              // a stored manifest on the path is damaged: the path ends before it
};

// An error: `newest` itself is damaged or not in `stored`, or a manifest could not be read now (which must not pass
// for the path's end: retention would delete what is merely out of reach).
Result<DecidedPath> decided_path(const CheckpointName& newest, const std::vector<CheckpointName>& stored,
                                 ManifestLoader load);

}  // namespace millrace

// Whether the files that a checkpoint consists of are still what was stored.
#pragma once

#include "checkpoint/manifest.h"
#include "service/doctor/patient.h"

namespace millrace {

// Each is there and as long as it was. Error: the first that is not, and how many more. Beside an instance at work
// they may have been removed since the manifest was read.
Result<void> check_lengths(const Patient& patient, const Manifest& manifest);

// Reads each of them whole. Error: the first whose bytes are others, `damaged`.
Result<void> check_bytes(const Patient& patient, const Manifest& manifest);

}  // namespace millrace

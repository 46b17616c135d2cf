// The effective configuration, for people who look at a running pipeline.
#pragma once

#include "service/admin/json_text.h"
#include "service/config/config.h"

namespace millrace {

// The fields of the pipeline file with all defaults filled in, under the file's own keys. Secrets are hidden: those of
// `kafka` by their names, all others by the redaction of `json`.
void write_configuration(JsonText& json, const Config& config);

}  // namespace millrace

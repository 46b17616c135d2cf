// The pipeline as values of the Helm chart.
#pragma once

#include <string>

#include "service/config/config.h"
#include "service/generate/objectives.h"

namespace millrace {

// `config` is what `text`, the pipeline file, was read as. Variables stay variables: they become environment of the
// pod, with the values they have now; secrets become references to Kubernetes secrets, which the first lines name.
// Where state, checkpoints and listeners are is left to the chart.
std::string helm_values(const Config& config, const std::string& text, const Environment& environment,
                        const GivenObjectives& given);

}  // namespace millrace

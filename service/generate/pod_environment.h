// What a pipeline file takes from its environment, as the environment of a pod.
#pragma once

#include <string>
#include <vector>

#include "service/config/config.h"
#include "service/generate/yaml_value.h"

namespace millrace {

struct PodEnvironment {
  YamlValue entries;                 // for a container's `env`; a list, perhaps empty
  std::vector<std::string> secrets;  // keys of the secret that some of them refer to
};

// Of a pipeline as it is written. A secret that is written out in it is replaced by a variable; variables that sound
// like secrets, or stand for one, refer to `secret`; all others get the value they have now, or none, so that the
// file's default holds.
PodEnvironment take_environment(YamlValue& pipeline, const Environment& environment, const std::string& secret);

}  // namespace millrace

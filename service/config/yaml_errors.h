// What is not valid YAML, in words that help.
#pragma once

#include <yaml-cpp/exceptions.h>

#include <string>

#include "service/config/yaml_tree.h"

namespace millrace {

YamlError syntax_error(const std::string& text, const YAML::Exception& exception);

}  // namespace millrace

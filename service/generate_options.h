// The words after `millrace generate`.
#pragma once

#include <expected>
#include <string>

#include "service/command_line.h"
#include "service/command_options.h"

namespace millrace {

std::expected<Command, std::string> parse_generate(const Words& words);

}  // namespace millrace

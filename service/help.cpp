#include "service/help.h"

#include <fmt/format.h>

#include "service/exit_code.h"

namespace millrace::help {

std::string exit_code_table() {
  std::string text = "\nExit codes:\n";
  for (const ExitCodeMeaning& code : exit_codes()) {
    text += fmt::format("  {:>3}  {:<24}{}\n", static_cast<int>(code.code), code.name, code.meaning);
  }
  text += "  128 + N  a second signal N ended it at once\n";
  return text;
}

}  // namespace millrace::help

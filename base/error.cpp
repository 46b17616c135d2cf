#include "base/error.h"

namespace millrace {

std::string Error::message() const {
  std::string text = attempted;
  for (const std::string* part : {&object, &cause}) {
    if (part->empty()) continue;
    if (!text.empty()) text += ": ";
    text += *part;
  }
  if (!remedy.empty()) text += ". " + remedy;
  return text;
}

}  // namespace millrace

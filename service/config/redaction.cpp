#include "service/config/redaction.h"

namespace millrace {
namespace {

constexpr std::string_view kHidden = "[secret]";

}  // namespace

std::string Redaction::apply(std::string_view text) const {
  std::string result(text);
  for (const std::string& secret : secrets_) {
    for (std::size_t at = result.find(secret); at != std::string::npos; at = result.find(secret, at + kHidden.size())) {
      result.replace(at, secret.size(), kHidden);
    }
  }
  return result;
}

}  // namespace millrace

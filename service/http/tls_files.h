// Which files make a server of ours speak TLS.
#pragma once

#include <filesystem>

namespace millrace {

// In PEM form. Whoever can read `key` is the server's operator.
struct TlsFiles {
  std::filesystem::path certificate;  // the server's first, then those between it and its authority
  std::filesystem::path key;          // of the first certificate, without a password
  std::filesystem::path client_ca;    // authorities whose clients are known; "": no client is asked who it is
};

}  // namespace millrace

// Keys and certificates for tests, in files; integration-tests/kafka/certificates.sh says which.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include "base/tests/temp_directory.h"
#include "service/http/tls_files.h"

namespace millrace::test {

class Certificates {
 public:
  Certificates() {
    const std::string script = MILLRACE_SOURCE "/integration-tests/kafka/certificates.sh";
    if (std::system((script + " " + folder_.path().string() + " word").c_str()) != 0) throw std::runtime_error(script);
  }

  std::filesystem::path operator/(const std::string& name) const { return folder_ / name; }
  // Of a server, and of a client that it knows.
  TlsFiles server() const { return {folder_ / "broker.crt", folder_ / "broker.key", ""}; }
  TlsFiles server_that_knows_clients() const {
    return {folder_ / "broker.crt", folder_ / "broker.key", folder_ / "ca.pem"};
  }
  // Of somebody whom nobody knows.
  TlsFiles stranger() const { return {folder_ / "stranger.pem", folder_ / "stranger.key", ""}; }

 private:
  const TempDirectory folder_;
};

}  // namespace millrace::test

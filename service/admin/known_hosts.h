// By which names this machine may be asked.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "service/http/listen_address.h"

namespace millrace {

// Loopback names and addresses, the address that is listened on (of 0.0.0.0 and ::, any address: a page elsewhere has a
// name), and those that the file adds. Ports are not compared. Immutable.
class KnownHosts {
 public:
  KnownHosts(const ListenAddress& listen, std::vector<std::string> more);

  // `header`: the value of Host, "localhost:8080", "[::1]:8080".
  bool has(std::string_view header) const;

 private:
  bool any_address_;
  std::vector<std::string> names_;  // in small letters
};

}  // namespace millrace

#include "integration-tests/harness/http_get.h"

#include <charconv>

#include "integration-tests/harness/tcp.h"

namespace millrace::trial {

std::optional<HttpAnswer> http_get(int port, const std::string& path) {
  const Socket connection = connect_to(port, 2);
  if (!connection) return std::nullopt;
  // Version 1.0: the server closes behind its answer, and sends it in one piece.
  connection.send_all("GET " + path + " HTTP/1.0\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  std::string answer;
  for (std::string part; !(part = connection.receive_some()).empty();) answer += part;
  const auto body = answer.find("\r\n\r\n");
  if (!answer.starts_with("HTTP/1.") || answer.size() < 12 || body == answer.npos) return std::nullopt;
  HttpAnswer result{0, answer.substr(body + 4)};
  std::from_chars(answer.data() + 9, answer.data() + 12, result.status);
  return result;
}

}  // namespace millrace::trial

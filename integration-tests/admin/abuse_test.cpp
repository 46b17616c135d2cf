// The admin interface under abuse: the data path and the probes do not notice, and memory stays bounded.
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <numeric>
#include <string>
#include <vector>

#include "integration-tests/admin/admin_trial.h"
#include "integration-tests/harness/tcp.h"
#include "integration-tests/kafka_io/offsets.h"

namespace millrace::trial {
namespace {

using std::chrono::seconds;

constexpr rlim_t kConnections = 10'000;
constexpr double kFurtherCheckpoints = 10;
constexpr long kMoreMemory = 64 << 10;  // KiB

class AdminUnderAbuse : public AdminTrial {
 protected:
  // Asks for a while, with whatever the abuse does at each step, until the pipeline has gone on unharmed: it commits,
  // and what came in at full rate during the abuse is behind it before the abuse ends. How much CPU that costs is
  // measured by benchmarks/run.sh.
  template <class Step>
  void goes_on_during(Step step) {
    const auto before = trial.service.metric("millrace_checkpoints_completed_total").value();
    const auto memory = resident();
    until_under("more checkpoints under abuse", step, [&] {
      const auto now = trial.service.metric("millrace_checkpoints_completed_total");
      return now && *now >= before + kFurtherCheckpoints;
    });
    const auto arrived = records_in_input();
    until_under("all that came under abuse in a committed checkpoint", step, [&] {
      const auto committed = trial.service.metric("millrace_committed_offset");
      return committed && *committed >= arrived;
    });
    EXPECT_LT(resident(), memory + kMoreMemory);
  }
  // After the abuse: it answers again, and the output is exact.
  void is_well_afterwards() {
    eventually("an answer of the admin interface", seconds(60), [&]() -> std::string {
      const auto answer = http_get(port(), "/api/v1/overview");
      return answer && answer->status == 200 ? "" : "none";
    });
    feed->end();
    feed.reset();
    trial.expect_exact(100);
  }

 private:
  template <class Step, class Condition>
  void until_under(const std::string& what, Step step, Condition condition) {
    eventually(what, seconds(60), [&]() -> std::string {
      step();
      const auto ready = http_get(trial.service.port().value(), "/ready");
      EXPECT_TRUE(ready && ready->status == 200) << "the probes have a listener of their own";
      return condition() ? "" : "not yet";
    });
  }
  double records_in_input() {
    const auto ends = topic_range(shared_broker(), trial.input.name(), Isolation::kCommitted).end;
    return static_cast<double>(std::accumulate(ends.begin(), ends.end(), std::int64_t{0}));
  }
  long resident() {
    std::ifstream status("/proc/" + std::to_string(trial.service.process().pid()) + "/status");
    for (std::string line; std::getline(status, line);) {
      if (line.starts_with("VmRSS:")) return std::stol(line.substr(6));
    }
    return 0;
  }
};

// Connections that nobody waits for: most stand in the kernel's queue, whoever is let in drips its request.
class Crowd {
 public:
  explicit Crowd(int port) {
    to_.sin_family = AF_INET;
    to_.sin_port = htons(static_cast<std::uint16_t>(port));
    to_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    rlimit files{};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = std::min(files.rlim_max, kConnections + 200);
    setrlimit(RLIMIT_NOFILE, &files);
    clients_.resize(std::min(kConnections, files.rlim_cur - 200));
  }
  void push() {
    for (auto& client : clients_) {
      if (client && send(client.fd(), "x", 1, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0) continue;
      if (client && (errno == EAGAIN || errno == ENOTCONN)) continue;
      client = Socket(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
      static_cast<void>(connect(client.fd(), reinterpret_cast<const sockaddr*>(&to_), sizeof to_));
    }
  }

 private:
  sockaddr_in to_{};
  std::vector<Socket> clients_;
};

TEST_F(AdminUnderAbuse, OfTenThousandConnectionsThatDripTheirRequests) {
  start();
  {
    Crowd crowd(port());
    goes_on_during([&] { crowd.push(); });
  }
  is_well_afterwards();
}

TEST_F(AdminUnderAbuse, OfBodiesOfAGigabyte) {
  start();
  const std::string piece(1 << 20, 'x');
  goes_on_during([&] {
    const auto client = connect_to(port(), 1);
    if (!client) return;
    client.send_all("POST /api/v1/checkpoints HTTP/1.1\r\nContent-Length: 1073741824\r\n\r\n");
    for (int i = 0; i < 1024 && client.send_all(piece); ++i) continue;  // all of it, if it is taken
  });
  is_well_afterwards();
}

TEST_F(AdminUnderAbuse, OfBrokenHttp) {
  start();
  const std::vector<std::string> broken = {"\r\n\r\n",
                                           "GET\r\n\r\n",
                                           "GET / HTTP/1.1\r\n" + std::string(100'000, 'x'),
                                           "GET / HTTP/1.1\r\n: \r\n\r\n",
                                           "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
                                           "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
                                           "GET /%zz%00?%%% HTTP/1.1\r\n\r\n",
                                           "GET / HTTP/1.1\r\nRange: bytes=" + std::string(2000, '0') + "-\r\n\r\n",
                                           std::string("\x16\x03\x01\x00\xff", 5),
                                           std::string(4096, '\0')};
  std::size_t next = 0;
  goes_on_during([&] {
    const auto client = connect_to(port(), 3);
    if (client && client.send_all(broken[next++ % broken.size()])) client.receive_some();
  });
  is_well_afterwards();
}

}  // namespace
}  // namespace millrace::trial

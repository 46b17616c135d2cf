#include "integration-tests/harness/kafka_proxy.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>
#include <vector>

namespace millrace::trial {
namespace {

constexpr int kEndTxn = 26;  // Kafka's number of the request

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

int open_socket() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int yes = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  return fd;
}

bool send_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

// Nothing: the other side is gone.
std::string receive_some(int fd) {
  std::array<char, 65536> part;
  const ssize_t n = recv(fd, part.data(), part.size(), 0);
  return n > 0 ? std::string(part.data(), static_cast<std::size_t>(n)) : std::string();
}

std::uint32_t big_endian(std::string_view bytes) {
  std::uint32_t value = 0;
  for (const char c : bytes) value = value << 8 | static_cast<unsigned char>(c);
  return value;
}

// The first whole request in `buffer`: 4 bytes of length, then 2 of its kind. Empty: not whole yet.
std::string take_request(std::string& buffer) {
  if (buffer.size() < 6) return {};
  const std::size_t size = 4 + big_endian(std::string_view(buffer).substr(0, 4));
  if (buffer.size() < size) return {};
  std::string request = buffer.substr(0, size);
  buffer.erase(0, size);
  return request;
}

bool readable(const std::vector<pollfd>& polled, int fd) {
  return std::ranges::any_of(polled, [fd](const pollfd& p) { return p.fd == fd && p.revents != 0; });
}

}  // namespace

KafkaProxy::KafkaProxy() : listener_(open_socket()) {
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  if (bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(listener_, 64) != 0) {
    throw std::runtime_error("listen for the proxy");
  }
  getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.sin_port);
  thread_ = std::jthread([this](const std::stop_token& stop) { work(stop); });
}

KafkaProxy::~KafkaProxy() {
  thread_.request_stop();
  thread_.join();
  for (Link& link : links_) close_link(link);
  close(listener_);
}

void KafkaProxy::forward_to(const std::string& host_and_port) {
  broker_port_ = std::stoi(host_and_port.substr(host_and_port.rfind(':') + 1));
}

bool KafkaProxy::holds_one() {
  const std::lock_guard lock(mutex_);
  return std::ranges::any_of(links_, [](const Link& link) { return !link.held.empty(); });
}

void KafkaProxy::release() {
  const std::lock_guard lock(mutex_);
  for (Link& link : links_) {
    if (!link.held.empty()) send_all(link.broker, std::exchange(link.held, {}));
  }
}

void KafkaProxy::close_link(Link& link) {
  if (link.client >= 0) close(link.client);
  if (link.broker >= 0) close(link.broker);
}

void KafkaProxy::work(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    std::vector<pollfd> polled = {{listener_, POLLIN, 0}};
    {
      const std::lock_guard lock(mutex_);
      for (const Link& link : links_) {
        polled.push_back({link.client, POLLIN, 0});  // -1 is ignored
        polled.push_back({link.broker, POLLIN, 0});
      }
    }
    if (poll(polled.data(), polled.size(), 20) <= 0) continue;
    const std::lock_guard lock(mutex_);
    std::erase_if(links_, [&](Link& link) {
      const bool alive = (link.client < 0 || !readable(polled, link.client) || pass_requests(link)) &&
                         (!readable(polled, link.broker) || pass_answers(link));
      if (!alive) close_link(link);
      return !alive;
    });
    if (readable(polled, listener_)) accept_one();
  }
}

void KafkaProxy::accept_one() {
  const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
  if (client < 0) return;
  Link link{.client = client, .broker = open_socket()};
  const sockaddr_in address = loopback(broker_port_);
  if (connect(link.broker, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    close_link(link);
    return;
  }
  links_.push_back(std::move(link));
}

bool KafkaProxy::pass_requests(Link& link) {
  const std::string bytes = receive_some(link.client);
  if (bytes.empty()) return false;
  link.request += bytes;
  for (std::string request; !(request = take_request(link.request)).empty();) {
    if (big_endian(std::string_view(request).substr(4, 2)) == kEndTxn && armed_.exchange(false)) {
      link.held = std::move(request);
      close(std::exchange(link.client, -1));
      return true;
    }
    if (!send_all(link.broker, request)) return false;
  }
  return true;
}

// The answer to a request that was held back has nobody to go to.
bool KafkaProxy::pass_answers(Link& link) {
  const std::string bytes = receive_some(link.broker);
  return !bytes.empty() && (link.client < 0 || send_all(link.client, bytes));
}

}  // namespace millrace::trial

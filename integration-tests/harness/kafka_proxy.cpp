#include "integration-tests/harness/kafka_proxy.h"

#include <poll.h>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace millrace::trial {
namespace {

constexpr int kEndTxn = 26;  // Kafka's number of the request

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

bool is_end_txn(const std::string& request) { return big_endian(std::string_view(request).substr(4, 2)) == kEndTxn; }

bool readable(const std::vector<pollfd>& polled, const Socket& socket) {
  return std::ranges::any_of(polled, [&](const pollfd& p) { return socket && p.fd == socket.fd() && p.revents != 0; });
}

}  // namespace

KafkaProxy::KafkaProxy() : thread_([this](const std::stop_token& stop) { work(stop); }) {}

KafkaProxy::~KafkaProxy() {
  thread_.request_stop();
  thread_.join();
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
    if (!link.held.empty()) link.broker.send_all(std::exchange(link.held, {}));
  }
}

void KafkaProxy::work(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    std::vector<pollfd> polled = {{listener_.fd(), POLLIN, 0}};
    {
      const std::lock_guard lock(mutex_);
      for (const Link& link : links_) {
        polled.push_back({link.client.fd(), POLLIN, 0});  // -1 is ignored
        polled.push_back({link.broker.fd(), POLLIN, 0});
      }
    }
    if (poll(polled.data(), polled.size(), 20) <= 0) continue;
    const std::lock_guard lock(mutex_);
    std::erase_if(links_, [&](Link& link) {
      return (readable(polled, link.client) && !pass_requests(link)) ||
             (readable(polled, link.broker) && !pass_answers(link));
    });
    if (readable(polled, listener_)) accept_one();
  }
}

void KafkaProxy::accept_one() {
  Link link{accept_from(listener_), connect_to(broker_port_)};
  if (link.client && link.broker) links_.push_back(std::move(link));
}

bool KafkaProxy::pass_requests(Link& link) {
  const std::string bytes = link.client.receive_some();
  if (bytes.empty()) return false;
  link.request += bytes;
  for (std::string request; !(request = take_request(link.request)).empty();) {
    if (is_end_txn(request) && armed_.exchange(false)) {
      link.held = std::move(request);
      link.client.reset();
      return true;
    }
    if (!link.broker.send_all(request)) return false;
  }
  return true;
}

// The answer to a request that was held back has nobody to go to.
bool KafkaProxy::pass_answers(Link& link) {
  const std::string bytes = link.broker.receive_some();
  return !bytes.empty() && (!link.client || link.client.send_all(bytes));
}

}  // namespace millrace::trial

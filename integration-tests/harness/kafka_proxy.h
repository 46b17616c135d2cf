// Stands between a Kafka client and its broker, and can hold one request back: the client's connection breaks, the
// request arrives later all the same. So does a network that delays.
#pragma once

#include <atomic>
#include <list>
#include <mutex>
#include <string>
#include <thread>

#include "integration-tests/harness/tcp.h"

namespace millrace::trial {

class KafkaProxy {
 public:
  KafkaProxy();  // listens at once; nothing gets through before forward_to
  KafkaProxy(const KafkaProxy&) = delete;
  KafkaProxy& operator=(const KafkaProxy&) = delete;
  ~KafkaProxy();

  int port() const { return port_of(listener_); }
  void forward_to(const std::string& host_and_port);

  // The next EndTxn request that comes is kept, and its client cut off.
  void hold_next_end_txn() { armed_ = true; }
  bool holds_one();
  // What is kept goes to the broker now.
  void release();

 private:
  struct Link {
    Socket client;  // none: cut off
    Socket broker;
    std::string request = {};  // of the client, not yet whole
    std::string held = {};
  };

  void work(const std::stop_token& stop);
  void accept_one();
  bool pass_requests(Link& link);  // false: the link is done
  bool pass_answers(Link& link);

  const Socket listener_ = listen_on_free_port();
  std::atomic<int> broker_port_{0};
  std::atomic<bool> armed_{false};
  std::mutex mutex_;  // guards links_
  std::list<Link> links_;
  std::jthread thread_;
};

}  // namespace millrace::trial

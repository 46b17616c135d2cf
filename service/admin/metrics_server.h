// The HTTP endpoint for Prometheus and for probes: /metrics, /live, /ready, and nothing else.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/error.h"
#include "service/admin/listen_address.h"

namespace millrace {

// What a probe says, with words for who asks by hand: 200 when well, 503 when not.
struct ProbeAnswer {
  bool well = false;
  std::string text;
};

// Called on the server's threads, several at once; they must be quick and must not throw.
struct MetricsSources {
  std::function<std::string()> metrics;  // Prometheus' text format
  std::function<ProbeAnswer()> live;     // the event loop has a heartbeat
  std::function<ProbeAnswer()> ready;    // restored and assigned
};

// Owns an accepting thread and a few workers; a slow or silent client costs one of them a few seconds.
class MetricsServer {
 public:
  // Listens when this returns. An address that cannot be used: kStop, kConfiguration.
  static Result<std::unique_ptr<MetricsServer>> start(const ListenAddress& address, MetricsSources sources);
  ~MetricsServer();  // ends requests under way, then joins
  MetricsServer(const MetricsServer&) = delete;
  MetricsServer& operator=(const MetricsServer&) = delete;

  const ListenAddress& address() const;  // with the port that was really taken

 private:
  struct Impl;
  explicit MetricsServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace millrace

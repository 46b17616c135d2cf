// The HTTP endpoint for Prometheus and for probes: /metrics, /live, /ready, and nothing else.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/error.h"
#include "service/http/http_server.h"

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

// An address that cannot be used: kStop, kConfiguration.
Result<std::unique_ptr<HttpServer>> serve_metrics(const ListenAddress& address, MetricsSources sources);

}  // namespace millrace

#include "metrics/catalogue.h"

#include <sstream>

namespace millrace {
namespace {

std::string_view word_of(MetricType type) {
  switch (type) {
    case MetricType::kCounter:
      return "counter";
    case MetricType::kGauge:
      return "gauge";
    case MetricType::kHistogram:
      return "histogram";
  }
  return "";
}

// "phase=align\|commit", "topic".
std::string labels_of(const MetricRow& row) {
  std::string text;
  for (const MetricLabel& label : row.labels) {
    if (label.name.empty()) continue;
    text += (text.empty() ? "`" : ", `") + std::string(label.name) + "`";
    for (std::size_t i = 0; i < label.values.size(); ++i) text += (i == 0 ? ": " : ", ") + std::string(label.values[i]);
  }
  return text;
}

// "0.001, 0.0025": as a scrape writes them.
std::string bounds() {
  std::ostringstream text;
  for (const double bound : kSecondsBuckets) text << (bound == kSecondsBuckets.front() ? "" : ", ") << bound;
  return text.str();
}

}  // namespace

std::string metric_reference() {
  std::string text = "| metric | type | labels | unit | meaning | Flink |\n| --- | --- | --- | --- | --- | --- |\n";
  for (const MetricRow& row : kMetricCatalogue) {
    text += "| `" + std::string(row.name) + "` | " + std::string(word_of(row.type)) + " | " + labels_of(row) + " | " +
            std::string(row.unit) + " | " + std::string(row.help) + " | " + std::string(row.flink) + " |\n";
  }
  return text + "\nBounds of every histogram, in seconds: " + bounds() + ".\n";
}

}  // namespace millrace

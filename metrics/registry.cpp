#include "metrics/registry.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <stdexcept>
#include <vector>

namespace millrace {
namespace {

// The child's labels; throws when a value is not one that the catalogue lists.
prometheus::Labels name_labels(const MetricRow& row, std::span<const std::string_view> values) {
  prometheus::Labels labels;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const MetricLabel& label = row.labels[i];
    if (!label.values.empty() && std::ranges::find(label.values, values[i]) == label.values.end()) {
      throw std::logic_error(std::string(row.name) + " has no " + std::string(label.name) + " '" +
                             std::string(values[i]) + "'");
    }
    labels.emplace(label.name, values[i]);
  }
  return labels;
}

const prometheus::Histogram::BucketBoundaries& buckets() {
  static const prometheus::Histogram::BucketBoundaries kBuckets(kSecondsBuckets.begin(), kSecondsBuckets.end());
  return kBuckets;
}

template <class T, class Builder>
prometheus::Family<T>& family(Builder builder, const MetricRow& row, prometheus::Registry& registry) {
  return builder.Name(std::string(row.name)).Help(std::string(row.help)).Register(registry);
}

}  // namespace

// One of the three per row: the one of its type.
struct MetricRegistry::Families {
  struct Family {
    prometheus::Family<prometheus::Counter>* counter = nullptr;
    prometheus::Family<prometheus::Gauge>* gauge = nullptr;
    prometheus::Family<prometheus::Histogram>* histogram = nullptr;
  };

  prometheus::Registry registry;
  std::array<Family, kMetricCatalogue.size()> rows;

  explicit Families() {
    for (const MetricRow& row : kMetricCatalogue) {
      Family& entry = rows[static_cast<std::size_t>(row.metric)];
      if (row.type == MetricType::kCounter) {
        entry.counter = &family<prometheus::Counter>(prometheus::BuildCounter(), row, registry);
      } else if (row.type == MetricType::kGauge) {
        entry.gauge = &family<prometheus::Gauge>(prometheus::BuildGauge(), row, registry);
      } else {
        entry.histogram = &family<prometheus::Histogram>(prometheus::BuildHistogram(), row, registry);
      }
      begin_at_zero(row, entry);
    }
  }

  // Only with at most one label, all of whose values are known: no counter or histogram has two such.
  static void begin_at_zero(const MetricRow& row, const Family& entry) {
    if (label_count(row) > 0 && row.labels[0].values.empty()) return;
    const auto touch = [&](const prometheus::Labels& labels) {
      if (entry.counter != nullptr) entry.counter->Add(labels);
      if (entry.histogram != nullptr) entry.histogram->Add(labels, buckets());
    };
    if (label_count(row) == 0) touch({});
    for (const std::string_view value : row.labels[0].values) touch(name_labels(row, std::array{value}));
  }

  const Family& of(Metric metric) const { return rows[static_cast<std::size_t>(metric)]; }
};

MetricRegistry::MetricRegistry() : families_(std::make_unique<Families>()) {}
MetricRegistry::~MetricRegistry() = default;

void MetricRegistry::add_to(Metric metric, std::span<const std::string_view> labels, double amount) {
  families_->of(metric).counter->Add(name_labels(row_of(metric), labels)).Increment(amount);
}

void MetricRegistry::raise_to(Metric metric, std::span<const std::string_view> labels, double total) {
  auto& counter = families_->of(metric).counter->Add(name_labels(row_of(metric), labels));
  const double missing = total - counter.Value();
  if (missing > 0) counter.Increment(missing);
}

void MetricRegistry::set_to(Metric metric, std::span<const std::string_view> labels, double value) {
  families_->of(metric).gauge->Add(name_labels(row_of(metric), labels)).Set(value);
}

void MetricRegistry::observe_in(Metric metric, std::span<const std::string_view> labels, double value) {
  families_->of(metric).histogram->Add(name_labels(row_of(metric), labels), buckets()).Observe(value);
}

void MetricRegistry::observe_many_in(Metric metric, std::span<const std::string_view> labels, double value,
                                     std::uint64_t times) {
  std::vector<double> increments(buckets().size() + 1);  // the last: beyond all bounds
  const auto bucket = std::ranges::lower_bound(buckets(), value) - buckets().begin();
  increments[static_cast<std::size_t>(bucket)] = static_cast<double>(times);
  families_->of(metric)
      .histogram->Add(name_labels(row_of(metric), labels), buckets())
      .ObserveMultiple(increments, value * static_cast<double>(times));
}

std::string MetricRegistry::exposition() const {
  return prometheus::TextSerializer().Serialize(families_->registry.Collect());
}

}  // namespace millrace

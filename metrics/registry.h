// The metrics of this process, by catalogue entry.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "metrics/catalogue.h"

namespace millrace {

// A count as Prometheus keeps it.
inline double number(std::uint64_t count) { return static_cast<double>(count); }

// The wrong type or number of labels does not compile; a label value that the catalogue does not list throws
// std::logic_error: it is a bug. Any thread. Not for hot paths: a call looks its labels up under a lock.
class MetricRegistry {
 public:
  // Counters and histograms whose label values are all known begin at zero, so that rates and alerts work from the
  // start.
  MetricRegistry();
  ~MetricRegistry();
  MetricRegistry(const MetricRegistry&) = delete;
  MetricRegistry& operator=(const MetricRegistry&) = delete;

  // add<Metric::kRecordsIn>(1024, "orders")
  template <Metric M, class... Labels>
  void add(double amount, const Labels&... labels) {
    check<M, MetricType::kCounter, sizeof...(Labels)>();
    add_to(M, Values<sizeof...(Labels)>{labels...}, amount);
  }
  // For a count that is kept elsewhere: brings the counter up to it; never down. One thread per counter.
  template <Metric M, class... Labels>
  void raise(double total, const Labels&... labels) {
    check<M, MetricType::kCounter, sizeof...(Labels)>();
    raise_to(M, Values<sizeof...(Labels)>{labels...}, total);
  }
  template <Metric M, class... Labels>
  void set(double value, const Labels&... labels) {
    check<M, MetricType::kGauge, sizeof...(Labels)>();
    set_to(M, Values<sizeof...(Labels)>{labels...}, value);
  }
  // 1 for this value of the metric's only label, 0 for the others that the catalogue lists.
  template <Metric M>
  void set_one_of(std::string_view value) {
    check<M, MetricType::kGauge, 1>();
    for (const std::string_view other : row_of(M).labels[0].values) set<M>(0, other);
    set<M>(1, value);
  }
  template <Metric M, class... Labels>
  void observe(double value, const Labels&... labels) {
    check<M, MetricType::kHistogram, sizeof...(Labels)>();
    observe_in(M, Values<sizeof...(Labels)>{labels...}, value);
  }

  // The same value so many times at once.
  template <Metric M, class... Labels>
  void observe_times(std::uint64_t times, double value, const Labels&... labels) {
    check<M, MetricType::kHistogram, sizeof...(Labels)>();
    observe_many_in(M, Values<sizeof...(Labels)>{labels...}, value, times);
  }

  // Prometheus' text format, version 0.0.4.
  std::string exposition() const;

 private:
  template <std::size_t N>
  using Values = std::array<std::string_view, N>;

  template <Metric M, MetricType type, std::size_t labels>
  static consteval void check() {
    static_assert(row_of(M).type == type, "the catalogue lists this metric with another type");
    static_assert(label_count(row_of(M)) == labels, "the catalogue lists this metric with other labels");
  }

  void add_to(Metric metric, std::span<const std::string_view> labels, double amount);
  void raise_to(Metric metric, std::span<const std::string_view> labels, double total);
  void set_to(Metric metric, std::span<const std::string_view> labels, double value);
  void observe_in(Metric metric, std::span<const std::string_view> labels, double value);

  void observe_many_in(Metric metric, std::span<const std::string_view> labels, double value, std::uint64_t times);

  struct Families;
  std::unique_ptr<Families> families_;
};

}  // namespace millrace

#include "service/export_counters.h"

#include <algorithm>
#include <map>
#include <optional>

#include "service/pipeline/late_records.h"

namespace millrace {
namespace {

double seconds(std::uint64_t nanoseconds) { return static_cast<double>(nanoseconds) / 1e9; }

// One export: what several threads or topics count towards the same series is added up first.
class Export {
 public:
  Export(MetricRegistry& registry, std::int64_t wall_ms) : registry_(registry), wall_ms_(wall_ms) {}

  void add(const std::string& topic, const SourceCounters& source);
  void add(const ShardCounters& shard);
  void finish();

 private:
  struct OfTopic {
    std::uint64_t records = 0, bytes = 0, partitions = 0;
    std::optional<double> lag_seconds;  // none: not known (yet)
  };
  struct OfStage {
    std::uint64_t busy_ns = 0, idle_ns = 0, backpressured_ns = 0, threads = 0;
  };

  void add_lags(const std::string& topic, const std::vector<PartitionLag>& lags);
  void add(OfStage& stage, const WorkCounters& work);
  void add(const std::map<std::string, std::uint64_t>& rejected);
  void tell(const char* stage, const OfStage& work);

  MetricRegistry& registry_;
  std::int64_t wall_ms_;
  std::map<std::string, OfTopic> topics_;
  OfStage sources_, shards_;
  std::map<std::string, std::uint64_t> rejected_;
  std::uint64_t bytes_ = 0, keys_ = 0, panes_ = 0;
};

void Export::add(const std::string& topic, const SourceCounters& source) {
  auto& of_topic = topics_[topic];
  of_topic.records += source.records.read();
  of_topic.bytes += source.bytes.read();
  of_topic.partitions += source.partitions.read();
  add_lags(topic, source.lags.read());
  add(source.rejected.read());
  add(sources_, source.work);
}

// Two sources of one topic read the same partitions: the slower one counts.
void Export::add_lags(const std::string& topic, const std::vector<PartitionLag>& lags) {
  auto& lag_seconds = topics_[topic].lag_seconds;
  if (!lags.empty() && !lag_seconds) lag_seconds = 0;
  for (const auto& lag : lags) {
    const auto behind = std::max<std::int64_t>(0, lag.end.value - lag.position.value);
    registry_.set<Metric::kConsumerLag>(static_cast<double>(behind), topic, std::to_string(lag.partition.value));
    if (behind == 0 || !lag.last_read) continue;
    const auto age = static_cast<double>(wall_ms_ - *lag.last_read) / 1000;
    lag_seconds = std::max(*lag_seconds, age);
  }
}

void Export::add(const ShardCounters& shard) {
  bytes_ += shard.state_bytes.read();
  keys_ += shard.state_keys.read();
  panes_ += shard.state_panes.read();
  add(shard.rejected_rows.read());
  add(shards_, shard.work);
}

void Export::add(OfStage& stage, const WorkCounters& work) {
  stage.busy_ns += work.busy_ns.read();
  stage.idle_ns += work.idle_ns.read();
  stage.backpressured_ns += work.backpressured_ns.read();
  ++stage.threads;
}

void Export::add(const std::map<std::string, std::uint64_t>& rejected) {
  for (const auto& [reason, count] : rejected) rejected_[reason] += count;
}

void Export::tell(const char* stage, const OfStage& work) {
  registry_.raise<Metric::kBusySeconds>(seconds(work.busy_ns), stage);
  registry_.raise<Metric::kIdleSeconds>(seconds(work.idle_ns), stage);
  registry_.raise<Metric::kBackpressuredSeconds>(seconds(work.backpressured_ns), stage);
  registry_.set<Metric::kThreads>(static_cast<double>(work.threads), stage);
}

void Export::finish() {
  for (const auto& [topic, of] : topics_) {
    registry_.raise<Metric::kRecordsIn>(static_cast<double>(of.records), topic);
    registry_.raise<Metric::kBytesIn>(static_cast<double>(of.bytes), topic);
    registry_.set<Metric::kAssignedPartitions>(static_cast<double>(of.partitions), topic);
    if (of.lag_seconds) registry_.set<Metric::kConsumerLagSeconds>(*of.lag_seconds, topic);
  }
  for (const auto& [reason, count] : rejected_) {
    registry_.raise<Metric::kRecordsRejected>(static_cast<double>(count), reason);
  }
  tell("source", sources_);
  tell("shard", shards_);
  registry_.set<Metric::kStateBytes>(static_cast<double>(bytes_), "memory");
  registry_.set<Metric::kStateKeys>(static_cast<double>(keys_), "memory");
  registry_.set<Metric::kStatePanes>(static_cast<double>(panes_), "memory");
}

void export_late(std::size_t query, const QueryConfig& config, const Counters& counters, MetricRegistry& registry) {
  if (!config.plan.window) return;
  const auto late = late_records(counters, query).records;
  registry.raise<Metric::kLateRecords>(static_cast<double>(late), config.name);
}

}  // namespace

void export_counters(const Config& config, const Counters& counters, const Clock& clock, MetricRegistry& registry) {
  Export out(registry, clock.wall().time_since_epoch().count());
  for (std::size_t i = 0; i < counters.sources.size(); ++i) out.add(config.sources[i].topic, counters.sources[i]);
  for (const auto& shard : counters.shards) out.add(shard);
  out.finish();
  for (std::size_t i = 0; i < config.queries.size(); ++i) export_late(i, config.queries[i], counters, registry);
}

}  // namespace millrace

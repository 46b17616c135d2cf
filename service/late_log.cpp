#include "service/late_log.h"

#include <fmt/format.h>

#include "service/admin/late_rule.h"
#include "service/pipeline/late_records.h"

namespace millrace {

LateLog::LateLog(const Config& config, const Counters& counters)
    : config_(config), counters_(counters), told_(config.queries.size()) {}

std::vector<std::string> LateLog::due(MonotonicTime now) {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < told_.size(); ++i) {
    auto& told = told_[i];
    const auto late = late_records(counters_, i);
    if (late.records == told.records || (told.when && now - *told.when < kApart)) continue;
    const auto& query = config_.queries[i];
    lines.push_back(
        fmt::format("query {}: {} more records came too late for their windows and were dropped, {} since "
                    "the service began; the watermark had passed the windows' ends by up to {}. {}",
                    query.name, late.records - told.records, late.records, in_words(late.behind),
                    remedy_of_late(late_rule(config_, query), late.behind)));
    told = {late.records, now};
  }
  return lines;
}

}  // namespace millrace

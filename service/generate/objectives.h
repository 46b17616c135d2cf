// Where the alerts of one pipeline begin.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "service/config/config.h"

namespace millrace {

// By the name that marks the number in helm/millrace/rules and dashboards: "lagSeconds". The number that is there holds
// for a name that is missing.
using Objectives = std::map<std::string, std::uint64_t>;

// What no pipeline file says, or not as it is wanted.
struct GivenObjectives {
  std::optional<Millis> lag;      // age of the last record read while more wait
  std::optional<Millis> latency;  // 99th percentile from arrival to commit, in place of three intervals
};

// Those that follow from the pipeline, as the chart's templates/_rules.tpl has them, and the given ones. A 99th
// percentile begins at a bound of its histogram: that of a checkpoint at the next below 80 % of its timeout, lest
// checkpoints end before the alert begins; that of latency at the next above what is wanted, lest the alert begin
// before that: a record may wait for an interval and a commit.
Objectives objectives_of(const Config& config, const GivenObjectives& given);

}  // namespace millrace

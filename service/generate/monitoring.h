// Alerts and dashboards of one pipeline: the files of helm/millrace with its own job and objectives filled in.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "service/generate/objectives.h"

namespace millrace {

// A Prometheus rule file. `job` is the scrape job's name; it holds no quotes and no backslash.
std::string alert_rules(const std::string& job, const Objectives& objectives);

std::vector<std::string> dashboard_names();  // "overview"
// A Grafana dashboard that begins with this job selected; several pipelines' are kept apart by their uid. A name that
// is none is a bug: throws.
std::string dashboard(const std::string& name, const std::string& job, const Objectives& objectives);

}  // namespace millrace

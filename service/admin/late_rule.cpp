#include "service/admin/late_rule.h"

#include <fmt/format.h>

#include <algorithm>

#include "service/config/units.h"

namespace millrace {

LateRule late_rule(const Config& config, const QueryConfig& query) {
  const auto source = std::ranges::find(config.sources, query.plan.source, &SourceConfig::name);
  return {query.name, query.allowed_lateness, source->name, source->max_delay};
}

std::string remedy_of_late(const LateRule& rule, Millis behind) {
  return fmt::format(
      "Look for the producer whose records come so late. To take them in, set allowed_lateness of query {} (now {}) to "
      "more than {}, or raise max_delay of source {} (now {}) by as much",
      rule.query, format_duration(rule.allowed_lateness), in_words(behind), rule.source,
      format_duration(rule.max_delay));
}

std::string in_words(Millis time) {
  return format_duration(time < Millis{1000} ? time : std::chrono::ceil<std::chrono::seconds>(time));
}

}  // namespace millrace

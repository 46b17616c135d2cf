#include "service/ledger_metrics.h"

#include <algorithm>
#include <string_view>

namespace millrace {
namespace {

void tell_source(const std::string& source, const SourceCount& counts, MetricRegistry& registry) {
  for (const auto& [outcome, count] : kSourceCounts) {
    registry.raise<Metric::kLedgerSourceRecords>(number(counts.*count), source, outcome);
  }
}

void tell_query(const std::string& query, const QueryCount& counts, MetricRegistry& registry) {
  for (const auto& [outcome, count] : kQueryCounts) {
    const bool of_records =
        std::ranges::find(metric_labels::kQueryOutcomes, outcome) != metric_labels::kQueryOutcomes.end();
    if (of_records) registry.raise<Metric::kLedgerQueryRecords>(number(counts.*count), query, outcome);
  }
  registry.raise<Metric::kLedgerPanes>(number(counts.panes_opened), query, "opened");
  registry.raise<Metric::kLedgerPanes>(number(counts.panes_expired), query, "expired");
  registry.set<Metric::kLedgerLivePanes>(number(counts.panes_live), query);
  registry.raise<Metric::kLedgerRows>(number(counts.rows), query);
}

}  // namespace

void tell_ledger(const Manifest& manifest, MetricRegistry& registry) {
  if (!manifest.ledger) return;
  for (const auto& [source, counts] : manifest.ledger->sources) tell_source(source, counts, registry);
  for (const auto& query : manifest.queries) {
    const auto found = manifest.ledger->queries.find(query.id);
    if (found != manifest.ledger->queries.end()) tell_query(query.name, found->second, registry);
  }
  registry.raise<Metric::kLedgerRowsSent>(number(manifest.ledger->rows_sent));
}

}  // namespace millrace

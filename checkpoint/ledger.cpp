#include "checkpoint/ledger.h"

#include <fmt/format.h>

#include <algorithm>

#include "checkpoint/manifest.h"

namespace millrace {
namespace {

// Field by field; modulo 2^64, which every balance below bears.
template <class Count, class Fields>
Count difference(const Count& after, const Count& before, const Fields& fields) {
  Count count;
  for (const auto& [name, field] : fields) count.*field = after.*field - before.*field;
  return count;
}

template <class Map>
typename Map::mapped_type at_or_none(const Map& map, const typename Map::key_type& key) {
  const auto found = map.find(key);
  return found == map.end() ? typename Map::mapped_type() : found->second;
}

// How far the source's partitions moved on. One that `before` does not know has not been read before.
std::uint64_t advance_of(const std::string& source, const Manifest& before, const Manifest& after) {
  std::uint64_t advance = 0;
  for (const auto& now : after.positions) {
    if (now.source != source) continue;
    const auto same = std::ranges::find_if(before.positions, [&](const auto& p) {
      return p.source == now.source && p.topic == now.topic && p.partition == now.partition;
    });
    const auto from = same == before.positions.end() ? 0 : same->next.value;
    advance += static_cast<std::uint64_t>(std::max<std::int64_t>(0, now.next.value - from));
  }
  return advance;
}

std::string name_of_query(QueryId id, const Manifest& manifest) {
  const auto found = std::ranges::find(manifest.queries, id, &QueryManifest::id);
  return found == manifest.queries.end() ? fmt::format("with id {}", id.value) : found->name;
}

class Audit {
 public:
  Audit(const Manifest& before, const Manifest& after) : before_(before), after_(after) {}

  std::vector<std::string> run() {
    for (const auto& [source, count] : after_.ledger->sources) {
      check(source, difference(count, at_or_none(before_.ledger->sources, source), kSourceCounts));
    }
    std::uint64_t rows = 0;
    for (const auto& [query, count] : after_.ledger->queries) {
      const auto epoch = difference(count, at_or_none(before_.ledger->queries, query), kQueryCounts);
      check(query, epoch);
      rows += epoch.rows;
    }
    const auto sent = after_.ledger->rows_sent - before_.ledger->rows_sent;
    if (rows != sent) mismatch("the queries made {} rows, {} were sent", rows, sent);
    return std::move(mismatches_);
  }

 private:
  void check(const std::string& source, const SourceCount& epoch) {
    if (epoch.read != epoch.decoded + epoch.rejected) {
      mismatch("source {}: {} records read, {} decoded + {} rejected", source, epoch.read, epoch.decoded,
               epoch.rejected);
    }
    const auto advance = advance_of(source, before_, after_);
    if (epoch.read > advance) {
      mismatch("source {}: {} records read, its positions moved on by {}", source, epoch.read, advance);
    }
  }

  void check(QueryId query, const QueryCount& epoch) {
    if (epoch.decoded != epoch.rejected + epoch.filtered + epoch.passed + epoch.aggregated + epoch.late) {
      mismatch("query {}: {} records decoded, {} rejected + {} filtered + {} passed + {} aggregated + {} late",
               name_of_query(query, after_), epoch.decoded, epoch.rejected, epoch.filtered, epoch.passed,
               epoch.aggregated, epoch.late);
    }
    if (epoch.panes_opened != epoch.panes_expired + epoch.panes_live) {
      mismatch("query {}: {} panes opened, {} expired, and {:+} live", name_of_query(query, after_), epoch.panes_opened,
               epoch.panes_expired, static_cast<std::int64_t>(epoch.panes_live));
    }
  }

  template <class... Values>
  void mismatch(fmt::format_string<Values...> format, Values&&... values) {
    mismatches_.push_back(fmt::format(format, std::forward<Values>(values)...));
  }

  const Manifest& before_;
  const Manifest& after_;
  std::vector<std::string> mismatches_;
};

}  // namespace

void add(Ledger& sum, const Ledger& part) {
  for (const auto& [source, count] : part.sources) {
    for (const auto& [name, field] : kSourceCounts) sum.sources[source].*field += count.*field;
  }
  for (const auto& [query, count] : part.queries) {
    for (const auto& [name, field] : kQueryCounts) sum.queries[query].*field += count.*field;
  }
  sum.rows_sent += part.rows_sent;
}

std::vector<std::string> check_ledger(const Manifest& before, const Manifest& after) {
  if (!before.ledger || !after.ledger) return {};
  return Audit(before, after).run();
}

}  // namespace millrace

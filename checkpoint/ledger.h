// What became of every record, from checkpoint 0 on: the books of a pipeline, and whether they balance.
//
//   source   read = decoded + rejected, and not more than its positions moved on
//   query    decoded = rejected + filtered + passed + aggregated + late
//            panes opened = expired + live
//   all      rows of the queries = rows sent
//
// Either side is counted by another thread, or at another place: a record lost or taken twice between them shows. Each
// thread counts what it did since the last barrier and sends that along with this one, so the sums are exact at every
// checkpoint, and an abort takes back what it counted.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/ids.h"

namespace millrace {

struct Manifest;

struct SourceCount {  // records
  std::uint64_t read = 0;
  std::uint64_t decoded = 0;   // given to the source's queries
  std::uint64_t rejected = 0;  // not decoded, or without a usable event time
  friend bool operator==(const SourceCount&, const SourceCount&) = default;
};

struct QueryCount {
  std::uint64_t decoded = 0;     // records of its source
  std::uint64_t rejected = 0;    // by its expressions
  std::uint64_t filtered = 0;    // by its WHERE
  std::uint64_t passed = 0;      // became a row at once; of stateless queries
  std::uint64_t aggregated = 0;  // went into a window
  std::uint64_t late = 0;
  std::uint64_t panes_opened = 0;
  std::uint64_t panes_expired = 0;
  std::uint64_t panes_live = 0;  // at the barrier: no sum over epochs
  std::uint64_t rows = 0;        // made for the sink
  friend bool operator==(const QueryCount&, const QueryCount&) = default;
};

// What the counts are called: in manifests and metrics.
inline constexpr std::array<std::pair<const char*, std::uint64_t SourceCount::*>, 3> kSourceCounts = {
    {{"read", &SourceCount::read}, {"decoded", &SourceCount::decoded}, {"rejected", &SourceCount::rejected}}};
inline constexpr std::array<std::pair<const char*, std::uint64_t QueryCount::*>, 10> kQueryCounts = {
    {{"decoded", &QueryCount::decoded},
     {"rejected", &QueryCount::rejected},
     {"filtered", &QueryCount::filtered},
     {"passed", &QueryCount::passed},
     {"aggregated", &QueryCount::aggregated},
     {"late", &QueryCount::late},
     {"panes_opened", &QueryCount::panes_opened},
     {"panes_expired", &QueryCount::panes_expired},
     {"panes_live", &QueryCount::panes_live},
     {"rows", &QueryCount::rows}}};

// Of all epochs, or of one thread in one epoch. Queries by id, as state is.
struct Ledger {
  std::map<std::string, SourceCount> sources;
  std::map<QueryId, QueryCount> queries;
  std::uint64_t rows_sent = 0;  // given to the transaction
  friend bool operator==(const Ledger&, const Ledger&) = default;
};

void add(Ledger& sum, const Ledger& part);

// What does not balance in the epoch between two manifests, in words; empty: all does. Nothing to say where `before`
// has no ledger, as those of older versions. Looks at the epoch alone: a mismatch is told once, where it arose.
std::vector<std::string> check_ledger(const Manifest& before, const Manifest& after);

}  // namespace millrace

#include "service/sql/plan/accumulators.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace millrace::sql {
namespace {

constexpr std::array kSums = {AccumulatorKind::kSumBigint, AccumulatorKind::kSumDecimal, AccumulatorKind::kSumDouble};

std::string_view word(AccumulatorKind kind) {
  switch (kind) {
    case AccumulatorKind::kCountAll:
      return "count_all";
    case AccumulatorKind::kCount:
      return "count";
    case AccumulatorKind::kSumBigint:
    case AccumulatorKind::kSumDecimal:
    case AccumulatorKind::kSumDouble:
      return "sum";
    case AccumulatorKind::kMin:
      return "min";
    case AccumulatorKind::kMax:
      return "max";
  }
  return "?";
}

}  // namespace

Accumulators::Key Accumulators::key(const Aggregate& aggregate) {
  return {aggregate.argument ? canonical(*aggregate.argument) : "", aggregate.kind};
}

void Accumulators::add(const Aggregate& aggregate) {
  kept_.emplace(key(aggregate), Kept{aggregate.kind, aggregate.argument});
}

void Accumulators::finish() {
  // State is never nothing: SELECT DISTINCT's way of grouping keeps a count that nobody reads.
  if (kept_.empty()) add(Aggregate{});
  std::erase_if(kept_, [&](const auto& entry) {
    const auto& [argument, kind] = entry.first;
    const auto summed = [&](AccumulatorKind sum) { return kept_.contains({argument, sum}); };
    return kind == AccumulatorKind::kCount && std::ranges::any_of(kSums, summed);
  });
  std::map<std::string, std::uint32_t> places;
  for (const auto& [key, kept] : kept_) {
    AccumulatorSpec spec{kept.kind, 0, {}};
    if (kept.argument) {
      const auto [place, fresh] = places.emplace(key.first, static_cast<std::uint32_t>(arguments_.size()));
      if (fresh) arguments_.push_back(kept.argument);
      spec = {kept.kind, place->second, kept.argument->type};
    }
    specs_.push_back(spec);
  }
}

std::size_t Accumulators::index(const Aggregate& aggregate) const {
  auto wanted = key(aggregate);
  auto found = kept_.find(wanted);
  for (auto sum = kSums.begin(); found == kept_.end() && sum != kSums.end(); ++sum)
    found = kept_.find({wanted.first, *sum});
  return static_cast<std::size_t>(std::distance(kept_.begin(), found));
}

std::string Accumulators::text() const {
  std::string text;
  for (const auto& [key, kept] : kept_)
    text += fmt::format("{}{}({})", text.empty() ? "" : ", ", word(kept.kind), key.first);
  return text;
}

}  // namespace millrace::sql

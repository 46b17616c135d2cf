#include "state/look_up.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "state/chain_to_load.h"
#include "state/delta_chain.h"
#include "state/entry_key.h"
#include "state/in_turn.h"

namespace millrace {
namespace {

// The first few entries that are wanted, of each the newest: the deltas are seen before what is older.
class Findings {
 public:
  Findings(const LookUp& wanted, const ExpiredThrough& expired) : wanted_(wanted) {
    const auto found = expired.find(wanted.query);
    first_ = found == expired.end() ? entry_prefix(wanted.query) : entry_prefix_after(wanted.query, found->second);
    if (!wanted.after.empty()) first_ = std::max(first_, wanted.after + '\0');
  }

  // Of the deltas, in the order of the chain.
  void add(const DeltaEntry& entry) {
    if (entry.query != wanted_.query || (wanted_.key && entry.key != *wanted_.key) || !is_reached(entry)) return;
    entries_.insert_or_assign(whole_key(entry), std::string(entry.accumulators));
    // What goes is larger than all that are wanted, and stays so: nothing ever leaves but the largest.
    if (entries_.size() > wanted_.most) entries_.erase(std::prev(entries_.end()));
  }

  Result<void> add_older(const StoredView& view) { return wanted_.key ? add_panes_of(view) : add_following(view); }

  std::vector<FoundEntry> take() {
    std::vector<FoundEntry> found;
    for (auto& [key, accumulators] : entries_) {
      if (found.size() == wanted_.most) break;
      found.push_back({key, std::move(accumulators)});
    }
    return found;
  }

 private:
  static std::string whole_key(const DeltaEntry& entry) {
    return entry_prefix(entry.query, entry.pane_end).append(entry.key);
  }
  bool is_reached(const DeltaEntry& entry) const {
    std::array<char, kEntryKeyPrefix> prefix;
    write_entry_prefix(prefix.data(), entry.query, entry.pane_end);
    const std::string_view first(first_);
    const int order = std::string_view(prefix.data(), prefix.size()).compare(first.substr(0, prefix.size()));
    return order > 0 || (order == 0 && entry.key >= first.substr(prefix.size()));
  }
  void add_older_one(const StoredEntry& entry) { entries_.try_emplace(std::string(entry.key), entry.accumulators); }

  Result<void> add_following(const StoredView& view) {
    std::size_t seen = 0;
    return view.read(first_, [&](const StoredEntry& entry) {
      if (split_entry_key(entry.key)->query != wanted_.query) return false;
      add_older_one(entry);
      return ++seen < wanted_.most;
    });
  }

  // From pane to pane: where the key would be in this one, then to the next.
  Result<void> add_panes_of(const StoredView& view) {
    auto at = first_;
    std::size_t seen = 0;
    for (bool more = true; more && seen < wanted_.most;) {
      more = false;
      auto read = view.read(at, [&](const StoredEntry& entry) {
        const auto there = *split_entry_key(entry.key);
        if (there.query != wanted_.query) return false;
        more = true;
        at = there.key < *wanted_.key ? entry_prefix(there.query, there.pane_end) + *wanted_.key
                                      : entry_prefix_after(there.query, there.pane_end);
        if (there.key != *wanted_.key) return false;
        add_older_one(entry);
        ++seen;
        return false;
      });
      if (!read) return read;
    }
    return {};
  }

  const LookUp& wanted_;
  std::string first_;
  std::map<std::string, std::string> entries_;
};

Error gone_on(const ShardStore& local) {
  return {.attempted = fmt::format("look into the state of shard {}", local.shard().value),
          .object = "the checkpoint that was asked for",
          .cause = "the local store has gone on to a newer one",
          .remedy = "Ask again",
          .reaction = Reaction::kRetry};
}

}  // namespace

Result<std::vector<FoundEntry>> look_up(const ShardStore& local, const CheckpointStore& store,
                                        const ShardManifest& manifest, const LookUp& wanted) {
  const auto view = local.view();
  if (!view) return std::unexpected(view.error());
  const auto missing = chain_after(manifest, (*view)->applied());
  if (!missing) return std::unexpected(gone_on(local));
  ChainToLoad chain(store, local.shard(), *missing);
  if (auto verified = chain.verify(); !verified) return std::unexpected(verified.error());
  Findings findings(wanted, chain.expired());
  const auto note = [&](const DeltaEntry& entry) -> Result<void> {
    findings.add(entry);
    return {};
  };
  auto read = in_turn([&] { return chain.for_each(note); }, [&] { return findings.add_older(**view); });
  if (!read) return std::unexpected(read.error());
  return findings.take();
}

}  // namespace millrace

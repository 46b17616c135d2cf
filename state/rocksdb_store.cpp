#include "state/rocksdb_store.h"

#include <fmt/format.h>
#include <rocksdb/convenience.h>

#include "base/failpoint.h"
#include "state/delta_chain.h"
#include "state/entry_key.h"
#include "state/fold.h"
#include "state/in_turn.h"
#include "state/sst_batch.h"

namespace millrace {
namespace {

using ExpiredRange = RocksdbStore::ExpiredRange;

std::vector<ExpiredRange> expired_ranges(const std::vector<DeltaFile>& files) {
  ExpiredThrough expired;
  for (const auto& file : files) merge_expired(expired, file.header().expired_through);
  std::vector<ExpiredRange> ranges;
  for (const auto& [query, through] : expired) {
    ranges.push_back({entry_prefix(query), entry_prefix_after(query, through)});
  }
  return ranges;
}

}  // namespace

RocksdbStore::RocksdbStore(std::unique_ptr<RocksdbDatabase> database, DeltaId applied, const ShardStorePlace& place,
                           CheckpointStore& store, KnownFiles known, const std::vector<QueryStateSpec>& queries,
                           std::string origin)
    : ShardStore(place.shard, queries),
      database_(std::move(database)),
      applied_(std::move(applied)),
      owner_{place.shard, place.incarnation},
      store_(store),
      known_(std::move(known)),
      origin_(std::move(origin)) {}

Result<void> RocksdbStore::consolidate(const std::vector<DeltaRef>& deltas) {
  MILLRACE_FAILPOINT("consolidate.before");
  if (deltas.empty()) return {};
  if (failed_before_) database_->db().Resume().PermitUncheckedError();  // else the next step tells
  auto taken = take_in(deltas);
  failed_before_ = !taken;
  if (!taken && !database_->is_there()) {
    taken.error().remedy = "The local database was deleted under the service: it is rebuilt from the checkpoint store";
    taken.error().reaction = Reaction::kFatal;
  }
  return taken;
}

Result<void> RocksdbStore::take_in(const std::vector<DeltaRef>& deltas) {
  if (auto follows = check_follows(shard(), applied_, deltas); !follows) return follows;
  const auto files = fetch_deltas(store_, shard(), deltas);
  if (!files) return std::unexpected(files.error());
  const auto expired = expired_ranges(*files);
  SstBatch batch(*database_);
  auto ingested = in_turn(
      [&] { return database_->clear_scratch(); }, [&] { return delete_stored(expired, batch); },
      [&] { return fold(*files, [&](const StoredEntry& entry) { return batch.add(entry.key, entry.accumulators); }); },
      [&] { return check_unchanged(); }, [&] { return batch.ingest(deltas.back().id); });
  if (!ingested) return ingested;
  applied_ = deltas.back().id;
  drop_files(expired);
  return {};
}

// Most windows are fired and gone before a consolidation: then the database never hears of them.
Result<void> RocksdbStore::delete_stored(const std::vector<ExpiredRange>& expired, SstBatch& batch) const {
  for (const auto& range : expired) {
    const auto any = database_->has_any(range.begin, range.end);
    if (!any) return std::unexpected(any.error());
    if (!*any) continue;
    if (auto deleted = batch.delete_range(range.begin, range.end); !deleted) return deleted;
  }
  return {};
}

// RocksDB takes the same file twice without a word, so the database itself is asked right before every ingest.
Result<void> RocksdbStore::check_unchanged() const {
  const auto stored = database_->applied();
  if (!stored) return std::unexpected(stored.error());
  if (*stored == applied_) return {};
  return std::unexpected(
      Error{.attempted = fmt::format("ingest into the database of shard {}", shard().value),
            .object = database_->directory().string(),
            .cause = fmt::format("it holds delta '{}', not '{}' as this run left it", *stored, applied_),
            .remedy = "",
            .reaction = Reaction::kFatal});
}

// Files wholly inside an expired range go at once: those that lie deep would wait long for a compaction. What cannot be
// dropped, or was not before a crash, is hidden by its range and goes with the next expiry.
void RocksdbStore::drop_files(const std::vector<ExpiredRange>& expired) const {
  auto& db = database_->db();
  for (const auto& range : expired) {
    const rocksdb::Slice begin = range.begin;
    const rocksdb::Slice end = range.end;
    rocksdb::DeleteFilesInRange(&db, db.DefaultColumnFamily(), &begin, &end, false).PermitUncheckedError();
  }
}

Result<BaseRef> RocksdbStore::write_base() {
  auto base = write_rocksdb_base(*database_, applied_, store_, owner_, known_);
  if (base) known_ = known_files(*base);
  return base;
}

Result<void> RocksdbStore::for_each(EntryVisitor visit) const {
  for (const QueryId query : queries()) {
    auto scanned =
        database_->scan(entry_prefix(query), entry_prefix_after(query, EventTime::max()),
                        [&](std::string_view key, std::string_view value) {
                          const auto entry = *split_entry_key(key);
                          return visit({EntryKind::kAbsolute, entry.query, entry.pane_end, entry.key, value});
                        });
    if (!scanned) return scanned;
  }
  return {};
}

}  // namespace millrace

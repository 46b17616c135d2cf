#include "service/admin/committed_rows.h"

#include <algorithm>

#include "service/pipeline/window_rows.h"
#include "state/entry_key.h"
#include "state/key_hash.h"
#include "state/look_up.h"

namespace millrace {
namespace {

constexpr Millis kPatience{5'000};  // for others who look
constexpr int kAttempts = 5;        // a checkpoint may be replaced while somebody looks at it

Error cannot_look(const QueryConfig& query, std::string cause) {
  return {"look into the committed state", "query " + query.name, std::move(cause), "Ask again", Reaction::kRetry};
}

ShardId shard_of(const std::string& key, const Config& config) {
  return ShardId{shard_of_key(key_hash(key), config.state.shards)};
}

// One committed checkpoint and its files, as far as they are needed.
class Looking {
 public:
  Looking(const QueryDefinition& query, const StoredState& stored, const Manifest& manifest)
      : query_(query), stored_(stored), manifest_(manifest) {}

  std::size_t shards() const { return manifest_.shards.size(); }
  EventTime watermark(ShardId shard) const {
    const auto& watermarks = manifest_.shards[shard.value].watermarks;
    const auto found = watermarks.find(query_.id);
    return found == watermarks.end() ? kNoEventTime : found->second;
  }
  EventTime slowest_watermark() const {
    auto least = EventTime::max();
    for (std::uint32_t k = 0; k < shards(); ++k) least = std::min(least, watermark(ShardId{k}));
    return least;
  }
  std::string before(EventTime window_end) const { return entry_prefix(query_.id, window_end - Millis{1}); }
  // Of one shard, until there are `most` rows in all; then `next` says where to go on.
  Result<void> add_rows(const RowCursor& from, std::optional<std::string> key, std::size_t most,
                        CommittedRows& rows) const {
    const auto local = stored_.shards[from.shard.value].lock();
    if (!local) return std::unexpected(cannot_look(*query_.config, "the pipeline does not run now"));
    const LookUp wanted{query_.id, std::move(key), from.after, most - rows.rows.size()};
    const auto entries = look_up(*local, *stored_.store, manifest_.shards[from.shard.value], wanted);
    if (!entries) return std::unexpected(entries.error());
    if (entries->size() == wanted.most) rows.next = {from.shard, entries->back().key};
    return make_rows(from.shard, *entries, rows.rows);
  }

 private:
  Result<void> make_rows(ShardId shard, const std::vector<FoundEntry>& entries, std::vector<CommittedRow>& rows) const;

  const QueryDefinition& query_;
  const StoredState& stored_;
  const Manifest& manifest_;
};

// The entries are put into a state of their own, which fires at once: a row is made the way the pipeline makes it.
Result<void> Looking::make_rows(ShardId shard, const std::vector<FoundEntry>& entries,
                                std::vector<CommittedRow>& rows) const {
  ShardState state({{query_.id, query_.config->plan.accumulators}});
  for (const auto& entry : entries) {
    const auto key = *split_entry_key(entry.key);
    auto loaded = state.load(query_.id, key.pane_end, key.key, entry.accumulators);
    if (!loaded) return loaded;
  }
  WindowRows maker(query_);
  const auto note = [&](QueryId, EventTime end, std::string_view key, const AccumulatorRow& accumulators) {
    CommittedRow row{end, std::string(key), end <= watermark(shard), "", ""};
    RowBatch made;
    if (const char* failed = maker.append(made, end, key, accumulators)) {
      row.failure = failed;
    } else {
      row.row = made.view(made.rows.front()).value;
    }
    rows.push_back(std::move(row));
  };
  state.advance(query_.id, EventTime::max(), note);
  return {};
}

Result<Manifest> load(const CommittedCheckpoint& committed, const CheckpointStore& store) {
  const auto json = store.get(manifest_object(committed.name));
  if (!json) return std::unexpected(json.error());
  return parse_manifest(*json, committed.name);
}

template <class Read>
Result<CommittedRows> look_once(const AdminView& view, const QueryConfig& query, const CommittedCheckpoint& committed,
                                Read read) {
  const auto ids = view.board.query_ids.read();
  const auto stored = view.board.stored.read();
  const auto manifest = load(committed, *stored->store);
  if (!manifest) return std::unexpected(manifest.error());
  const auto pipeline = define_pipeline(view.config, *ids);
  const auto& definition = *std::ranges::find(pipeline.queries, &query, &QueryDefinition::config);
  CommittedRows rows;
  rows.checkpoint = manifest->id;
  rows.when = committed.when;
  auto done = read(Looking(definition, *stored, *manifest), rows);
  if (!done) return std::unexpected(done.error());
  return rows;
}

// Looking is done by one at a time, and nobody waits for it for long.
class Turn {
 public:
  explicit Turn(std::binary_semaphore& looking) : looking_(looking), is_mine_(looking.try_acquire_for(kPatience)) {}
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() {
    if (is_mine_) looking_.release();
  }
  bool is_mine() const { return is_mine_; }

 private:
  std::binary_semaphore& looking_;
  const bool is_mine_;
};

// Tried again while newer checkpoints come.
template <class Read>
Result<CommittedRows> look(const AdminView& view, const QueryConfig& query, Read read) {
  const Turn turn(view.looking);
  if (!turn.is_mine()) return std::unexpected(cannot_look(query, "others look into it"));
  for (int attempt = 1;; ++attempt) {
    const auto committed = view.board.committed.read();
    if (!committed) return std::unexpected(cannot_look(query, "no run has begun yet"));
    auto rows = look_once(view, query, *committed, read);
    if (rows || attempt == kAttempts || view.board.committed.read() == committed) return rows;
  }
}

}  // namespace

Result<CommittedRows> row_of_key(const AdminView& view, const QueryConfig& query, const std::string& key,
                                 EventTime window_end) {
  const auto shard = shard_of(key, view.config);
  return look(view, query, [&](const Looking& at, CommittedRows& rows) -> Result<void> {
    rows.watermark = at.watermark(shard);
    // From the window before, which ends a millisecond earlier at the latest.
    auto added = at.add_rows({shard, at.before(window_end)}, key, 2, rows);
    std::erase_if(rows.rows, [&](const CommittedRow& row) { return row.window_end != window_end; });
    rows.next.reset();
    return added;
  });
}

Result<CommittedRows> windows_of_key(const AdminView& view, const QueryConfig& query, const std::string& key,
                                     RowCursor from, std::size_t most) {
  from.shard = shard_of(key, view.config);
  return look(view, query, [&](const Looking& at, CommittedRows& rows) -> Result<void> {
    rows.watermark = at.watermark(from.shard);
    return at.add_rows(from, key, most, rows);
  });
}

Result<CommittedRows> all_rows(const AdminView& view, const QueryConfig& query, RowCursor from, std::size_t most) {
  return look(view, query, [&](const Looking& at, CommittedRows& rows) -> Result<void> {
    rows.watermark = at.slowest_watermark();
    for (auto cursor = from; cursor.shard.value < at.shards() && !rows.next;) {
      if (auto added = at.add_rows(cursor, std::nullopt, most, rows); !added) return added;
      cursor = {ShardId{cursor.shard.value + 1}, ""};
    }
    return {};
  });
}

}  // namespace millrace

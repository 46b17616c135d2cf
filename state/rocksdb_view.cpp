// A local database as it is at one moment.
#include "state/entry_key.h"
#include "state/rocksdb_options.h"
#include "state/rocksdb_store.h"

namespace millrace {
namespace {

// One iterator for the applied id and the entries: an ingest call comes wholly before it or wholly after, and the files
// that it stands on stay, even those that an expiry drops meanwhile.
class DatabaseView final : public StoredView {
 public:
  static Result<std::unique_ptr<const StoredView>> of(const RocksdbDatabase& database) {
    auto view = std::unique_ptr<DatabaseView>(new DatabaseView(database));
    const auto key = applied_key();
    view->at_->Seek(slice_of(key));
    if (!view->at_->status().ok()) return std::unexpected(view->failure());
    if (view->at_->Valid() && view->at_->key() == slice_of(key)) view->applied_ = view->at_->value().ToString();
    return view;
  }

  const DeltaId& applied() const override { return applied_; }
  Result<void> read(std::string_view first, FunctionRef<bool(const StoredEntry&)> visit) const override {
    at_->Seek(slice_of(first));
    while (at_->Valid() && split_entry_key(at_->key().ToStringView()) &&
           visit({EntryKind::kAbsolute, at_->key().ToStringView(), at_->value().ToStringView()})) {
      at_->Next();
    }
    if (!at_->status().ok()) return std::unexpected(failure());
    return {};
  }

 private:
  explicit DatabaseView(const RocksdbDatabase& database)
      : database_(database), at_(database.db().NewIterator(look_up_options())) {}

  static rocksdb::ReadOptions look_up_options() {
    auto options = scan_options();
    options.readahead_size = 0;  // a few entries here and there
    return options;
  }
  Error failure() const { return database_.failure("look into the local database", at_->status()); }

  const RocksdbDatabase& database_;
  const std::unique_ptr<rocksdb::Iterator> at_;
  DeltaId applied_;
};

}  // namespace

Result<std::unique_ptr<const StoredView>> RocksdbStore::view() const { return DatabaseView::of(*database_); }

}  // namespace millrace

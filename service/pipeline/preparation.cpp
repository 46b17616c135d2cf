#include "service/pipeline/preparation.h"

#include <algorithm>

#include "state/shard_store.h"

namespace millrace {

std::uint64_t Preparation::frozen_bytes() const {
  std::uint64_t bytes = 0;
  for (const auto& [shard, frozen] : frozen_) bytes += frozen ? frozen->bytes() : 0;
  return bytes;
}

void Preparation::write(const WriteDelta& order) {
  executor_.post([order, run = run_, incarnation = incarnation_, store = store_, mailbox = mailbox_,
                  frozen = frozen_.at(order.shard)] {
    auto delta = write_delta(*store, order.shard, incarnation, order.id, order.parent, *frozen);
    if (delta) {
      mailbox->post({run, DeltaWritten{order.id, order.shard, std::move(*delta)}});
    } else {
      mailbox->post({run, PrepareFailed{order.id, order.shard, std::move(delta.error())}});
    }
  });
}

namespace {

// Both in one listing: a store that was unmounted or deleted meanwhile would take the new manifest and hold nothing of
// what it builds on.
Result<void> check_beside_its_parent(const CheckpointStore& store, const CheckpointName& name,
                                     const std::string& parent) {
  const auto stored = store.list("manifests/");
  if (!stored) return std::unexpected(stored.error());
  const auto holds = [&](const std::string& object) {
    return std::ranges::find(*stored, object, &StoredObject::name) != stored->end();
  };
  const auto former = parse_checkpoint_name(parent);
  if (holds(manifest_object(name)) && (!former || holds(manifest_object(*former)))) return {};
  return std::unexpected(Error{"write a checkpoint beside the one before it", store.describe(),
                               "checkpoint " + parent +
                                   " is no longer there: the storage was unmounted, replaced or "
                                   "deleted",
                               "Bring it back; nothing is committed without it"});
}

}  // namespace

void Preparation::write(const WriteManifest& order) {
  executor_.post([order, run = run_, store = store_, mailbox = mailbox_] {
    // A second attempt gets a name of its own: the first may have got as far as its name, but not been made durable.
    auto manifest = order.manifest;
    manifest.created_ms += order.attempt - 1;
    const auto json = to_json(manifest);
    const auto name = name_of(manifest, json);
    const std::string_view piece = json;
    auto written = store->put(manifest_object(name), {&piece, 1});
    if (written) written = check_beside_its_parent(*store, name, manifest.parent);
    if (written) {
      mailbox->post({run, ManifestWritten{order.manifest.id, name}});
    } else {
      mailbox->post({run, PrepareFailed{order.manifest.id, std::nullopt, std::move(written.error())}});
    }
  });
}

}  // namespace millrace

#include "service/pipeline/preparation.h"

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

void Preparation::write(const WriteManifest& order) {
  executor_.post([order, run = run_, store = store_, mailbox = mailbox_] {
    // A second attempt gets a name of its own: the first may have got as far as its name, but not been made durable.
    auto manifest = order.manifest;
    manifest.created_ms += order.attempt - 1;
    const auto json = to_json(manifest);
    const auto name = name_of(manifest, json);
    const std::string_view piece = json;
    auto written = store->put(manifest_object(name), {&piece, 1});
    if (written) {
      mailbox->post({run, ManifestWritten{order.manifest.id, name}});
    } else {
      mailbox->post({run, PrepareFailed{order.manifest.id, std::nullopt, std::move(written.error())}});
    }
  });
}

}  // namespace millrace

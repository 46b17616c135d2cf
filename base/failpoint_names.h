// Every failpoint there is, in the order in which a checkpoint, a consolidation and a recovery meet them.
// integration-tests kill a real process at each one.
#pragma once

#include <array>
#include <string_view>

namespace millrace {

inline constexpr std::array<std::string_view, 31> kFailpointNames = {
    // checkpoint
    "barrier.before",
    "barrier.after",
    "fire.before_freeze",
    "freeze.before",
    "freeze.after",
    "delta.before_write",
    "delta.before_fsync",
    "delta.after_fsync",
    "manifest.before_write",
    "manifest.before_fsync",
    "manifest.before_rename",
    "manifest.after_rename",
    "begin.after",
    "produce.after",
    "flush.before",
    "flush.after",
    "send_offsets.before",
    "send_offsets.after",
    "commit.before",
    "commit.after",
    "publish.after",
    // consolidation and bases
    "consolidate.before",
    "ingest.before",
    "ingest.after",
    "base.before_checkpoint",
    "base.after_checkpoint",
    // recovery
    "recovery.after_init",
    "recovery.after_committed",
    "recovery.after_load",
    "recovery.before_assign",
    "checkpoint0.before_commit",
};

}  // namespace millrace

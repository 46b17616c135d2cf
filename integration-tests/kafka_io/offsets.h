// Where topics begin and end, and where groups stand.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "integration-tests/kafka_io/handle.h"

namespace millrace::trial {

enum class Isolation { kCommitted, kUncommitted };

// Offsets by partition. The end is where a reader of that isolation stops: the last stable offset or the high
// watermark.
struct TopicRange {
  std::vector<std::int64_t> begin;
  std::vector<std::int64_t> end;
};
TopicRange topic_range(const std::string& bootstrap, const std::string& topic, Isolation isolation);

// The markers of a transaction follow its commit a little later, and readers stop before it until then. Waits until no
// transaction on the topic is open, at most 30 s: one that hangs longer hides what is behind it, and that is judged.
void await_markers(const std::string& bootstrap, const std::string& topic);

struct CommittedOffset {
  std::int64_t offset = -1;  // below zero: none
  std::string metadata;
};
// Of each partition of the topic; waits until no transaction on the group is open, at most 30 s.
std::vector<CommittedOffset> committed_offsets(const std::string& bootstrap, const std::string& group,
                                               const std::string& topic);

}  // namespace millrace::trial

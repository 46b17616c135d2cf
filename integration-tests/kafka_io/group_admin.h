// What others may do to a consumer group behind the service's back.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "integration-tests/kafka_io/offsets.h"

namespace millrace::trial {

// Overwrites a group's offsets without metadata, as an operator's tool does.
void reset_offsets(const std::string& bootstrap, const std::string& group, const std::string& topic,
                   const std::vector<std::int64_t>& offsets);

// Brings back what the group had committed, metadata too, as a tool that backs groups up does.
void restore_offsets(const std::string& bootstrap, const std::string& group, const std::string& topic,
                     const std::vector<CommittedOffset>& offsets);

// Forgets a group and its offsets, as the broker does when they expire.
void delete_group(const std::string& bootstrap, const std::string& group);

// Somebody else's transaction that moves the group's offsets, open until it is committed or aborted.
class ForeignTransaction {
 public:
  ForeignTransaction(const std::string& bootstrap, const std::string& group, const std::string& topic,
                     const std::vector<std::int64_t>& offsets);
  void commit();
  void abort();

 private:
  Owned<rd_kafka_t> producer_;
};

}  // namespace millrace::trial

// Which of a source's partitions are idle: found out by looking at the broker, not by silence alone.
#pragma once

#include "connectors/source.h"
#include "service/pipeline/watermark.h"

namespace millrace {

// The source's thread only. Views what it is given.
class IdleLook {
 public:
  IdleLook(Source& source, PartitionWatermarks& watermarks) : source_(source), watermarks_(watermarks) {}

  // Now and then: asks about the partitions that have been quiet for idle_after, and marks them. A partition is idle
  // only if the broker says that nothing is left to read. Reading waits for the answer, for 200 ms at most.
  void look(MonotonicTime now);

 private:
  Source& source_;
  PartitionWatermarks& watermarks_;
  MonotonicTime last_{};
  int unanswered_ = 0;  // in a row
};

}  // namespace millrace

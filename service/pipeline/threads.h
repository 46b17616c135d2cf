// Threads of a running pipeline, and what each one owns:
//
//   source i     its Kafka consumer handle, the positions and watermarks of its partitions, its decoder
//   shard k      the panes of shard k, its half-filled batch of outgoing rows
//   decider      the producer handle and every blocking transaction call; the coordinator's state
//   background   nothing: it works on frozen, immutable data handed to it, and on local databases, one job a shard
//   signals      nothing: turns SIGTERM and SIGINT into a request
//   metrics      nothing: serves what the decider published
//   admin        nothing: serves what the others put on the StatusBoard, asks for checkpoints through it, and reads
//                stored state beside the background
//
// What crosses, and how:
//   source i -> shard k    one bounded queue each (Channel): batches, watermarks and barriers, in order
//   shard k -> decider     one bounded queue each: rows, then the acknowledgement of the epoch they belong to
//   any -> decider         events, through one Mailbox; every event carries the run's number
//   decider -> sources     the number of the barrier wanted: one atomic
//
// Why nothing here can deadlock: a shard takes from whichever input has data and holds an input back only between its
// barrier and the last input's; barriers always find room (Channel keeps a place for them); and the decider drains a
// shard's rows until that shard has acknowledged the epoch, which is all that the epoch's decision waits for.
#pragma once

#include <pthread.h>

#include <atomic>

namespace millrace {

// What `top -H` and a debugger show of the calling thread: at most 15 characters.
inline void name_this_thread(const char* name) { pthread_setname_np(pthread_self(), name); }

// Set once, when a run ends; every loop looks at it. Whoever sets it rings all bells.
using EndOfRun = std::atomic<bool>;

}  // namespace millrace

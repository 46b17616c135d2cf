// What the doctor's checks look at. None of them changes anything, and none fences a running instance.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "base/time.h"
#include "checkpoint/checkpoint_store.h"
#include "connectors/kafka_cluster.h"
#include "service/config/config.h"
#include "service/doctor/finding.h"
#include "service/http/message.h"
#include "state/checksum.h"

namespace millrace {

// Asks the running service, by the path of a GET. Empty: the file does not say where it answers.
using ServiceAsker = std::function<Result<HttpAnswer>(const std::string& path)>;

struct Room {
  std::uint64_t free = 0;   // bytes that this user may still write
  std::uint64_t total = 0;  // 0: the file system does not tell
  std::string trouble{};    // why nothing can be made there; "": it can
};
// Of an existing path. Tries by a folder that is gone again when this returns.
Result<Room> room_of(const std::filesystem::path& path);

struct Patient {
  const Config& config;
  KafkaCluster& cluster;
  std::shared_ptr<CheckpointStore> store;  // empty where there is none yet
  const Clock& clock;
  std::function<Result<Room>(const std::filesystem::path&)> room;  // of an existing path
  int attempts = 15;                                               // of each question, a second each
  ServiceAsker ask_service{};
  std::function<Result<FileChecksum>(const std::string& object)> checksum_of{};  // of a whole stored object
};

// Each in its own file.
Findings check_cluster_of(const Patient& patient);  // topics, partitions, the longest transaction
Findings check_replication(const Patient& patient);
Findings check_permissions(const Patient& patient);
Findings check_clock(const Patient& patient);
Findings check_storage(const Patient& patient);
Findings check_state(const Patient& patient);
Findings check_service(const Patient& patient);

// All of them; what depends on a cluster that does not answer is left out.
Findings examine(const Patient& patient);

}  // namespace millrace

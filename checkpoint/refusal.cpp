#include "checkpoint/refusal.h"

#include <fmt/format.h>

#include <algorithm>

namespace millrace {

std::string from_command(CheckpointId id) { return fmt::format("millrace run -c FILE --from {} --yes", id.value); }

std::string move_offsets_command(std::string_view servers, std::string_view group, std::string_view topic,
                                 std::string_view where) {
  return fmt::format("kafka-consumer-groups --bootstrap-server {} --group {} --topic {} --reset-offsets {} --execute",
                     servers, group, topic, where);
}

RefusedRecovery refuse(Refusal reason, std::string object, std::string cause, std::string remedy) {
  return {reason, Error{.attempted = "recover exactly where Kafka's last transaction stands",
                        .object = std::move(object),
                        .cause = std::move(cause),
                        .remedy = std::move(remedy),
                        .reaction = Reaction::kStop,
                        .stop = StopReason::kRefused}};
}

std::string object_of(const Manifest& manifest) { return fmt::format("checkpoint {}", manifest.id.value); }

std::string partition_text(const std::string& topic, PartitionId partition) {
  return fmt::format("{}[{}]", topic, partition.value);
}

std::string listed(const std::vector<std::string>& items) {
  constexpr std::size_t kShown = 4;
  std::string text;
  for (std::size_t i = 0; i < std::min(items.size(), kShown); ++i) text += (i == 0 ? "" : ", ") + items[i];
  if (items.size() > kShown) text += fmt::format(" and {} more", items.size() - kShown);
  return text;
}

std::string accept_remedy() {
  return fmt::format(
      "start with empty state at the committed offsets, or where start says if there are none (all windows in progress "
      "are lost): {}",
      kAcceptCommand);
}

}  // namespace millrace

#include "service/pipeline/missing_topic.h"

#include <fmt/format.h>

#include <algorithm>

#include "checkpoint/refusal.h"
#include "service/pipeline/recovery_facts.h"

namespace millrace {
namespace {

// None too where the store does not answer: then the error names what is certain.
std::optional<CheckpointId> newest_reader(const RecoveryContext& context, const std::string& topic) {
  const auto objects = context.store->list("manifests/");
  if (!objects) return std::nullopt;
  std::optional<CheckpointName> newest;
  for (const auto& object : *objects) newest = std::max(newest, name_of_object(object.name));
  if (!newest) return std::nullopt;
  const auto manifest = load_manifest(context, *newest);
  if (!manifest) return std::nullopt;
  const auto& read = manifest->positions;
  return std::ranges::find(read, topic, &PartitionPosition::topic) == read.end() ? std::nullopt
                                                                                 : std::optional(newest->id);
}

}  // namespace

Error missing_topic(const RecoveryContext& context, const SourceConfig& source) {
  Error error{"read source " + source.name,
              "topic " + source.topic,
              "no such topic, or no permission to see it",
              "Create the topic, or grant Describe and Read on it",
              Reaction::kStop,
              StopReason::kConfiguration};
  const auto reader = newest_reader(context, source.topic);
  if (!reader) return error;
  error.cause += fmt::format("; checkpoint {} has read it", reader->value);
  error.remedy = fmt::format(
      "Grant Describe and Read on it, if they were taken away. If it was deleted, what was not read of it is gone: "
      "take "
      "the source out of the pipeline file, or create the topic again and {}",
      accept_remedy());
  error.stop = StopReason::kRefused;
  return error;
}

}  // namespace millrace

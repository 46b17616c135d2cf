#include "service/pipeline/topic_ids.h"

#include <fmt/format.h>

#include "service/pipeline/until_answered.h"

namespace millrace {
namespace {

void tell_of_none(const RecoveryContext& context, const std::string& topic, const std::string& why) {
  context.tell_once(
      fmt::format("the broker does not tell the id of topic {} ({}): should the topic be deleted and made again, only "
                  "the last consumed record can show it",
                  topic, why));
}

}  // namespace

Result<TopicIds> topic_ids(const RecoveryContext& context) {
  TopicIds ids;
  for (const auto& source : context.config.sources) {
    const auto id = until_answered(context, [&] { return context.cluster.topic_id(source.topic, kAsk); });
    if (!id && id.error().reaction == Reaction::kRetry) return std::unexpected(id.error());
    if (!id) {
      tell_of_none(context, source.topic, id.error().cause);
    } else if (!*id || **id == kNoTopicId) {
      tell_of_none(context, source.topic, "brokers have told it since 2.8");
    } else {
      ids[source.topic] = **id;
    }
  }
  return ids;
}

}  // namespace millrace

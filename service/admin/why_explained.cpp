// What is known about a window, in sentences.
#include <fmt/format.h>

#include <algorithm>

#include "base/counted.h"
#include "service/admin/time_text.h"
#include "service/admin/watermark_holder.h"
#include "service/admin/why.h"

namespace millrace {
namespace {

std::string as_of(const WhyFacts& facts) {
  return fmt::format("As of checkpoint {}, committed at {},", facts.checkpoint.value, text(facts.committed));
}

std::string row_of(const WhyFacts& facts, const char* tense) {
  if (facts.row.empty()) return fmt::format("{} the key has a record, but its row cannot be made.", as_of(facts));
  return fmt::format("{} the key's row {} {}.", as_of(facts), tense, facts.row);
}

std::string standing(const SourceStanding& source) {
  auto said = source.watermark == kNoEventTime
                  ? fmt::format("Source {} has no watermark yet", source.source)
                  : fmt::format("The watermark of source {} stands at {}", source.source, text(source.watermark));
  if (!source.held_back_by) return said + ": no partition holds it back, so it moves when records come.";
  const auto& partition = *source.held_back_by;
  said += fmt::format(", held back by partition {} of topic {}", partition.partition.value, source.topic);
  if (partition.watermark == kNoEventTime) said += ", of which no record has been read";
  return fmt::format("{}; {}. {}.", said, in_words(partition, source.idle_after),
                     remedy_of_holder(partition, source.source, source.idle_after));
}

// None recorded: that no row was written, if that is known.
std::string fires(const WhyFacts& facts) {
  if (facts.fires.fires.empty()) {
    return facts.fires.complete
               ? "No row of any key was written for it."
               : "If it has rows, they were written before this process began or more than 1,000 fires ago.";
  }
  std::string said;
  for (const auto& fire : facts.fires.fires) {
    said += fmt::format("{}ired in checkpoint {}, committed at {}, with {} of all keys", said.empty() ? "It f" : "; f",
                        fire.checkpoint.value, text(fire.when), counted(fire.rows, "row"));
  }
  return said + ".";
}

// What is said of the key once its window has left the state; "": there is nothing to look for.
std::string unknown_membership(const WhyFacts& facts) {
  if (facts.fires.fires.empty() && facts.fires.complete) return "";
  return fmt::format(
      " It is no longer in the state, so whether this key had a row is not known here: look in topic {} for the key at "
      "timestamp {}.",
      facts.sink, millis(facts.window_end) - 1);
}

std::string left_out(const WhyFacts& facts, const std::string& window) {
  const auto& newest = facts.left_out.front();
  const auto rest = facts.kept ? " " + as_of(facts) + " the key has no other record in it."
                               : " " + fires(facts) + unknown_membership(facts);
  if (!is_late(newest)) {
    return fmt::format("Left out: the key's row of the {} could not be made ({}), last at {}.{}", window, newest.reason,
                       text(newest.when), rest);
  }
  const auto behind = std::ranges::max(facts.left_out, {}, &LeftOut::behind).behind;
  return fmt::format(
      "Left out: {} of this key came after the {} had closed, up to {}, and were dropped, the last at {}.{} {}.",
      counted(facts.left_out.size(), "record"), window, in_words(behind), text(newest.when), rest,
      remedy_of_late(facts.late, behind));
}

}  // namespace

std::string explain(const WhyFacts& facts) {
  auto window = fmt::format("window from {} to {}", text(facts.window_start), text(facts.window_end));
  const bool open = facts.window_end > facts.watermark;
  switch (judge(facts)) {
    case Why::kWaiting:
      return fmt::format("The {} is not written yet: the watermark has to reach its end. {} {}", window,
                         standing(facts.source), row_of(facts, "would be"));
    case Why::kCommitting:
      return fmt::format("The watermark has passed the {}; its rows become visible with the checkpoint after {}. {}",
                         window, facts.checkpoint.value,
                         facts.has_row ? row_of(facts, "was") : as_of(facts) + " the key had no record in it.");
    case Why::kFired:
      return fmt::format("The {} is written. {}{}", window, fires(facts),
                         facts.has_row ? " " + row_of(facts, "is") : unknown_membership(facts));
    case Why::kLeftOut:
      return left_out(facts, window);
    case Why::kNoRecord:
      if (open) {
        return fmt::format("{} the key has no record in the {}, which is still open. {}", as_of(facts), window,
                           standing(facts.source));
      }
      return fmt::format("The watermark has passed the {}. {}", window,
                         facts.kept ? as_of(facts) + " the key has no record in it." : fires(facts));
    case Why::kNotRecorded:
      return fmt::format("Not recorded: the watermark has passed the {}, and no more is known of it. {}{}", window,
                         fires(facts), unknown_membership(facts));
  }
  return window;
}

}  // namespace millrace

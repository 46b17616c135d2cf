// What is known about a window, in sentences.
#include <fmt/format.h>

#include <array>

#include "base/counted.h"
#include "connectors/json/iso_time.h"
#include "service/admin/why.h"
#include "service/config/units.h"

namespace millrace {
namespace {

std::string text(std::int64_t epoch_millis) {
  std::array<char, json::kMaxIsoTime> out;
  return {out.data(), json::write_iso_time(out.data(), epoch_millis)};
}
std::string text(EventTime time) { return text(millis(time)); }
std::string text(WallTime time) { return text(time.time_since_epoch().count()); }

std::string in_words(Millis time) {
  return format_duration(time < Millis{1000} ? time : std::chrono::floor<std::chrono::seconds>(time));
}

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
  said += fmt::format("; it has been silent for {}", in_words(partition.quiet));
  return said + (source.idle_after == Millis{0}
                     ? ", and never counts as idle."
                     : fmt::format(", and counts as idle after {} with nothing left to read.",
                                   format_duration(source.idle_after)));
}

std::string fires(const WhyFacts& facts) {
  if (facts.fires.fires.empty()) {
    return facts.fires.complete
               ? "No row of any key was written for it."
               : "It fired before this process began or more than 1,000 fires ago: in which checkpoint "
                 "is not recorded.";
  }
  std::string said;
  for (const auto& fire : facts.fires.fires) {
    said += fmt::format("{}ired in checkpoint {}, committed at {}, with {} of all keys", said.empty() ? "It f" : "; f",
                        fire.checkpoint.value, text(fire.when), counted(fire.rows, "row"));
  }
  return said + ".";
}

std::string left_out(const WhyFacts& facts) {
  const auto& newest = facts.left_out.front();
  if (newest.reason != "late") {
    return fmt::format("Its row could not be made ({}), last at {}.", newest.reason, text(newest.when));
  }
  return fmt::format("{}{} of this key came after the window had closed and were dropped, the last at {}.",
                     facts.left_out.size(), facts.left_out.size() == 1 ? " record" : " records", text(newest.when));
}

std::string unknown_membership(const WhyFacts& facts) {
  return fmt::format(
      "The window is no longer in the state, so whether this key had a row is not known here: look in topic {} for the "
      "key at timestamp {}.",
      facts.sink, millis(facts.window_end) - 1);
}

}  // namespace

std::string explain(const WhyFacts& facts) {
  auto window = fmt::format("The window from {} to {}", text(facts.window_start), text(facts.window_end));
  const bool open = facts.window_end > facts.watermark;
  switch (judge(facts)) {
    case Why::kWaiting:
      return fmt::format("{} is not written yet: the watermark has to reach its end. {} {}", window,
                         standing(facts.source), row_of(facts, "would be"));
    case Why::kCommitting:
      return fmt::format("The watermark has passed {}; its rows become visible with the checkpoint after {}. {}",
                         window, facts.checkpoint.value,
                         facts.has_row ? row_of(facts, "was") : as_of(facts) + " the key had no record in it.");
    case Why::kFired:
      return fmt::format("{} is written. {} {}", window, fires(facts),
                         facts.has_row ? row_of(facts, "is") : unknown_membership(facts));
    case Why::kLeftOut:
      return fmt::format("{} is written. {} {} {}", window, fires(facts), left_out(facts),
                         facts.kept ? as_of(facts) + " the key has no other record in it." : unknown_membership(facts));
    case Why::kNoRecord:
      if (open) {
        return fmt::format("{} the key has no record in the window from {} to {}, which is still open. {}",
                           as_of(facts), text(facts.window_start), text(facts.window_end), standing(facts.source));
      }
      return fmt::format("{} has passed. {}", window,
                         facts.kept ? as_of(facts) + " the key has no record in it." : fires(facts));
    case Why::kNotRecorded:
      return fmt::format("{} is written. {} {}", window, fires(facts), unknown_membership(facts));
  }
  return window;
}

}  // namespace millrace

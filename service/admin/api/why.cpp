// GET /api/v1/why: what became of one key in one window.
#include "service/admin/why.h"

#include "service/admin/api/answers.h"
#include "service/admin/api/handlers.h"
#include "service/admin/api/windowed_query.h"
#include "service/admin/group_key_text.h"
#include "service/pipeline/group_key_json.h"

namespace millrace::api {
namespace {

void write_source(JsonText& json, const SourceStanding& source) {
  json.object("source", [&] {
    json.field("name", source.source);
    json.field("watermark", source.watermark);
    if (!source.held_back_by) return json.null_field("held_back_by");
    json.object("held_back_by", [&] {
      json.field("partition", source.held_back_by->partition.value);
      json.field("watermark", source.held_back_by->watermark);
      json.field("quiet_ms", source.held_back_by->quiet);
    });
  });
}

void write_state(JsonText& json, const WhyFacts& facts) {
  json.object("state", [&] {
    json.field("checkpoint", facts.checkpoint.value);
    json.field("committed", facts.committed);
    json.field("watermark", facts.committed_watermark);
    json.field("kept", facts.kept);
    if (facts.row.empty()) return json.null_field("row");
    json.json_field("row", facts.row);
  });
}

void write_records(JsonText& json, const WhyFacts& facts) {
  json.array("fires", facts.fires.fires, [&](const FireLog::Fire& fire) {
    json.object([&] {
      json.field("checkpoint", fire.checkpoint.value);
      json.field("when", fire.when);
      json.field("rows", fire.rows);
    });
  });
  json.field("all_fires_recorded", facts.fires.complete);
  json.array("left_out", facts.left_out, [&](const LeftOut& each) {
    json.object([&] {
      json.field("when", each.when);
      json.field("reason", each.reason);
    });
  });
}

// Led by what was looked up, for a key or a time that was read otherwise than it was meant looks like a missing row.
std::string explained(const QueryConfig& query, const std::string& key, const std::string& time,
                      const WhyFacts& facts) {
  const auto hint = hint_of_seconds(time);
  return "Key " + group_key_json(query.plan, query.sink.timestamps, key) + ". " + explain(facts) +
         (hint.empty() ? "" : " " + hint);
}

}  // namespace

HttpAnswer why(const AdminView& view, const HttpRequest& request) {
  const Parameters parameters(request);
  const auto query = windowed_query(view, parameters);
  if (!query) return query.error();
  const auto key_given = parameters.text("key"), time_given = parameters.text("time");
  if (!key_given || !time_given)
    return refusal(400, "'key' and 'time' are needed: whose row, and a moment of its window");
  const auto key = group_key(**query, *key_given);
  if (!key) return key.error();
  const auto time = parse_time(*time_given);
  if (!time) return refusal(400, "'time': " + time.error());
  const auto facts = gather(view, **query, *key, *time);
  if (!facts) return not_now(view, facts.error());
  return object_answer(view.redaction, [&](JsonText& json) {
    json.field("query", (*query)->name);
    json.json_field("key", group_key_json((*query)->plan, (*query)->sink.timestamps, *key));
    json.field("window_start", facts->window_start);
    json.field("window_end", facts->window_end);
    json.field("answer", word(judge(*facts)));
    json.field("explanation", explained(**query, *key, *time_given, *facts));
    json.field("watermark", facts->watermark);
    write_source(json, facts->source);
    write_state(json, *facts);
    write_records(json, *facts);
  });
}

}  // namespace millrace::api

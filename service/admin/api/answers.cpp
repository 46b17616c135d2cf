#include "service/admin/api/answers.h"

namespace millrace::api {
namespace {

const char* word(CheckpointRecord::Status status) {
  switch (status) {
    case CheckpointRecord::Status::kInProgress:
      return "in_progress";
    case CheckpointRecord::Status::kCompleted:
      return "completed";
    case CheckpointRecord::Status::kFailed:
      return "failed";
  }
  return "";
}

template <class Count, class Names>
void write_counts(JsonText& json, const char* section, const std::map<std::string, Count>& counts, const Names& names) {
  json.object(section, [&] {
    for (const auto& [who, count] : counts) {
      json.object(who, [&] {
        for (const auto& [name, field] : names) json.field(name, count.*field);
      });
    }
  });
}

void write_ledger(JsonText& json, const NamedLedger& ledger) {
  json.object("ledger", [&] {
    write_counts(json, "sources", ledger.sources, kSourceCounts);
    write_counts(json, "queries", ledger.queries, kQueryCounts);
    json.field("rows_sent", ledger.rows_sent);
    json.array("mismatches", ledger.mismatches, [&](const std::string& mismatch) { json.value(mismatch); });
  });
}

void write_result(JsonText& json, const CheckpointResult& result) {
  const auto& times = result.times;
  json.object("phases", [&] {
    json.milliseconds("align_ms", times.align);
    json.milliseconds("snapshot_ms", times.snapshot);
    json.milliseconds("upload_ms", times.upload);
    json.milliseconds("flush_ms", times.flush);
    json.milliseconds("commit_ms", times.commit);
  });
  json.milliseconds("total_ms", times.total);
  json.field("written_bytes", result.delta_bytes);
  json.field("state_bytes", result.state_bytes);
  write_ledger(json, result.ledger);
}

}  // namespace

HttpAnswer json_answer(const JsonText& json, int status) {
  return {.status = status, .type = "application/json", .body = json.take() + "\n"};
}

HttpAnswer refusal(int status, const std::string& reason) {
  const Redaction nothing({});
  JsonText json(nothing);
  json.object([&] {
    json.field("status", status);
    json.field("error", reason);
  });
  return json_answer(json, status);
}

void write_checkpoint(JsonText& json, const CheckpointRecord& record) {
  json.field("id", record.id.value);
  json.field("trigger", record.trigger);
  json.field("kind", record.full ? "full" : "incremental");
  json.field("status", word(record.status));
  json.field("began", record.began);
  if (record.status == CheckpointRecord::Status::kCompleted) write_result(json, record.result);
  json.field("retries", record.retries);
  if (!record.reason.empty()) json.field("reason", record.reason);
  if (record.error) json.field("error", *record.error);
}

}  // namespace millrace::api

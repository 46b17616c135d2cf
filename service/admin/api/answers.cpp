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

void write_result(JsonText& json, const CheckpointResult& result) {
  const auto& times = result.times;
  json.object("phases", [&] {
    json.milliseconds("align_ms", times.align);
    json.milliseconds("upload_ms", times.upload);
    json.milliseconds("flush_ms", times.flush);
    json.milliseconds("commit_ms", times.commit);
  });
  json.milliseconds("stall_ms", times.stall);
  json.milliseconds("total_ms", times.total);
  json.field("written_bytes", result.delta_bytes);
  json.field("state_bytes", result.state_bytes);
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

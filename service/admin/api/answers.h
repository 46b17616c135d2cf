// What the answers of /api/v1 have in common.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <utility>

#include "base/ids.h"
#include "service/admin/json_text.h"
#include "service/http/message.h"
#include "service/pipeline/status/checkpoint_history.h"

namespace millrace::api {

HttpAnswer json_answer(const JsonText& json, int status = 200);
// {"status": 404, "error": "..."}
HttpAnswer refusal(int status, const std::string& reason);

// An object whose fields `fields` writes, as the whole answer.
template <class Fields>
HttpAnswer object_answer(const Redaction& redaction, Fields&& fields) {
  JsonText json(redaction);
  json.object([&] { fields(json); });
  return json_answer(json);
}

void write_checkpoint(JsonText& json, const CheckpointRecord& record);

}  // namespace millrace::api

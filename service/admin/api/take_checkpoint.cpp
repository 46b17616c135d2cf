// POST /api/v1/checkpoints: take one now.
#include "service/admin/api/answers.h"
#include "service/admin/api/handlers.h"
#include "service/admin/api/parameters.h"
#include "service/config/units.h"

namespace millrace::api {
namespace {

using Answer = CheckpointRequests::Answer;

// The decider looks several times a second, unless it is in a call to Kafka or not there.
constexpr Millis kForNumber{5000};
constexpr Millis kLongestWait{60'000};

std::expected<Millis, std::string> read_wait(const HttpRequest& request) {
  const auto text = Parameters(request).text("wait");
  if (!text) return Millis{0};
  const auto wait = parse_duration(*text);
  if (wait && *wait > Millis{0} && *wait <= kLongestWait) return *wait;
  return std::unexpected("'wait' must be a duration from 1ms to 60s, like 30s");
}

HttpAnswer tell(const AdminView& view, const Answer& answer) {
  JsonText json(view.redaction);
  json.object([&] {
    json.field("checkpoint", answer.id ? std::optional(answer.id->value) : std::nullopt);
    json.field("result", answer.committed ? "completed" : answer.error ? "failed" : "promised");
    if (answer.error) json.field("error", *answer.error);
  });
  return json_answer(json, answer.is_final() ? 200 : 202);
}

}  // namespace

HttpAnswer take_checkpoint(const AdminView& view, const HttpRequest& request) {
  const auto wait = read_wait(request);
  if (!wait) return refusal(400, wait.error());
  auto& requests = view.board.requests;
  const auto ticket = requests.ask();
  auto answer = requests.wait_for_number(ticket, kForNumber);
  if (!answer.id && !answer.error) {
    return refusal(503, "no checkpoint can begin: the pipeline is " + std::string(view.state()) +
                            "; it takes one as soon as it runs again");
  }
  if (*wait > Millis{0}) answer = requests.wait_for_end(ticket, *wait);
  return tell(view, answer);
}

}  // namespace millrace::api

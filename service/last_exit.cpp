#include "service/last_exit.h"

#include <fstream>
#include <iterator>

#include "service/admin/json_text.h"
#include "service/admin_client.h"

namespace millrace {
namespace {

std::filesystem::path note_in(const std::filesystem::path& directory) { return directory / "last-exit.json"; }

std::optional<std::uint64_t> number_of(const JsonValue& note, std::string_view name) {
  const auto* held = member(note, name);
  const auto* number = held != nullptr ? std::get_if<std::uint64_t>(&held->value) : nullptr;
  return number != nullptr ? std::optional(*number) : std::nullopt;
}

}  // namespace

void note_exit(const std::filesystem::path& directory, const LastExit& how, const Redaction& redaction) {
  JsonText json(redaction);
  json.object([&] {
    json.field("when_ms", how.when.time_since_epoch().count());
    json.field("code", static_cast<int>(how.code));
    json.field("error", how.error);
    json.field("remedy", how.remedy);
  });
  std::ofstream(note_in(directory)) << json.take() << "\n";
}

void forget_exit(const std::filesystem::path& directory) {
  std::error_code ignored;
  std::filesystem::remove(note_in(directory), ignored);
}

std::optional<LastExit> read_last_exit(const std::filesystem::path& directory) {
  std::ifstream stream(note_in(directory));
  const auto note = parse_json(std::string(std::istreambuf_iterator<char>(stream), {}));
  if (!note) return std::nullopt;
  const auto when = number_of(*note, "when_ms"), code = number_of(*note, "code");
  if (!when || !code) return std::nullopt;
  return LastExit{WallTime{Millis{static_cast<std::int64_t>(*when)}}, static_cast<ExitCode>(*code),
                  text_of(&*note, "error"), text_of(&*note, "remedy")};
}

}  // namespace millrace

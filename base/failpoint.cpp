#include "base/failpoint.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "base/failpoint_names.h"

namespace millrace {
namespace {

enum class Deed { kKill, kPause, kError, kHold };

constexpr std::string_view kHold = "hold:";
constexpr std::chrono::milliseconds kLookForFile{5};

struct Armed {
  Deed deed;
  int at;  // 0: every time
  int hits = 0;
  std::filesystem::path held_by = {};
};

[[noreturn]] void reject(std::string_view item) {
  fmt::print(stderr, "MILLRACE_FAILPOINTS: '{}' is not NAME=kill|pause|error[@N] or NAME=hold:FILE with a known name\n",
             item);
  std::_Exit(70);
}

std::pair<std::string, Armed> parse(std::string_view item) {
  const auto equals = item.find('=');
  if (equals == item.npos) reject(item);
  const auto name = item.substr(0, equals);
  if (std::ranges::find(kFailpointNames, name) == kFailpointNames.end()) reject(item);
  auto deed = item.substr(equals + 1);
  if (deed == kHold) reject(item);
  if (deed.starts_with(kHold))
    return {std::string(name), {.deed = Deed::kHold, .at = 0, .held_by = deed.substr(kHold.size())}};
  int at = -1;
  if (const auto sign = deed.find('@'); sign != deed.npos) {
    const auto digits = deed.substr(sign + 1);
    const auto end = digits.data() + digits.size();
    if (std::from_chars(digits.data(), end, at).ptr != end || at < 1) reject(item);
    deed = deed.substr(0, sign);
  }
  if (deed == "kill") return {std::string(name), {Deed::kKill, std::max(at, 1)}};
  if (deed == "pause") return {std::string(name), {Deed::kPause, std::max(at, 1)}};
  if (deed == "error") return {std::string(name), {Deed::kError, std::max(at, 0)}};
  reject(item);
}

std::map<std::string, Armed, std::less<>> armed_from_environment() {
  std::map<std::string, Armed, std::less<>> armed;
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nobody sets the environment
  const char* text = std::getenv("MILLRACE_FAILPOINTS");
  for (std::string_view rest = text == nullptr ? "" : text; !rest.empty();) {
    const auto comma = rest.find(',');
    armed.insert(parse(rest.substr(0, comma)));
    rest = comma == rest.npos ? "" : rest.substr(comma + 1);
  }
  return armed;
}

}  // namespace

bool failpoint_hit(std::string_view name) {
  static std::mutex mutex;
  static auto armed = armed_from_environment();
  std::unique_lock lock(mutex);
  const auto found = armed.find(name);
  if (found == armed.end()) return false;
  auto& [deed, at, hits, held_by] = found->second;
  if (++hits != at && at != 0) return false;
  if (deed == Deed::kKill) std::raise(SIGKILL);
  if (deed == Deed::kPause) std::raise(SIGSTOP);
  lock.unlock();
  while (deed == Deed::kHold && std::filesystem::exists(held_by)) std::this_thread::sleep_for(kLookForFile);
  return deed == Deed::kError;
}

}  // namespace millrace

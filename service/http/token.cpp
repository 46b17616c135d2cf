#include "service/http/token.h"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <system_error>

#include "base/right_to_read.h"

namespace millrace {
namespace {

constexpr std::size_t kShortest = 16;
constexpr std::size_t kLongest = 512;
constexpr std::string_view kScheme = "bearer ";

// `error`: of errno; 0: it could be read.
std::unexpected<Error> unusable(const std::filesystem::path& file, std::string cause, int error = 0) {
  const auto remedy = remedy_for_unread(error, "Make one, for example with: openssl rand -hex 32 > " + file.string());
  return std::unexpected(Error{"read the token of the admin interface", file.string(), std::move(cause), remedy,
                               Reaction::kStop, StopReason::kConfiguration});
}

bool begins_with_scheme(std::string_view authorization) {
  const auto same = [](char given, char small) {
    return given == small || (given >= 'A' && given <= 'Z' && given + 32 == small);
  };
  return std::ranges::equal(authorization.substr(0, kScheme.size()), kScheme, same);
}

bool is_token_character(char c) { return c > ' ' && c <= '~'; }

}  // namespace

Result<std::string> read_token(const std::filesystem::path& file) {
  errno = 0;
  std::ifstream stream(file, std::ios::binary);
  std::string text(kLongest + 2, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (errno != 0 || stream.bad()) return unusable(file, std::generic_category().message(errno), errno);
  text.resize(static_cast<std::size_t>(stream.gcount()));
  const auto end = std::ranges::find_if_not(text, is_token_character);
  if (end != text.end() && *end != '\n' && *end != '\r') {
    return unusable(file, "its first line holds something else than printable characters without blanks");
  }
  text.erase(end, text.end());
  if (text.size() >= kShortest && text.size() <= kLongest) return text;
  return unusable(file, "a token has 16 to 512 characters, this one " + std::to_string(text.size()));
}

bool gives_token(std::string_view authorization, std::string_view token) {
  if (!begins_with_scheme(authorization)) return false;
  const auto given = authorization.substr(kScheme.size());
  auto differences = given.size() ^ token.size();
  for (std::size_t i = 0; i < given.size(); ++i) {
    differences |= static_cast<unsigned char>(given[i]) ^ static_cast<unsigned char>(token[i % token.size()]);
  }
  return differences == 0;
}

}  // namespace millrace

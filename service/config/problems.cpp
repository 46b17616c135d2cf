#include "service/config/problems.h"

#include <algorithm>
#include <tuple>

#include "service/config/scalar_map.h"

namespace millrace {
namespace {

constexpr std::size_t kShownBefore = 90;  // bytes of a long line shown before and after the place
constexpr std::size_t kShownAfter = 60;

bool starts_character(std::string_view text, std::size_t at) {
  return at >= text.size() || (static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U;
}

}  // namespace

void Problems::add(std::size_t offset, std::size_t length, std::string message) {
  found_.push_back({offset, found_.size(), length, std::move(message)});
}

void Problems::add(const YamlNode& node, std::string message) {
  const bool is_scalar = node.kind == YamlNode::Kind::kScalar;
  const std::size_t end = is_scalar ? ScalarMap(file_.text(), node).end() : node.offset + 1;
  add(node.offset, end - node.offset, std::move(message));
}

void Problems::add_within(const YamlNode& scalar, std::size_t offset, std::size_t length, std::string message) {
  const ScalarMap map(file_.text(), scalar);
  const std::size_t from = map.to_file(offset);
  const std::size_t last = map.to_file(offset + (length > 0 ? length - 1 : 0));
  add(from, last + 1 - std::min(from, last), std::move(message));
}

// To the end of the line where nothing stands ("&secret" is an anchor without content) or a comment follows (" #" in a
// secret without quotes begins one).
void Problems::mask(const YamlNode& node) {
  const bool is_scalar = node.kind == YamlNode::Kind::kScalar;
  const std::size_t end = is_scalar ? ScalarMap(file_.text(), node).end() : node.offset;
  const std::size_t line = file_.position(end).line;
  const std::size_t line_end = file_.line_start(line) + file_.line(line).size();
  const std::size_t next = file_.text().find_first_not_of(" \t", end);
  const bool to_line_end = !is_scalar || (next < line_end && file_.text()[next] == '#');
  masks_.emplace_back(node.offset, to_line_end ? line_end : end);
}

std::string Problems::masked_line(std::size_t line) const {
  std::string text(file_.line(line));
  const std::size_t start = file_.line_start(line);
  for (const auto& [from, to] : masks_) {
    const std::size_t first = from > start ? from - start : 0;
    const std::size_t last = to > start ? std::min(to - start, text.size()) : 0;
    for (std::size_t i = first; i < last; ++i) text[i] = '*';
  }
  std::ranges::replace(text, '\t', ' ');
  return text;
}

std::string Problems::excerpt(const Found& found) const {
  if (withhold_) return "";
  const std::size_t line = file_.position(found.offset).line;
  const std::string text = masked_line(line);
  const std::size_t place = std::min(found.offset - file_.line_start(line), text.size());
  std::size_t from = place > kShownBefore ? place - kShownBefore : 0;
  std::size_t to = std::min(place + kShownAfter, text.size());
  while (!starts_character(text, from)) ++from;
  while (!starts_character(text, to)) ++to;
  if (text.find_first_not_of(' ') == std::string::npos) return "";
  const std::size_t end = std::clamp(place + found.length, place, to);
  const std::size_t marked =
      std::max<std::size_t>(count_characters(std::string_view(text).substr(place, end - place)), 1);
  const std::string number = std::to_string(line);
  const std::size_t before = count_characters(std::string_view(text).substr(from, place - from));
  return "  " + number + " | " + text.substr(from, to - from) + "\n  " + std::string(number.size(), ' ') + " | " +
         std::string(before, ' ') + "^" + std::string(marked - 1, '~');
}

std::vector<ConfigProblem> Problems::take() const {
  std::vector<Found> sorted = found_;
  std::ranges::sort(sorted, {}, [](const Found& found) { return std::pair(found.offset, found.order); });
  const auto same = [](const Found& a, const Found& b) {
    return std::tie(a.offset, a.message) == std::tie(b.offset, b.message);
  };
  sorted.erase(std::unique(sorted.begin(), sorted.end(), same), sorted.end());
  std::vector<ConfigProblem> problems;
  for (const Found& found : sorted) {
    const TextPosition at = file_.position(found.offset);
    problems.push_back({at.line, at.column, found.message, excerpt(found)});
  }
  return problems;
}

std::string describe(const std::filesystem::path& file, const std::vector<ConfigProblem>& problems) {
  std::string text;
  for (const ConfigProblem& problem : problems) {
    text += file.string() + ":" + std::to_string(problem.line) + ":" + std::to_string(problem.column) + ": " +
            problem.message + "\n";
    if (!problem.excerpt.empty()) text += problem.excerpt + "\n";
  }
  return text;
}

}  // namespace millrace

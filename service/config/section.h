// One mapping of the pipeline file, read key by key against the table of keys.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "service/config/entries.h"

namespace millrace {

// A mapping with known keys. Unknown, doubled and missing keys are reported when it is made; a value that is wrong when
// it is asked for, which leaves the default as it was. Asking for a key that the table does not have is a bug: throws.
class Section {
 public:
  // `where` is the mapping in words: "source 'orders'".
  Section(const NamedNode& entry, std::string_view section, std::string where, Reading& reading);

  bool readable() const { return readable_; }
  const NamedNode* find(std::string_view key) const;
  std::optional<Text> text(std::string_view key) const;
  // `key: a` or `key: [a, b]`; one that comes twice is reported and left out.
  std::vector<Text> texts(std::string_view key) const;
  void duration(std::string_view key, Millis& into, Millis least) const;
  void size(std::string_view key, std::uint64_t& into, std::uint64_t least) const;
  void count(std::string_view key, std::uint32_t& into, std::uint32_t least, std::uint32_t most) const;

  template <class E>
  void choice(std::string_view key, E& into, std::initializer_list<std::pair<std::string_view, E>> choices) const {
    std::vector<std::string> names;
    for (const auto& [name, value] : choices) names.emplace_back(name);
    if (const auto index = choose(key, names)) into = std::next(choices.begin(), *index)->second;
  }

  // "interval of checkpoint": for messages.
  std::string words(std::string_view key) const;

 private:
  std::optional<std::ptrdiff_t> choose(std::string_view key, const std::vector<std::string>& names) const;
  void report_unknown(const NamedNode& entry, const std::vector<std::string>& known) const;

  std::string_view section_;
  std::string where_;
  Reading& reading_;
  bool readable_ = false;
  std::map<std::string, NamedNode, std::less<>> entries_;
};

}  // namespace millrace

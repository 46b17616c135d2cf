#include "integration-tests/generator/order_stream.h"

#include <array>
#include <charconv>

namespace millrace::trial {
namespace {

// SplitMix64: a stream of independent-looking numbers from any starting point.
class Dice {
 public:
  Dice(std::uint64_t seed, std::uint64_t index)
      : state_(seed * 0x9e3779b97f4a7c15U ^ (index + 1) * 0xd1b54a32d192ed03U) {}

  std::uint64_t number() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15U);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
  }
  std::uint64_t below(std::uint64_t bound) { return bound == 0 ? 0 : number() % bound; }
  bool chance(double share) { return static_cast<double>(number() >> 11) * 0x1p-53 < share; }

 private:
  std::uint64_t state_;
};

constexpr std::array<std::string_view, 4> kStatuses = {"paid", "shipped", "new", "returned"};
constexpr std::array<std::string_view, 5> kCountries = {"DE", "FR", "JP", "BR", "US"};

void append(std::string& text, std::int64_t number) {
  std::array<char, 24> digits;
  text.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr);
}

void append_cents(std::string& text, std::int64_t cents) {
  if (cents < 0) text += '-';
  append(text, std::abs(cents) / 100);
  text += '.';
  text += static_cast<char>('0' + std::abs(cents) / 10 % 10);
  text += static_cast<char>('0' + std::abs(cents) % 10);
}

// What makes an order one that the example's WHERE leaves out.
struct Flaws {
  bool cancelled, negative, no_amount, no_status;
};

void write_json(std::string& json, std::uint64_t index, const std::string& user, std::int64_t time, Flaws flaws,
                Dice& dice, std::size_t padding) {
  json.assign(R"({"order_id":)");
  append(json, static_cast<std::int64_t>(index));
  json.append(R"(,"user_id":")").append(user).append("\"");
  const auto cents = static_cast<std::int64_t>(1 + dice.below(20000));
  if (!flaws.no_amount) append_cents(json.append(R"(,"amount":)"), flaws.negative ? -cents : cents);
  json.append(R"(,"status":)");
  const std::string_view status = flaws.cancelled ? "cancelled" : kStatuses[dice.below(kStatuses.size())];
  flaws.no_status ? json.append("null") : json.append("\"").append(status).append("\"");
  append(json.append(R"(,"ts":)"), time);
  json.append(R"(,"country":")").append(kCountries[dice.below(kCountries.size())]).append("\"");
  if (padding > 0) json.append(R"(,"note":")").append(padding, 'x').append("\"");
  json += '}';
}

}  // namespace

std::int64_t OrderStream::place_in_time(std::uint64_t index) const {
  return options_.event_start_ms + static_cast<std::int64_t>(static_cast<double>(index) * 1000.0 / options_.event_rate);
}

void OrderStream::at(std::uint64_t index, GeneratedRecord& record) const {
  Dice dice(options_.seed, index);
  record.key.assign("user-");
  append(record.key, static_cast<std::int64_t>(dice.below(options_.keys)));
  record.partition = partition_of(record.key, options_.partitions);
  const auto behind = dice.below(static_cast<std::uint64_t>(options_.disorder_ms) + 1);
  record.event_time_ms = place_in_time(index) - static_cast<std::int64_t>(behind);
  const bool incomplete = dice.chance(options_.incomplete);
  const bool which = dice.below(2) == 0;
  const Flaws flaws{dice.chance(options_.cancelled), dice.chance(options_.negative), incomplete && which,
                    incomplete && !which};
  write_json(record.value, index, record.key, record.event_time_ms, flaws, dice, options_.padding);
}

GeneratedRecord OrderStream::closing(std::uint64_t records, int partition) const {
  const std::uint64_t index = records + static_cast<std::uint64_t>(partition);
  GeneratedRecord record;
  record.partition = partition;
  record.key = "closing-" + std::to_string(partition);
  record.event_time_ms = place_in_time(records) + options_.closing_ahead_ms;
  Dice dice(options_.seed, index);
  write_json(record.value, index, record.key, record.event_time_ms, {true, true, false, false}, dice, options_.padding);
  return record;
}

int partition_of(std::string_view key, int partitions) {
  std::uint64_t hash = 14695981039346656037U;  // FNV-1a
  for (const char c : key) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
  return static_cast<int>((hash ^ (hash >> 32)) % static_cast<std::uint64_t>(partitions));
}

}  // namespace millrace::trial

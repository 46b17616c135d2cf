#include "connectors/json/iso_time.h"

#include <array>
#include <chrono>
#include <cstdlib>

#include "base/digits.h"

namespace millrace::json {
namespace {

constexpr std::int64_t kSecond = 1'000;
constexpr std::int64_t kMinute = 60 * kSecond;
constexpr std::int64_t kHour = 60 * kMinute;
constexpr std::int64_t kDay = 24 * kHour;

// Consumes a text from its front; once something does not fit, everything after fails too.
class Reader {
 public:
  explicit Reader(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

  bool at_end() const { return at_ == end_; }
  bool failed() const { return failed_; }
  char peek() const { return at_ == end_ ? '\0' : *at_; }
  bool take(char c) {
    if (peek() != c || at_end()) return false;
    ++at_;
    return true;
  }
  void expect(char c) { failed_ |= !take(c); }

  int number(int digits, int lowest, int highest) {
    int value = 0;
    for (int i = 0; i < digits; ++i) {
      const auto digit = static_cast<unsigned char>(peek() - '0');
      if (digit > 9) return fail();
      value = value * 10 + digit;
      ++at_;
    }
    return value < lowest || value > highest ? fail() : value;
  }

  // The digits after a decimal point, as whole milliseconds.
  int fraction() {
    int value = 0;
    int unit = 100;
    if (static_cast<unsigned char>(peek() - '0') > 9) return fail();
    for (; at_ != end_ && static_cast<unsigned char>(*at_ - '0') <= 9; ++at_, unit /= 10) value += (*at_ - '0') * unit;
    return value;
  }

 private:
  int fail() {
    failed_ = true;
    return 0;
  }

  const char* at_;
  const char* end_;
  bool failed_ = false;
};

std::int64_t read_days(Reader& text) {
  const int year = text.number(4, 1, 9999);
  text.expect('-');
  const int month = text.number(2, 1, 12);
  text.expect('-');
  const int day = text.number(2, 1, 31);
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (text.failed() || !date.ok()) return text.number(1, 1, 0);
  return std::chrono::sys_days{date}.time_since_epoch().count();
}

std::int64_t read_time_of_day(Reader& text) {
  std::int64_t millis = text.number(2, 0, 23) * kHour;
  text.expect(':');
  millis += text.number(2, 0, 59) * kMinute;
  if (!text.take(':')) return millis;
  millis += text.number(2, 0, 60) * kSecond;
  if (text.take('.') || text.take(',')) millis += text.fraction();
  return millis;
}

// What to take off local time to have UTC.
std::int64_t read_offset(Reader& text) {
  if (text.at_end() || text.take('Z') || text.take('z')) return 0;
  const bool west = text.take('-');
  if (!west) text.expect('+');
  std::int64_t offset = text.number(2, 0, 15) * kHour;
  if (text.take(':') || !text.at_end()) offset += text.number(2, 0, 59) * kMinute;
  return west ? -offset : offset;
}

char* write_year(char* out, std::int64_t year) {
  if (year >= 0 && year <= 9999) return write_padded(out, static_cast<std::uint64_t>(year), 4);
  *out++ = year < 0 ? '-' : '+';
  const auto number = static_cast<std::uint64_t>(std::abs(year));
  return number < 1'000'000 ? write_padded(out, number, 6) : write_unsigned(out, number);
}

}  // namespace

std::optional<std::int64_t> parse_iso_time(std::string_view text) {
  Reader reader(text);
  std::int64_t millis = read_days(reader) * kDay;
  if (!reader.at_end()) {
    if (!reader.take('T') && !reader.take(' ')) reader.expect('t');
    millis += read_time_of_day(reader);
    millis -= read_offset(reader);
  }
  if (reader.failed() || !reader.at_end()) return std::nullopt;
  return millis;
}

char* write_iso_time(char* out, std::int64_t millis) {
  const std::int64_t rest = millis % kDay;
  const std::int64_t of_day = rest < 0 ? rest + kDay : rest;
  const std::int64_t day = millis / kDay - (rest < 0 ? 1 : 0);
  // year_month_day counts years in 16 bits: whole 400-year cycles are taken out and put back.
  constexpr std::int64_t kCycleDays = 146'097;
  const std::int64_t cycle = (day >= 0 ? day : day - (kCycleDays - 1)) / kCycleDays;
  const std::chrono::year_month_day date{
      std::chrono::sys_days{std::chrono::days{static_cast<int>(day - cycle * kCycleDays)}}};

  out = write_year(out, static_cast<int>(date.year()) + 400 * cycle);
  const auto write = [&out](char before, auto number, int digits) {
    *out++ = before;
    out = write_padded(out, static_cast<std::uint64_t>(number), digits);
  };
  write('-', static_cast<unsigned>(date.month()), 2);
  write('-', static_cast<unsigned>(date.day()), 2);
  write('T', of_day / kHour, 2);
  write(':', of_day / kMinute % 60, 2);
  write(':', of_day / kSecond % 60, 2);
  write('.', of_day % kSecond, 3);
  *out++ = 'Z';
  return out;
}

}  // namespace millrace::json

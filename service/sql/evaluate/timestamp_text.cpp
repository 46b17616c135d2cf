// Timestamps from and to text. A timestamp is a moment: PostgreSQL's timestamptz in the time zone UTC.
#include <fmt/format.h>

#include <charconv>
#include <chrono>

#include "service/sql/evaluate/text_forms.h"

namespace millrace::sql {
namespace {

using std::chrono::milliseconds;

// Takes a timestamp's parts off the front of the text; each answers whether its part was there.
class Parts {
 public:
  explicit Parts(std::string_view text) : rest_(text) {}

  bool done() const { return rest_.empty(); }
  bool take(char wanted) {
    if (rest_.empty() || rest_.front() != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }
  // Exactly that many digits.
  bool number(std::size_t digits, int& value) {
    const auto part = rest_.substr(0, digits);
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
    if (error != std::errc() || part.size() != digits || part.front() == '-' || end != part.data() + digits)
      return false;
    rest_.remove_prefix(digits);
    return true;
  }
  bool fraction(int& millis) {
    std::size_t digits = 0;
    for (; digits < rest_.size() && rest_[digits] >= '0' && rest_[digits] <= '9'; ++digits) {
      if (digits < 3) millis = millis * 10 + (rest_[digits] - '0');
    }
    for (auto missing = digits; missing < 3; ++missing) millis *= 10;
    rest_.remove_prefix(digits);
    return digits > 0;
  }

 private:
  std::string_view rest_;
};

std::optional<std::chrono::sys_days> take_date(Parts& text) {
  int year = 0, month = 0, day = 0;
  if (!text.number(4, year) || !text.take('-') || !text.number(2, month) || !text.take('-') || !text.number(2, day))
    return std::nullopt;
  const auto date = std::chrono::year(year) / month / day;
  if (year == 0 || !date.ok()) return std::nullopt;
  return std::chrono::sys_days(date);
}

std::optional<milliseconds> take_time(Parts& text) {
  int hour = 0, minute = 0, second = 0, millis = 0;
  if (!text.number(2, hour) || !text.take(':') || !text.number(2, minute)) return std::nullopt;
  if (text.take(':') && (!text.number(2, second) || (text.take('.') && !text.fraction(millis)))) return std::nullopt;
  const bool midnight_after = hour == 24 && minute == 0 && second == 0 && millis == 0;
  if ((hour > 23 && !midnight_after) || minute > 59 || second > 60) return std::nullopt;
  return std::chrono::hours(hour) + std::chrono::minutes(minute) + std::chrono::seconds(second) + milliseconds(millis);
}

// "", "Z", "+02", "+0200", "+02:00", with or without a blank before it.
std::optional<milliseconds> take_zone(Parts& text) {
  text.take(' ');
  if (text.done() || text.take('Z') || text.take('z')) return milliseconds(0);
  const bool behind = text.take('-');
  if (!behind && !text.take('+')) return std::nullopt;
  int hours = 0, minutes = 0;
  if (!text.number(2, hours)) return std::nullopt;
  const bool more = text.take(':') || !text.done();
  if ((more && !text.number(2, minutes)) || hours > 15 || minutes > 59) return std::nullopt;
  const milliseconds offset = std::chrono::hours(hours) + std::chrono::minutes(minutes);
  return behind ? -offset : offset;
}

}  // namespace

std::optional<std::int64_t> parse_timestamp(std::string_view written) {
  Parts text(trim(written));
  const auto date = take_date(text);
  if (!date) return std::nullopt;
  milliseconds time{0};
  if (text.take('T') || (!text.done() && text.take(' '))) {
    const auto taken = take_time(text);
    if (!taken) return std::nullopt;
    time = *taken;
  }
  const auto zone = take_zone(text);
  if (!zone || !text.done()) return std::nullopt;
  return (date->time_since_epoch() + time - *zone).count();
}

std::string timestamp_text(std::int64_t millis) {
  const std::chrono::sys_time<milliseconds> moment{milliseconds(millis)};
  const auto day = std::chrono::floor<std::chrono::days>(moment);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(moment - day);
  // PostgreSQL has no year 0: the year before 1 is 1 BC.
  const int year = static_cast<int>(date.year());
  auto text = fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", year > 0 ? year : 1 - year,
                          static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), time.hours().count(),
                          time.minutes().count(), time.seconds().count());
  if (const auto fraction = time.subseconds().count(); fraction != 0) {
    text += fmt::format(".{:03}", fraction);
    while (text.back() == '0') text.pop_back();
  }
  return text + (year > 0 ? "+00" : "+00 BC");
}

}  // namespace millrace::sql

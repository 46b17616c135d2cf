// Exact decimals, by way of big integers, and PostgreSQL's average of them: an opinion of its own about what the
// service computes.
#pragma once

#include <boost/multiprecision/cpp_int.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace millrace::trial {

using BigInteger = boost::multiprecision::cpp_int;

// unscaled / 10^scale.
struct Exact {
  BigInteger unscaled;
  int scale = 0;
};

// Plain notation only ("-12.50"); nothing for any other text or for more than `scale` decimal places.
std::optional<Exact> parse_exact(std::string_view text, int scale);

std::string to_text(const Exact& number);

// sum / count as PostgreSQL's numeric division gives it: at least 16 significant digits, halves away from zero.
Exact average(const Exact& sum, std::uint64_t count);

}  // namespace millrace::trial

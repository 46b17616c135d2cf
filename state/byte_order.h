// Little-endian integers in stored files, and a reader that cannot run past its end.
#pragma once

#include <bit>
#include <concepts>
#include <cstring>
#include <string>
#include <string_view>

namespace millrace {

static_assert(std::endian::native == std::endian::little, "stored integers are little-endian: swap them here");

template <std::integral T>
void store_integer(char* out, T value) {
  std::memcpy(out, &value, sizeof(T));
}
template <std::integral T>
T load_integer(const char* in) {
  T value;
  std::memcpy(&value, in, sizeof(T));
  return value;
}
template <std::integral T>
void append_integer(std::string& out, T value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof(T));
}

// Once it has failed it stays failed and gives zeros.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  template <std::integral T>
  T integer() {
    const auto bytes = take(sizeof(T));
    return bytes.size() == sizeof(T) ? load_integer<T>(bytes.data()) : T{};
  }
  std::string_view take(std::size_t count) {
    if (count > rest_.size()) {
      failed_ = true;
      rest_ = {};
      return {};
    }
    const auto taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }
  bool failed() const { return failed_; }
  bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
  bool failed_ = false;
};

}  // namespace millrace

// Releases what OpenSSL hands out.
#pragma once

#include <memory>

namespace millrace {

template <auto release>
struct OpensslOwner {
  template <class T>
  void operator()(T* held) const {
    release(held);
  }
};

}  // namespace millrace

// Objects of C libraries in std::unique_ptr: std::unique_ptr<X509, Freed<X509_free>>. Internal to crypto.
#pragma once

#include <memory>

namespace hocba::crypto {

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};

}  // namespace hocba::crypto

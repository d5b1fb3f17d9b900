// A result that a test's own set-up must have: else the test stops, with the error.
#pragma once

#include <cstdio>
#include <utility>

#include "crypto/check.hpp"
#include "crypto/error.hpp"

namespace hocba::test {

template <class T>
T must_be(Result<T> result) {
  if (!result.ok()) {
    std::fprintf(stderr, "a test's set-up: %s\n", result.error().to_string().c_str());
    check_failed(__FILE__, __LINE__, "the set-up of a test is right");
  }
  return std::move(result).value();
}

}  // namespace hocba::test

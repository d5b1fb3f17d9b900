// Whether this build runs under AddressSanitizer or ThreadSanitizer. A test that walks one path thousands of times to
// cover places in data samples them there: the sanitizer looks at code, and the plain build covers the places.
#pragma once

namespace hocba::test {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

}  // namespace hocba::test

// HOCBA_CHECK(condition): a statement about our own program that must hold; on in every build, release too.
// It is never used for input. A failed check prints the file, line and condition and aborts: a node that has lost its
// bearings must not sign anything more.
#pragma once

namespace hocba {
[[noreturn]] void check_failed(const char* file, int line, const char* condition);
}  // namespace hocba

#define HOCBA_CHECK(condition) \
  (static_cast<bool>(condition) ? static_cast<void>(0) : ::hocba::check_failed(__FILE__, __LINE__, #condition))

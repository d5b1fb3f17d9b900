// Errors as values: a stable code with its sentences, and Result<T>.
//
// Every refusal in Hocba is one `Code`: the identifier that the API returns, the test vectors name and scripts match
// on. Each module lists its codes once, in `<module>/codes.def` (see crypto/codes.def), with a Vietnamese and an
// English sentence that say what is wrong and what to do. Codes are never renamed or reused once released.
//
// Nothing of ours throws. A library that throws is caught in the one file that wraps it.
// A broken program (not bad input) stops at HOCBA_CHECK (crypto/check.hpp).
//
// Threads: values, no shared state. Ownership: an Error owns its detail; Code objects live for ever.
#pragma once

#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include "crypto/check.hpp"

namespace hocba {

// What sort of failure it is. The API turns a Kind into an HTTP status, the command line into an exit code; nothing
// else depends on it.
enum class Kind {
  malformed,     // the bytes are not what the format allows (400)
  unauthorized,  // no session or a bad one (401)
  forbidden,     // known caller, not allowed (403)
  not_found,     // 404
  conflict,      // already there, or another state than assumed (409)
  refused,       // well formed, breaks a rule of the ledger or of a document (422)
  too_large,     // 413
  too_many,      // rate or quota (429)
  unavailable,   // try again later (503)
  internal,      // ours: disk, bug, library (500)
};

// One stable code. Sentences end without a full stop; `vi` and `en` say the same.
struct Code {
  std::string_view id;  // "module.snake_case", e.g. "chain.serial_taken"
  Kind kind;
  std::string_view vi;
  std::string_view en;
};

// A refusal: which code, and where or with which values (never personal data, never a secret: details reach logs).
class [[nodiscard]] Error {
 public:
  Error(const Code& code, std::string detail = {}) : code_(&code), detail_(std::move(detail)) {}  // NOLINT implicit
  const Code& code() const { return *code_; }
  const std::string& detail() const { return detail_; }
  bool is(const Code& code) const { return code_ == &code || code_->id == code.id; }
  // "chain.serial_taken: the serial number is already used (item 3)"
  std::string to_string() const;
  // The same error with `place` in front of its detail: "row 12: ...".
  Error at(std::string_view place) const;

 private:
  const Code* code_;
  std::string detail_;
};

struct Unit {};  // the value of a Result that has nothing to say but "done"

// A value or the reason there is none. Reading the wrong side is a bug and stops the program.
template <class T>
class [[nodiscard]] Result {
 public:
  using value_type = T;
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT implicit
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT implicit
  Result(const Code& code) : Result(Error(code)) {}                          // NOLINT implicit

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& value() & {
    HOCBA_CHECK(ok());
    return *std::get_if<0>(&state_);
  }
  const T& value() const& {
    HOCBA_CHECK(ok());
    return *std::get_if<0>(&state_);
  }
  T&& value() && {
    HOCBA_CHECK(ok());
    return std::move(*std::get_if<0>(&state_));
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const Error& error() const {
    HOCBA_CHECK(!ok());
    return *std::get_if<1>(&state_);
  }

 private:
  std::variant<T, Error> state_;
};

using Status = Result<Unit>;
inline Status done() { return Unit{}; }

#define HOCBA_CONCAT_(a, b) a##b
#define HOCBA_CONCAT(a, b) HOCBA_CONCAT_(a, b)
// HOCBA_TRY(auto x, f()): x is the value of f(), or this function returns f()'s error.
#define HOCBA_TRY(declaration, expression) HOCBA_TRY_(HOCBA_CONCAT(try_, __LINE__), declaration, expression)
#define HOCBA_TRY_(name, declaration, expression) \
  auto name = (expression);                       \
  if (!name.ok()) return name.error();            \
  declaration = std::move(name).value()
// HOCBA_RETURN_IF_ERROR(f()): for a Status whose value says nothing.
#define HOCBA_RETURN_IF_ERROR(expression)                                   \
  do {                                                                      \
    if (auto status_ = (expression); !status_.ok()) return status_.error(); \
  } while (false)

}  // namespace hocba

// Reads the canonical JSON (RFC 8785) of a closed format, straight into typed fields, in one pass without a tree.
//
// A record has no free text: every string in it is a code, a word, a time, a key or base64url, none of which needs an
// escape. So exactly one byte string stands for each value, and whatever this reader accepts is canonical: members in
// the order of their names, no white space, no escapes, integers without sign or leading zero. Anything else is refused
// at the byte where it differs. Fields are visited through describe() (ledger/chain/fields.hpp).
//
// Ownership: reads from a view that outlives it. After the first error every call does nothing. Private to
// ledger/chain.
#pragma once

#include <optional>

#include "crypto/encoding.hpp"
#include "ledger/chain/codes.hpp"
#include "ledger/chain/training_fields.hpp"
#include "ledger/training/codes.hpp"

namespace hocba::chain {

class JsonReader {
 public:
  explicit JsonReader(std::string_view text) : text_(text) {}

  bool ok() const { return !error_; }
  const Error& error() const { return *error_; }
  std::size_t position() const { return pos_; }
  void fail(const Code& code, std::string detail = {}) {
    if (!error_) error_ = Error(code, std::move(detail));
  }

  // One member of the object being read.
  template <class T>
  void operator()(const char* name, T&& value) {
    if (!ok()) return;
    if (!is_next(name)) {
      if (!is_optional(value)) missing(name);
      return;
    }
    read(value);
    if (!ok()) error_ = error_->at(name);
  }
  // A member whose bytes are kept for later: skipped over by counting brackets.
  std::string_view skip_member(const char* name);
  // Exactly this member and value, given as canonical text.
  void literal(const char* name, std::string_view value, const Code& otherwise);
  // A member that is a plain string.
  std::string_view text_member(const char* name);

  void begin_object();
  void end_object();
  void end();  // nothing may follow
  bool at_end_of_list();
  bool begin_list();    // false: it is empty and already closed
  bool next_in_list();  // true: a comma was read

  template <class B>
  void read_object(B& b) {
    const bool outer = first_;
    begin_object();
    describe(*this, b);
    end_object();
    first_ = outer;
  }

 private:
  template <class T>
  static bool is_optional(const T&) {
    return false;
  }
  template <class T>
  static bool is_optional(const std::optional<T>&) {
    return true;
  }
  template <class T>
  static bool is_optional(const UnitRef<T>& ref) {
    return is_optional(ref.value);
  }
  template <class T>
  static bool is_optional(const Ranged<T>&) {
    return kIsOptional<T>;
  }
  template <class T>
  static bool is_optional(const Items<T>&) {
    return kIsOptional<T>;
  }
  template <class T>
  static bool is_optional(const GroupRef<T>&) {
    return true;
  }

  template <class T>
  requires requires(JsonReader& r, T& b) { describe(r, b); }
  void read(T& b) { read_object(b); }
  template <class T>
  void read(std::optional<T>& value) {
    read(value.emplace());
  }
  template <class T>
  void read(UnitRef<T>& ref) {
    read_unit(ref.value);
  }
  template <class T>
  void read(PeriodRef<T>& ref) {
    store(ref.value, period_from_text(string()), kBadPeriod);
  }
  template <class T>
  void read(GroupRef<T>& ref) {
    store(ref.value.emplace(), group_from_text(string()), kUnknownWord);
  }
  template <class T>
  void read(OriginText<T>& ref) {
    read_origin(ref.value);
  }
  template <class T>
  void read(Ranged<T>& r) {
    if constexpr (kIsOptional<T>) {
      Ranged present{r.value.emplace(), r.min, r.max};
      read(present);
    } else {
      r.value = static_cast<T>(integer(r.min, r.max));
    }
  }
  template <class T>
  void read(Items<T>& list) {
    if constexpr (kIsOptional<T>) {
      Items present{list.value.emplace(), list.min, list.max, list.sorted};
      read_list(present);
    } else {
      read_list(list);
    }
  }
  template <class Tag, std::size_t N>
  void read(Bytes<Tag, N>& value) {
    store(value, crypto::bytes_from_base64url<Bytes<Tag, N>>(string()), kBadBytes);
  }
  void read(CredentialId& value) { store(value, credential_id_from_text(string()), kBadId); }
  void read(TransferId& value) { store(value, transfer_id_from_text(string()), kBadTransferId); }
  void read(ClassId& value) { store(value, training::class_id_from_text(string()), training::kBadId); }
  void read(SeatId& value) { store(value, training::seat_id_from_text(string()), training::kBadId); }
  void read(RosterId& value) { store(value, training::roster_id_from_text(string()), training::kBadId); }
  void read(crypto::PublicKey& value);
  void read(AnyKey& value);
  void read(CodeText& value) { store(value, CodeText::parse(string()), kBadCode); }
  void read(Time& value) { store(value, time_from_text(string()), kBadTime); }
  void read(Date& value) { store(value, date_from_text(string()), kBadDate); }
  void read(LeafIndex& value) { value = LeafIndex{integer(0, kMaxInteger)}; }
  void read(bool& value);
  void read(RecordKind& value) { store(value, record_kind_from_text(string()), kUnknownKind); }
  void read(UnitType& value) { store(value, unit_type_from_text(string()), kUnknownWord); }
  void read(Role& value) { store(value, role_from_text(string()), kUnknownWord); }
  void read(RevokeReason& value) { store(value, revoke_reason_from_text(string()), kUnknownWord); }
  void read(SpoilReason& value) { store(value, spoil_reason_from_text(string()), kUnknownWord); }
  void read(StatusAction& value);
  void read(StatusPurpose& value);
  void read(CustodyAnswer& value);
  void read(training::Assessment& value);
  void read(training::Mode& value);
  void read(training::Degree& value);
  void read(training::AcademicTitle& value);
  void read(training::Outcome& value);
  void read(training::ReportKind& value);
  void read(training::Reporter& value);
  void read_unit(UnitCode& value) { store(value, CodeText::parse(string(), kMaxUnitCode), kBadCode); }
  void read_unit(std::optional<UnitCode>& value) { read_unit(value.emplace()); }
  void read_origin(std::string& value);

  template <class T>
  void read_list(Items<T>& list) {
    list.value.clear();
    if (!begin_list()) {
      if (ok() && list.min > 0) fail(kWrongLength);
      return;
    }
    do {
      if (list.value.size() == list.max) return fail(kWrongLength);
      auto& item =
          list.value.emplace_back(empty_item<typename std::remove_reference_t<decltype(list.value)>::value_type>());
      read(item);
      if (!ok()) {
        error_ = error_->at("[" + std::to_string(list.value.size() - 1) + "]");
        return;
      }
      const std::size_t n = list.value.size();
      if (list.sorted && n > 1 && !comes_before(list.value[n - 2], item)) return fail(kNotSorted);
    } while (next_in_list());
    if (ok() && list.value.size() < list.min) fail(kWrongLength);
  }
  template <class T>
  static T empty_item() {
    if constexpr (std::same_as<T, AnyKey>) {
      return AnyKey(crypto::PublicKey{});
    } else {
      return T{};
    }
  }
  template <class T>
  void store(T& to, Result<T> parsed, const Code& code) {
    if (!ok()) return;
    if (!parsed.ok()) return fail(code);
    to = std::move(parsed).value();
  }

  bool is_next(std::string_view name);
  void missing(std::string_view name);
  std::string_view string();
  std::uint64_t integer(std::uint64_t min, std::uint64_t max);
  void wrong_type_or_form();

  std::string_view text_;
  std::size_t pos_ = 0;
  bool first_ = true;  // no member of the present object was read yet
  std::optional<Error> error_;
};

Result<StatusAction> status_action_from_text(std::string_view text);
Result<StatusPurpose> status_purpose_from_text(std::string_view text);
Result<CustodyAnswer> custody_answer_from_text(std::string_view text);
Status check_origin(std::string_view text);

}  // namespace hocba::chain

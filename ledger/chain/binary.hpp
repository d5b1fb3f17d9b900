// The bytes of the state's values: a visitor that writes fields and one that reads them (docs/formats/state.md §2).
// One byte string per value: varints are minimal, presence bytes are 0 or 1, nothing may follow.
// Private to ledger/chain.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/chain/codes.hpp"
#include "ledger/chain/state.hpp"
#include "ledger/chain/training_fields.hpp"
#include "ledger/chain/training_state.hpp"

namespace hocba::chain {

inline void append_be(std::string& out, std::uint64_t value, int bytes) {
  for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>((value >> (8 * i)) & 0xff);
}
inline void append_text(std::string& out, std::string_view text) {  // at most 255 bytes
  HOCBA_CHECK(text.size() < 256);
  out += static_cast<char>(text.size());
  out += text;
}

class ByteWriter {
 public:
  template <class T>
  void operator()(const char* /*name*/, const T& value) {
    write(value);
  }
  template <class B>
  static std::string bytes_of(const B& b) {
    ByteWriter writer;
    describe(writer, b);
    return std::move(writer.out_);
  }

 private:
  template <class T>
  requires requires(ByteWriter& w, const T& b) { describe(w, b); }
  void write(const T& b) { describe(*this, b); }
  template <class T>
  void write(const std::optional<T>& value) {
    out_ += static_cast<char>(value ? 1 : 0);
    if (value) write(*value);
  }
  template <class T>
  void write(const UnitRef<T>& ref) {
    write(ref.value);
  }
  template <class T>
  void write(const PeriodRef<T>& ref) {
    write(ref.value);
  }
  template <class T>
  void write(const OriginText<T>& ref) {
    append_text(out_, ref.value);
  }
  template <class T>
  void write(const Ranged<T>& r) {
    if constexpr (kIsOptional<T>) {
      out_ += static_cast<char>(r.value ? 1 : 0);
      if (r.value) varint(static_cast<std::uint64_t>(*r.value));
    } else {
      varint(static_cast<std::uint64_t>(r.value));
    }
  }
  template <class T>
  void write(const Items<T>& list) {
    varint(list.value.size());
    for (const auto& item : list.value) write(item);
  }
  template <class Tag, std::size_t N>
  void write(const Bytes<Tag, N>& value) {
    out_ += value.view();
  }
  void write(const AnyKey& value) { append_text(out_, value.multicodec()); }
  void write(const CodeText& value) { append_text(out_, value.str()); }
  void write(const Date& value) {
    varint(static_cast<std::uint64_t>(value.year) * 10'000 + static_cast<std::uint64_t>(value.month) * 100 +
           static_cast<std::uint64_t>(value.day));
  }
  void write(const Time& value) { varint(static_cast<std::uint64_t>(value.seconds)); }
  void write(const bool& value) { out_ += static_cast<char>(value ? 1 : 0); }
  template <class E>
  requires std::is_enum_v<E> || std::same_as<E, std::uint32_t>
  void write(const E& value) { varint(static_cast<std::uint64_t>(value)); }
  void varint(std::uint64_t v) {
    for (; v >= 0x80; v >>= 7) out_ += static_cast<char>(0x80 | (v & 0x7f));
    out_ += static_cast<char>(v);
  }

  std::string out_;
};

class ByteReader {
 public:
  explicit ByteReader(std::string_view in) : in_(in) {}
  template <class T>
  void operator()(const char* /*name*/, T&& value) {
    if (ok_) read(value);
  }
  // The value, or chain.state_corrupt.
  template <class B>
  static Status into(B& b, std::string_view bytes) {
    ByteReader reader(bytes);
    describe(reader, b);
    if (!reader.ok_ || reader.pos_ != bytes.size()) return Error(kStateCorrupt);
    return done();
  }

 private:
  template <class T>
  requires requires(ByteReader& r, T& b) { describe(r, b); }
  void read(T& b) { describe(*this, b); }
  template <class T>
  void read(std::optional<T>& value) {
    bool present = false;
    read(present);
    if (ok_ && present) read(value.emplace());
  }
  template <class T>
  void read(UnitRef<T>& ref) {
    read(ref.value);
  }
  template <class T>
  void read(PeriodRef<T>& ref) {
    read(ref.value);
  }
  template <class T>
  void read(OriginText<T>& ref) {
    ref.value = std::string(text());
  }
  template <class T>
  void read(Ranged<T>& r) {
    if constexpr (kIsOptional<T>) {
      bool present = false;
      read(present);
      if (ok_ && present) r.value = static_cast<typename T::value_type>(varint(r.max));
    } else {
      r.value = static_cast<T>(varint(r.max));
    }
  }
  template <class T>
  void read(Items<T>& list) {
    const std::uint64_t count = varint(list.max);
    list.value.clear();
    for (std::uint64_t i = 0; ok_ && i < count; ++i) {
      using Item = typename std::remove_reference_t<decltype(list.value)>::value_type;
      if constexpr (std::same_as<Item, AnyKey>) {
        list.value.emplace_back(crypto::PublicKey{});
      } else {
        list.value.emplace_back();
      }
      read(list.value.back());
    }
  }
  template <class Tag, std::size_t N>
  void read(Bytes<Tag, N>& value) {
    const std::string_view raw = take(N);
    if (ok_) value = Bytes<Tag, N>::of(raw);
  }
  void read(AnyKey& value);
  void read(CodeText& value);
  void read(Time& value) { value.seconds = static_cast<std::int64_t>(varint(kMaxInteger)); }
  void read(Date& value);
  void read(LeafIndex& value) { value = LeafIndex{varint(kMaxInteger)}; }
  void read(std::uint32_t& value) { value = static_cast<std::uint32_t>(varint(0xffff'ffff)); }
  void read(RecordKind& value) { value = static_cast<RecordKind>(varint(static_cast<std::uint64_t>(kLastRecordKind))); }
  void read(UnitType& value) { value = static_cast<UnitType>(varint(static_cast<std::uint64_t>(UnitType::company))); }
  void read(Role& value) { value = static_cast<Role>(varint(static_cast<std::uint64_t>(Role::trainer))); }
  void read(CredentialStanding& value) {
    value = static_cast<CredentialStanding>(varint(static_cast<std::uint64_t>(CredentialStanding::superseded)));
  }
  void read(TransferStanding& value) {
    value = static_cast<TransferStanding>(varint(static_cast<std::uint64_t>(TransferStanding::received)));
  }
  void read(training::Assessment& value) { read_word(value, training::Assessment::external); }
  void read(training::Mode& value) { read_word(value, training::Mode::online); }
  void read(training::Degree& value) { read_word(value, training::Degree::doctor); }
  void read(training::Outcome& value) { read_word(value, training::Outcome::withdrawn); }
  void read(training::ReportKind& value) { read_word(value, training::ReportKind::ad_hoc); }
  void read(training::Reporter& value) { read_word(value, training::Reporter::provider); }
  void read(ClassStanding& value) { read_word(value, ClassStanding::cancelled); }
  template <class E>
  void read_word(E& value, E last) {
    value = static_cast<E>(varint(static_cast<std::uint64_t>(last)));
  }
  void read(bool& value);
  std::string_view take(std::uint64_t count) {
    if (!ok_ || in_.size() - pos_ < count) {
      ok_ = false;
      return {};
    }
    const std::string_view out = in_.substr(pos_, count);
    pos_ += count;
    return out;
  }
  std::string_view text() {
    const std::string_view length = take(1);
    return ok_ ? take(static_cast<std::uint8_t>(length[0])) : std::string_view();
  }
  std::uint64_t varint(std::uint64_t max);

  std::string_view in_;
  std::size_t pos_ = 0;
  bool ok_ = true;
};

}  // namespace hocba::chain

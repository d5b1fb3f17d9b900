#include "ledger/chain/binary.hpp"

namespace hocba::chain {

std::uint64_t ByteReader::varint(std::uint64_t max) {
  std::uint64_t value = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    const std::string_view byte = take(1);
    if (!ok_) return 0;
    const auto b = static_cast<std::uint8_t>(byte[0]);
    const bool overflow = shift == 63 && b > 1;
    const bool not_minimal = b == 0 && shift > 0;
    if (overflow || not_minimal) break;
    value |= static_cast<std::uint64_t>(b & 0x7f) << shift;
    if (b < 0x80) {
      if (value <= max) return value;
      break;
    }
  }
  ok_ = false;
  return 0;
}

void ByteReader::read(bool& value) {
  const std::string_view byte = take(1);
  if (!ok_) return;
  if (byte[0] != 0 && byte[0] != 1) {
    ok_ = false;
    return;
  }
  value = byte[0] == 1;
}

void ByteReader::read(Date& value) {
  const auto number = static_cast<int>(varint(9999'12'31));
  const Date date{number / 10'000, number / 100 % 100, number % 100};
  ok_ = ok_ && exists(date);
  if (ok_) value = date;
}

void ByteReader::read(CodeText& value) {
  auto code = CodeText::parse(text());
  if (!ok_ || !code.ok()) {
    ok_ = false;
    return;
  }
  value = std::move(code).value();
}

// What stands in the state was checked when it came in: the point is not decoded again (20 µs for each look-up).
void ByteReader::read(AnyKey& value) {
  const std::string_view bytes = text();
  if (!ok_) return;
  const std::string_view prefix = bytes.substr(0, 2);
  const std::string_view rest = bytes.substr(prefix.size());
  if (prefix == "\xed\x01" && rest.size() == crypto::PublicKey::kSize) {
    value = crypto::PublicKey::of(rest);
  } else if (prefix == "\x80\x24" && rest.size() == crypto::P256PublicKey::kSize) {
    value = crypto::P256PublicKey::of(rest);
  } else {
    ok_ = false;
  }
}

}  // namespace hocba::chain

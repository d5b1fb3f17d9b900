// Ids of classes, seats and rosters from a number: the same for the same, all bytes different for another, and of the
// form that a random one has (UUID version 4).
#pragma once

#include <string>

#include "crypto/hash.hpp"
#include "ledger/credential/types.hpp"
#include "ledger/training/types.hpp"

namespace hocba::test {

template <class Id>
Id numbered(std::string_view kind, std::uint64_t number) {
  const auto digest = crypto::sha256({"training ", kind, " ", std::to_string(number)});
  const auto raw = credential::CredentialId::of(digest.view().substr(0, Id::kSize));
  return Id::of(credential::uuid_from_random(raw).view());
}
inline training::SeatId seat_id(std::uint64_t n) { return numbered<training::SeatId>("seat", n); }
inline training::ClassId class_id(std::uint64_t n) { return numbered<training::ClassId>("class", n); }
inline training::RosterId roster_id(std::uint64_t n) { return numbered<training::RosterId>("roster", n); }

}  // namespace hocba::test

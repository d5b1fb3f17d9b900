// The fields of every value of the state, in the order of their bytes (docs/formats/state.md §3). What is the key is
// not repeated in the value. Private to ledger/chain.
#pragma once

#include "ledger/chain/fields.hpp"
#include "ledger/chain/state.hpp"

namespace hocba::chain {

inline constexpr std::size_t kMaxReservationsPerChunk = 257;

// Where the numbers of a book were reserved: the reservations that touch one chunk of 256 numbers.
struct NumbersState {
  std::vector<LeafIndex> reservations;
};
struct KeyGrantsState {
  std::vector<LeafIndex> grants;
};
struct KeyUnitsState {
  std::vector<UnitCode> units;  // in the order of their first grants
};
struct OpenNumbersState {
  std::uint32_t open = 0;
};
struct ShardState {
  RecordId seed;
  std::uint32_t used = 0;  // positions given out (or passed over, when the next shard was opened)
};

template <class V, Is<NetworkState> B>
void describe(V& visit, B& b) {
  visit("network", b.network);
  visit("origin", OriginText{b.origin});
  visit("test", b.test);
  visit("authority", b.authority);
  visit("validators", Items{b.validators, 1, kMaxValidators, false});
  visit("quorum", Ranged{b.quorum, 1, kMaxValidators});
  visit("version", Ranged{b.version, 1, 1'000'000});
  visit("upgrade", b.upgrade);
}
template <class V, Is<UnitState> B>
void describe(V& visit, B& b) {
  visit("type", b.type);
  visit("parent", b.parent);
  visit("from", b.from);
  visit("to", b.to);
  visit("merged_into", b.merged_into);
  visit("merged_at", b.merged_at);
  visit("profile", b.profile);
  visit("serial_secret", b.serial_secret);
  visit("registered", b.registered);
  visit("updated", b.updated);
}
template <class V, Is<GrantBehind> B>
void describe(V& visit, B& b) {
  visit("grant", b.grant);
  visit("used", b.used);
}
template <class V, Is<GrantState> B>
void describe(V& visit, B& b) {
  visit("grant", b.grant);
  visit("recorded_by", b.recorded_by);
  visit("ended", b.ended);
  visit("compromised_since", b.compromised_since);
  visit("revoked_by", b.revoked_by);
  visit("behind", Items{b.behind, 0, kMaxGrantsBehind, true});
}
template <class V, Is<PolicyState> B>
void describe(V& visit, B& b) {
  visit("index", b.index);
  visit("policy", b.policy);
}
template <class V, Is<KeyGrantsState> B>
void describe(V& visit, B& b) {
  visit("grants", Items{b.grants, 1, kMaxGrantsPerKey, true});
}
template <class V, Is<KeyUnitsState> B>
void describe(V& visit, B& b) {
  visit("units", Items{b.units, 1, kMaxUnitsPerKey, false});
}
template <class V, Is<OpenNumbersState> B>
void describe(V& visit, B& b) {
  visit("open", b.open);
}
template <class V, Is<ReservationState> B>
void describe(V& visit, B& b) {
  visit("unit", b.unit);
  visit("type", b.type);
  visit("year", b.year);
  visit("first", b.first);
  visit("count", b.count);
  visit("shard", b.shard);
  visit("offset", b.offset);
  visit("seed", b.seed);
}
template <class V, Is<NumbersState> B>
void describe(V& visit, B& b) {
  visit("reservations", Items{b.reservations, 1, kMaxReservationsPerChunk, true});
}
template <class V, Is<RegisterState> B>
void describe(V& visit, B& b) {
  visit("next", b.next);
  visit("used", b.used);
  visit("next_copy", b.next_copy);
  visit("closed", b.closed);
}
template <class V, Is<NumberState> B>
void describe(V& visit, B& b) {
  visit("spoiled", b.spoiled);
  visit("credential", b.credential);
}
template <class V, Is<CredentialState> B>
void describe(V& visit, B& b) {
  visit("unit", b.unit);
  visit("type", b.type);
  visit("period", b.period);
  visit("book", b.book);
  visit("number", b.number);
  visit("status", any_index(b.status));
  visit("digest", b.digest);
  visit("issued", b.issued);
  visit("issued_at", b.issued_at);
  visit("standing", b.standing);
  visit("since", b.since);
  visit("changed", b.changed);
  visit("successor", b.successor);
  visit("confirmed_by", b.confirmed_by);
  visit("erased", b.erased);
}
template <class V, Is<IssueState> B>
void describe(V& visit, B& b) {
  visit("grants", Items{b.grants, 1, kMaxIssueGrants, true});
  visit("signers", Items{b.signers, 1, kMaxRecordProofs * kMaxGrantsPerKey, true});
}
template <class V, Is<TransferStep> B>
void describe(V& visit, B& b) {
  visit("index", b.index);
  visit("time", b.time);
}
template <class V, Is<TransferState> B>
void describe(V& visit, B& b) {
  visit("leaving", b.leaving);
  visit("receiving", b.receiving);
  visit("standing", b.standing);
  visit("requested", b.requested);
  visit("accepted", b.accepted);
  visit("released", b.released);
  visit("ended", b.ended);
  visit("credentials", Items{b.credentials, 0, kMaxReleasedCredentials, true});
}
template <class V, Is<CustodyState> B>
void describe(V& visit, B& b) {
  visit("unit", b.unit);
  visit("released", b.released);
  visit("moved_by", b.moved_by);
}
template <class V, Is<ShardState> B>
void describe(V& visit, B& b) {
  visit("seed", b.seed);
  visit("used", b.used);
}
template <class V, Is<SnapshotState> B>
void describe(V& visit, B& b) {
  visit("index", b.index);
  visit("digest", b.digest);
  visit("time", b.time);
}

}  // namespace hocba::chain

// The fields of every body, in the order of their names: one description serves reading JSON, writing JSON and the
// binary state, so that the three can't differ. A visitor is called as visit("name", value) for each field.
// Private to ledger/chain.
#pragma once

#include <concepts>
#include <type_traits>

#include "ledger/chain/record.hpp"

namespace hocba::chain {

template <class B, class T>
concept Is = std::same_as<std::remove_const_t<B>, T>;

// A value with what its type does not say. `T` may be const.
template <class T>
struct Ranged {  // an integer within bounds, both included; or an optional one
  T& value;
  std::uint64_t min, max;
};
template <class T>
Ranged(T&, std::uint64_t, std::uint64_t) -> Ranged<T>;
template <class T>
struct Items {  // a list of bounded length; or an optional one
  T& value;
  std::size_t min, max;
  bool sorted;  // ascending, no repetition
};
template <class T>
Items(T&, std::size_t, std::size_t, bool) -> Items<T>;
template <class T>
struct UnitRef {  // a unit's code, or an optional one
  T& value;
};
template <class T>
UnitRef(T&) -> UnitRef<T>;
template <class T>
struct PeriodRef {
  T& value;
};
template <class T>
PeriodRef(T&) -> PeriodRef<T>;
template <class T>
struct GroupRef {  // an optional group of a document
  T& value;
};
template <class T>
GroupRef(T&) -> GroupRef<T>;
template <class T>
struct OriginText {
  T& value;
};
template <class T>
OriginText(T&) -> OriginText<T>;

// Whether a field may be absent.
template <class T>
inline constexpr bool kIsOptional = false;
template <class T>
inline constexpr bool kIsOptional<std::optional<T>> = true;
template <class T>
inline constexpr bool kIsOptional<const T> = kIsOptional<T>;

inline constexpr std::uint64_t kMaxInteger = log::kMaxTreeSize;  // 2^53 − 1
template <class T>
Ranged<T> any_index(T& value) {
  return Ranged<T>{value, 0, kMaxInteger};
}
template <class T>
Ranged<T> year(T& value) {
  return Ranged<T>{value, static_cast<std::uint64_t>(kMinYear), static_cast<std::uint64_t>(kMaxYear)};
}
template <class T>
Ranged<T> register_number(T& value) {
  return Ranged<T>{value, 1, kMaxRegisterNumber};
}

template <class V, Is<Validator> B>
void describe(V& visit, B& b) {
  visit("api_key", b.api_key);
  visit("log_key", b.log_key);
  visit("name", b.name);
  visit("vote_key", b.vote_key);
}
template <class V, Is<Authority> B>
void describe(V& visit, B& b) {
  visit("keys", Items{b.keys, 1, kMaxFounders, true});
  visit("threshold", Ranged{b.threshold, 1, kMaxFounders});
}
template <class V, Is<PriorNetwork> B>
void describe(V& visit, B& b) {
  visit("checkpoint", b.checkpoint);
  visit("network", b.network);
}
template <class V, Is<NetworkGenesis> B>
void describe(V& visit, B& b) {
  visit("authority", b.authority);
  visit("origin", OriginText{b.origin});
  visit("prior", b.prior);
  visit("quorum", Ranged{b.quorum, 1, kMaxValidators});
  visit("test", b.test);
  visit("validators", Items{b.validators, 1, kMaxValidators, false});
}
template <class V, Is<NetworkUpgrade> B>
void describe(V& visit, B& b) {
  visit("height", any_index(b.height));
  visit("version", Ranged{b.version, 1, 1'000'000});
}
template <class V, Is<AuthoritySet> B>
void describe(V& visit, B& b) {
  visit("authority", b.authority);
}
template <class V, Is<UnitRegister> B>
void describe(V& visit, B& b) {
  visit("from", b.from);
  visit("parent", UnitRef{b.parent});
  visit("profile", b.profile);
  visit("serial_secret", b.serial_secret);
  visit("to", b.to);
  visit("type", b.type);
  visit("unit", UnitRef{b.unit});
}
template <class V, Is<UnitUpdate> B>
void describe(V& visit, B& b) {
  visit("parent", UnitRef{b.parent});
  visit("profile", b.profile);
  visit("serial_secret", b.serial_secret);
  visit("to", b.to);
  visit("unit", UnitRef{b.unit});
}
template <class V, Is<UnitMerge> B>
void describe(V& visit, B& b) {
  visit("at", b.at);
  visit("into", UnitRef{b.into});
  visit("unit", UnitRef{b.unit});
}
template <class V, Is<KeyGrant> B>
void describe(V& visit, B& b) {
  visit("certificate", b.certificate);
  visit("delegated_by", b.delegated_by);
  visit("from", b.from);
  visit("key", b.key);
  visit("kinds", Items{b.kinds, 0, kMaxGrantKinds, true});
  visit("person", b.person);
  visit("role", b.role);
  visit("scope", b.scope);
  visit("to", b.to);
  visit("types", Items{b.types, 0, kMaxGrantTypes, true});
  visit("unit", UnitRef{b.unit});
}
template <class V, Is<KeyRotate> B>
void describe(V& visit, B& b) {
  visit("grant", any_index(b.grant));
  visit("key", b.key);
}
template <class V, Is<KeyRevoke> B>
void describe(V& visit, B& b) {
  visit("compromised_since", b.compromised_since);
  visit("grant", any_index(b.grant));
  visit("reason", b.reason);
}
template <class V, Is<DocumentRole> B>
void describe(V& visit, B& b) {
  visit("at_least", Ranged{b.at_least, 1, kMaxSignatoriesPerRole});
  visit("role", b.role);
}
template <class V, Is<PolicySet> B>
void describe(V& visit, B& b) {
  visit("document_roles", Items{b.document_roles, 1, kMaxPolicyRoles, false});
  visit("period", PeriodRef{b.period});
  visit("record_roles", Items{b.record_roles, 1, kMaxPolicyRoles, true});
  visit("status_approvers", Items{b.status_approvers, 1, kMaxPolicyRoles, true});
  visit("status_proposers", Items{b.status_proposers, 1, kMaxPolicyRoles, true});
  visit("type", b.type);
}
template <class V, Is<RegisterReserve> B>
void describe(V& visit, B& b) {
  visit("count", Ranged{b.count, 1, kMaxReservation});
  visit("type", b.type);
  visit("year", year(b.year));
}
template <class V, Is<RegisterSpoil> B>
void describe(V& visit, B& b) {
  visit("number", register_number(b.number));
  visit("predecessor", UnitRef{b.predecessor});
  visit("reason", b.reason);
  visit("type", b.type);
  visit("year", year(b.year));
}
template <class V, Is<RegisterCopy> B>
void describe(V& visit, B& b) {
  visit("credential", b.credential);
  visit("details", b.details);
  visit("number", register_number(b.number));
  visit("year", year(b.year));
}
template <class V, Is<RegisterClose> B>
void describe(V& visit, B& b) {
  visit("predecessor", UnitRef{b.predecessor});
  visit("type", b.type);
  visit("year", year(b.year));
}
template <class V, Is<ItemAttempt> B>
void describe(V& visit, B& b) {
  visit("attendance", Ranged{b.attendance, 0, training::kFullMark});
  visit("attended", Ranged{b.attended, 0, training::kMaxPeriods});
  visit("class", b.klass);
  visit("course", b.course);
  visit("office", UnitRef{b.office});
  visit("online", Ranged{b.online, 0, training::kMaxPeriods});
  visit("periods", Ranged{b.periods, 0, training::kMaxPeriods});
  visit("person", b.person);
  visit("programme", b.programme);
  visit("score", Ranged{b.score, 0, training::kFullMark});
  visit("seat", b.seat);
  visit("source", b.source);
  visit("test", Ranged{b.test, 0, training::kFullMark});
  visit("topic", b.topic);
}
template <class V, Is<IssueItem> B>
void describe(V& visit, B& b) {
  visit("attempts", Items{b.attempts, 1, kMaxItemAttempts, true});
  visit("digest", b.digest);
  visit("id", b.id);
  visit("number", register_number(b.number));
  visit("serial_tag", b.serial_tag);
  visit("status", any_index(b.status));
}
template <class V, Is<CredentialIssue> B>
void describe(V& visit, B& b) {
  visit("book", year(b.book));
  visit("grants", Items{b.grants, 1, kMaxIssueGrants, true});
  visit("items", Items{b.items, 1, kMaxIssueItems, true});
  visit("period", PeriodRef{b.period});
  visit("policy", any_index(b.policy));
  visit("type", b.type);
}
template <class V, Is<CredentialStatus> B>
void describe(V& visit, B& b) {
  visit("action", b.action);
  visit("credential", b.credential);
  visit("reason", b.reason);
  visit("successor", b.successor);
}
template <class V, Is<DocumentErase> B>
void describe(V& visit, B& b) {
  visit("basis", b.basis);
  visit("credential", b.credential);
  visit("group", GroupRef{b.group});
}
template <class V, Is<SnapshotList> B>
void describe(V& visit, B& b) {
  visit("digest", b.digest);
  visit("purpose", b.purpose);
  visit("shard", Ranged{b.shard, 0, 0xffff'ffff});
}
template <class V, Is<StatusSnapshot> B>
void describe(V& visit, B& b) {
  visit("lists", Items{b.lists, 1, kMaxSnapshotLists, true});
}

template <class V, Is<CustodyRequest> B>
void describe(V& visit, B& b) {
  visit("leaving", UnitRef{b.leaving});
  visit("pupil", b.pupil);
  visit("receiving", UnitRef{b.receiving});
  visit("transfer", b.transfer);
}
template <class V, Is<CustodyAccept> B>
void describe(V& visit, B& b) {
  visit("answer", b.answer);
  visit("reason", b.reason);
  visit("transfer", b.transfer);
}
template <class V, Is<CustodyRelease> B>
void describe(V& visit, B& b) {
  visit("credentials", Items{b.credentials, 0, kMaxReleasedCredentials, true});
  visit("sheet", b.sheet);
  visit("transfer", b.transfer);
}
template <class V, Is<CustodyReceive> B>
void describe(V& visit, B& b) {
  visit("transfer", b.transfer);
}

// The place of an item in a sorted list.
inline const CredentialId& order_of(const IssueItem& item) { return item.id; }
inline std::pair<StatusPurpose, std::uint32_t> order_of(const SnapshotList& list) { return {list.purpose, list.shard}; }
inline const SeatId& order_of(const ItemAttempt& attempt) { return attempt.seat; }
inline const SeatId& order_of(const SeatId& id) { return id; }
inline LeafIndex order_of(LeafIndex index) { return index; }
inline const CredentialId& order_of(const CredentialId& id) { return id; }
inline const CodeText& order_of(const CodeText& code) { return code; }
inline std::string order_of(const AnyKey& key) { return key.did(); }
inline std::string_view order_of(RecordKind kind) { return to_text(kind); }
inline std::string_view order_of(Role role) { return to_text(role); }
inline const CodeText& order_of(const Validator& v) { return v.name; }
inline Role order_of(const DocumentRole& r) { return r.role; }

// A default body of a kind, to be filled.
Body empty_body(RecordKind kind);

}  // namespace hocba::chain

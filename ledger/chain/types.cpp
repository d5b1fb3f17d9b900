#include "ledger/chain/types.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "ledger/chain/codes.hpp"

namespace hocba::chain {

namespace {

constexpr std::array<std::string_view, 30> kKinds = {
    "network.genesis",   "network.upgrade",  "authority.set",      "unit.register",   "unit.update",
    "unit.merge",        "key.grant",        "key.rotate",         "key.revoke",      "policy.set",
    "register.reserve",  "register.spoil",   "register.copy",      "register.close",  "credential.issue",
    "credential.status", "document.erase",   "status.snapshot",    "custody.request", "custody.accept",
    "custody.release",   "custody.receive",  "training.programme", "training.roster", "training.class",
    "training.enrol",    "training.session", "training.result",    "training.close",  "report.file"};
static_assert(kKinds.size() == static_cast<std::size_t>(kLastRecordKind) + 1);
constexpr std::array<std::string_view, 16> kUnitTypes = {
    "ministry",          "department",  "district_office",   "commune_office",
    "kindergarten",      "primary",     "lower_secondary",   "primary_lower_secondary",
    "upper_secondary",   "multi_level", "continuing_centre", "vocational",
    "training_provider", "subordinate", "inspectorate",      "company"};
constexpr std::array<std::string_view, 10> kRoles = {"manager",  "principal", "deputy",  "seal",      "registrar",
                                                     "homeroom", "teacher",   "officer", "inspector", "trainer"};
constexpr std::array<std::string_view, 5> kRevokeReasons = {"left", "lost", "theft", "replaced", "mistake"};
constexpr std::array<std::string_view, 4> kSpoilReasons = {"misprint", "damaged", "unused", "mistake"};

template <class E, std::size_t N>
Result<E> from_table(const std::array<std::string_view, N>& table, std::string_view text, const Code& code) {
  const auto* found = std::find(table.begin(), table.end(), text);
  if (found == table.end()) return Error(code);
  return static_cast<E>(found - table.begin());
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

int year_of(std::string_view four) {
  return (four[0] - '0') * 1000 + (four[1] - '0') * 100 + (four[2] - '0') * 10 + (four[3] - '0');
}

}  // namespace

std::span<const Code* const> codes() {
  static constexpr const Code* kAll[] = {
#define HOCBA_CODE(constant, id, kind, vi, en) &constant,
#include "ledger/chain/codes.def"
#undef HOCBA_CODE
  };
  return kAll;
}

std::string_view to_text(RecordKind kind) { return kKinds.at(static_cast<std::size_t>(kind)); }
std::string_view to_text(UnitType type) { return kUnitTypes.at(static_cast<std::size_t>(type)); }
std::string_view to_text(Role role) { return kRoles.at(static_cast<std::size_t>(role)); }
std::string_view to_text(RevokeReason reason) { return kRevokeReasons.at(static_cast<std::size_t>(reason)); }
std::string_view to_text(SpoilReason reason) { return kSpoilReasons.at(static_cast<std::size_t>(reason)); }

std::string to_text(const TransferId& id) { return to_text(CredentialId::of(id.view())); }
Result<TransferId> transfer_id_from_text(std::string_view text) {
  const auto id = credential_id_from_text(text);
  if (!id.ok()) return kBadTransferId;
  return TransferId::of(id->view());
}

Result<RecordKind> record_kind_from_text(std::string_view text) {
  return from_table<RecordKind>(kKinds, text, kUnknownKind);
}
Result<UnitType> unit_type_from_text(std::string_view text) {
  return from_table<UnitType>(kUnitTypes, text, kUnknownWord);
}
Result<Role> role_from_text(std::string_view text) { return from_table<Role>(kRoles, text, kUnknownWord); }
Result<RevokeReason> revoke_reason_from_text(std::string_view text) {
  return from_table<RevokeReason>(kRevokeReasons, text, kUnknownWord);
}
Result<SpoilReason> spoil_reason_from_text(std::string_view text) {
  return from_table<SpoilReason>(kSpoilReasons, text, kUnknownWord);
}
Result<CodeText> group_from_text(std::string_view text) {
  constexpr std::array<std::string_view, 6> kGroups = {"identity", "work", "family", "contact", "photo", "sensitive"};
  constexpr std::array<std::string_view, 4> kOfAPeriod = {"year-", "comments-", "marks-", "health-"};
  bool known = std::find(kGroups.begin(), kGroups.end(), text) != kGroups.end();
  for (const std::string_view prefix : kOfAPeriod)
    known = known || (text.substr(0, prefix.size()) == prefix && period_from_text(text.substr(prefix.size())).ok());
  if (!known) return Error(kUnknownWord);
  return CodeText::parse(text);
}

Result<PeriodCode> period_from_text(std::string_view text) {
  const bool year = text.size() == 4;
  if (!year && !(text.size() == 9 && text[4] == '-')) return Error(kBadPeriod);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i != 4 && !is_digit(text[i])) return Error(kBadPeriod);
  }
  const int first = year_of(text);
  if (first < kMinYear || first > kMaxYear) return Error(kBadPeriod);
  if (!year && (first == kMaxYear || year_of(text.substr(5)) != first + 1)) return Error(kBadPeriod);
  return CodeText::parse(text);
}

}  // namespace hocba::chain

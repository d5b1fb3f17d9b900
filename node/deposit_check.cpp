#include "node/deposit_check.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "crypto/json.hpp"
#include "ledger/chain/codes.hpp"
#include "ledger/credential/kinds.hpp"
#include "ledger/credential/names.hpp"
#include "ledger/verify/codes.hpp"
#include "ledger/verify/roles.hpp"
#include "ledger/verify/training.hpp"
#include "node/codes.hpp"
#include "node/desk_rows.hpp"
#include "node/log.hpp"

namespace hocba::node {

namespace {

constexpr std::string_view kOncePerPerson = "transcript";

// What all items of one record share, looked up once.
struct Cited {
  chain::PolicySet policy;
  std::vector<DeskRight> rights;  // of grants whose unit is the issuer, or was merged into it; no scope: not open here
  bool limited = false;           // some scope is
  std::string issuer_name;        // of the published profile; empty: not published here
};

Result<std::string> published_name(const LedgerView& view, const Vault& vault, const chain::UnitCode& code) {
  HOCBA_TRY(const auto unit, chain::find_unit(*view.state, code));
  if (!unit) return std::string();
  HOCBA_TRY(const auto profile, vault.profile(unit->profile));
  if (!profile) return std::string();
  HOCBA_TRY(const auto value, crypto::parse_json(*profile));
  const auto content = value.find("content");
  if (content == value.end() || !content->is_object()) return std::string();
  const auto name = content->find("name");
  return name != content->end() && name->is_string() ? name->get<std::string>() : std::string();
}

Result<Cited> cited_by(const LedgerView& view, const Vault& vault, const chain::UnitCode& unit,
                       const chain::CredentialIssue& issue, Time now) {
  Cited out;
  HOCBA_TRY(const auto policy, chain::find_policy(*view.state, issue.type, issue.period));
  if (!policy) return Error(chain::kNoPolicy, issue.type.str() + " " + issue.period.str());
  if (policy->index != issue.policy)
    return Error(chain::kPolicyNotCurrent, "in force: " + std::to_string(log::to_u64(policy->index)));
  out.policy = policy->policy;
  const DeskRights opened(view, vault, now);
  for (const log::LeafIndex index : issue.grants) {
    HOCBA_TRY(auto grant, chain::find_grant(*view.state, index));
    if (!grant) return Error(chain::kUnknownGrant, "grant " + std::to_string(log::to_u64(index)));
    HOCBA_TRY(const auto living, chain::successor_of(*view.state, grant->grant.unit, now));
    if (grant->grant.unit != unit && living != unit) continue;
    // What the people of a merged unit signed counts up to the merger: so says the verifier.
    HOCBA_TRY(const auto of, chain::find_unit(*view.state, grant->grant.unit));
    if (of && of->merged_at) grant->grant.to = std::min(grant->grant.to, *of->merged_at);
    HOCBA_TRY(auto scope, opened.scope_of(*grant));
    out.limited = out.limited || (grant->grant.scope && scope);
    out.rights.push_back({grant->index, std::move(grant->grant), std::move(scope), {}});
  }
  HOCBA_TRY(out.issuer_name, published_name(view, vault, unit));
  return out;
}

Status check_facts(const credential::Document& document, const chain::UnitCode& unit,
                   const chain::CredentialIssue& issue, const chain::IssueItem& item, const std::string& issuer_name) {
  const auto& facts = document.facts();
  const auto differs = [](const char* what) { return Status(Error(kDocumentDiffers, what)); };
  if (facts.unit != unit) return differs("unit");
  if (facts.type != issue.type) return differs("type");
  if (facts.period != issue.period) return differs("period");
  if (facts.book != issue.book) return differs("book");
  if (facts.register_number != item.number) return differs("register number");
  if (facts.status_index != item.status) return differs("status index");
  if (!issuer_name.empty() && credential::headline(document).issuer_name != issuer_name)
    return differs("name of the issuer");
  return done();
}

Status unverifiable(const Error& error) {
  return Error(kDocumentUnverifiable,
               std::string(error.code().id) + (error.detail().empty() ? "" : " " + error.detail()));
}

// What one cited right lets its key sign this document as. A verifier is shown no scopes, so that they hold here or
// nowhere; one that is not open here limits nothing: the desk, which the document need not have come by, takes no
// signature under it. Each right stands alone: what one lacks another does not make up for.
Result<std::set<chain::Role>> roles_under(const DeskRight& right, const DeskFacts& facts,
                                          const crypto::CheckedProof& proof) {
  HOCBA_RETURN_IF_ERROR(
      verify::grant_covers(right.body, facts.type, proof.created, "grant " + std::to_string(log::to_u64(right.grant))));
  std::set<chain::Role> out;
  std::optional<Error> why;
  for (const chain::Role role : verify::roles_of(right.body)) {
    const Status fits = right.scope ? desk_admits(right, role, facts) : done();
    if (fits.ok())
      out.insert(role);
    else
      why = Error(fits.error().code(), proof.key.did());
  }
  if (out.empty()) return *why;
  return out;
}

// What the verifier's check "signatories" will ask of this document, and what only this node can.
Status check_signatories(const std::vector<crypto::CheckedProof>& proofs, const DeskFacts& facts, const Cited& cited,
                         Time now) {
  std::vector<std::set<chain::Role>> roles;
  Time before{};
  for (const auto& proof : proofs) {
    // The chain says in which order they signed; their times must not say another.
    if (proof.created < before) return unverifiable(Error(kDeskWrongTime, to_text(proof.created)));
    before = proof.created;
    if (proof.created > now) return unverifiable(Error(verify::kSignedAfterRecord, to_text(proof.created)));
    Error why(verify::kGrantNotCited, proof.key.did());
    std::set<chain::Role> as;
    for (const DeskRight& right : cited.rights) {
      if (right.body.key != proof.key) continue;
      auto under = roles_under(right, facts, proof);
      if (under.ok())
        as.merge(*under);
      else
        why = under.error();
    }
    if (as.empty()) return unverifiable(why);
    roles.push_back(std::move(as));
  }
  const auto met = verify::document_roles(cited.policy.document_roles, proofs, roles);
  return met.ok() ? done() : unverifiable(met.error());
}

std::string level_in(const credential::Document& document) {
  const auto& core = document.core();
  const auto hocba = core.find("hocba");
  if (hocba == core.end() || !hocba->is_object()) return {};
  const auto level = hocba->find("level");
  return level != hocba->end() && level->is_string() ? level->get<std::string>() : std::string();
}

// What one record gives as it is read through.
struct People {
  std::vector<Issuee> all;
  std::set<std::string> numbers;  // with the level
};

Status add_person(const credential::Document& document, std::size_t item, People& people) {
  Issuee one = issuee_of(document);
  one.item = item;
  for (const auto& [field, number] :
       {std::pair("number", one.person.personal_number), {"sector", one.person.sector_code}})
    if (number && !people.numbers.insert(one.level + '\n' + field + '\n' + credential::fold_code(*number)).second)
      return Error(kPersonTwice, "twice in this record");
  people.all.push_back(std::move(one));
  return done();
}

Status check_item(const Vault& vault, const chain::UnitCode& unit, const chain::CredentialIssue& issue,
                  std::size_t index, const Cited& cited, Time now, People* people) {
  const chain::IssueItem& item = issue.items[index];
  HOCBA_TRY(const bool held, vault.holds(item.id, item.digest));
  if (!held) return Error(kNotDeposited, credential::to_text(item.id));
  HOCBA_TRY(const auto document, vault.core(item.id, item.digest));
  if (!document) return Error(kNotDeposited, credential::to_text(item.id));
  HOCBA_RETURN_IF_ERROR(check_facts(*document, unit, issue, item, cited.issuer_name));
  HOCBA_RETURN_IF_ERROR(verify::check_attempts(*document, item));
  HOCBA_RETURN_IF_ERROR(vault.check_not_taken_back(*document));
  HOCBA_TRY(const auto proofs, document->verify_proofs());
  const bool of_one_kind = people != nullptr && document->type().str() == kOncePerPerson;
  if (!cited.limited && !of_one_kind)
    return check_signatories(proofs, DeskFacts{document->type(), {}, {}, {}}, cited, now);
  // The groups name classes and subjects, where some scope limits, and the holder's number.
  HOCBA_TRY(const auto stored, vault.read(item.id, item.digest));
  HOCBA_TRY(const auto whole, credential::Document::parse(stored.core, stored.groups));
  HOCBA_RETURN_IF_ERROR(check_signatories(proofs, desk_facts(whole), cited, now));
  return of_one_kind ? add_person(whole, index, *people) : done();
}

}  // namespace

Result<std::vector<Issuee>> check_deposited(const LedgerView& view, const Vault& vault, const chain::UnitCode& unit,
                                            const chain::CredentialIssue& issue, Time now, bool one_each) {
  HOCBA_TRY(const Cited cited, cited_by(view, vault, unit, issue, now));
  People people;
  for (std::size_t i = 0; i < issue.items.size(); ++i) {
    const Status status = check_item(vault, unit, issue, i, cited, now, one_each ? &people : nullptr);
    if (!status.ok()) return status.error().at("item " + std::to_string(i));
  }
  return std::move(people.all);
}

Status check_people(const LedgerView& view, const Vault& vault, const std::vector<Issuee>& people) {
  for (const Issuee& one : people) {
    const auto others = others_standing(view, vault, one);
    if (!others.ok()) return others.error().at(one.place());
    if (!others->empty()) return Error(kPersonTwice, credential::to_text(others->front())).at(one.place());
  }
  return done();
}

bool asks_for_deposits(const Config& config, const chain::UnitCode& unit) {
  const auto& serves = config.node.serves;
  return config.node.require_deposit &&
         (serves.empty() || std::find(serves.begin(), serves.end(), unit.str()) != serves.end());
}

bool one_transcript_each(const Config& config, const chain::UnitCode& unit, const chain::CredentialType& type) {
  return config.node.one_transcript && type.str() == kOncePerPerson && asks_for_deposits(config, unit);
}

Issuee issuee_of(const credential::Document& document) {
  const auto details = credential::holder_details(document);
  const auto& facts = document.facts();
  return {0,
          facts.unit,
          facts.type,
          facts.period,
          level_in(document),
          {details.personal_number, details.sector_code},
          document.id(),
          facts.supersedes};
}

// One person, one record (ID-1): a second transcript of the same unit, period and level is made for somebody only as a
// correction of the first. Whoever has another number is another person, whatever the name.
Result<std::vector<credential::CredentialId>> others_standing(const LedgerView& view, const Vault& vault,
                                                              const Issuee& one) {
  std::vector<credential::CredentialId> out;
  HOCBA_TRY(const auto all, vault.standing_of_person(view, one.unit, one.type, one.period, one.person));
  for (const auto& other : all) {
    if (other == one.id || one.supersedes == other) continue;
    HOCBA_TRY(const auto recorded, chain::find_credential(*view.state, other));
    if (!recorded) continue;
    const auto core = vault.core(other, recorded->digest);
    // Type and period are the ledger's word. A damaged one may be of this level: it counts, and stops no one else's.
    if (!core.ok()) log_error("vault.unreadable", core.error().at(credential::to_text(other)));
    if (!core.ok() || (*core && level_in(**core) == one.level)) out.push_back(other);
  }
  return out;
}

}  // namespace hocba::node

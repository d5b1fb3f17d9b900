#include "ledger/credential/schema.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "ledger/credential/codes.hpp"
#include "ledger/credential/diploma.hpp"
#include "ledger/credential/fields.hpp"
#include "ledger/credential/names.hpp"
#include "ledger/credential/training_parts.hpp"

namespace hocba::credential {
namespace {

using nlohmann::json;

constexpr TextBounds kUrl{300};
constexpr TextBounds kName{kMaxNameBytes, false, true}, kUnitName{300, false, true};
constexpr TextBounds kNarrative{4000, true};
constexpr std::string_view kRevocation = "/revocation/";

void read_context_and_type(Fields& core, const TypeShape& shape) {
  core.list("@context", shape.contexts);
  core.list("type", shape.vc_types);
}

void read_issuer(Reading& reading, Fields& core, const TypeShape& shape, const CodeText& unit) {
  const Place place{&core.place(), "issuer", std::nullopt};
  Fields issuer(reading, core.object("issuer"), place);
  if (issuer.text("id") != std::string(kUnitUrn) + unit.str()) issuer.refuse(kIssuerMismatch, "id");
  if (!shape.achievement_type.empty()) issuer.list("type", {"Profile"});
  issuer.text("name", kUnitName);
  issuer.end();
}

// validFrom is the beginning of the day of issue in Việt Nam, validUntil the end of the day of expiry.
void read_validity(Fields& core, LedgerFacts& facts) {
  const auto from = time_from_text(core.text("validFrom", kShort));
  // A day of its own check: 9999-12-31T17:00:00Z is a time, but the day that it begins can't be written.
  if (!from.ok() || !valid_day(date_in_utc7(*from)) || start_of_day_utc7(date_in_utc7(*from)) != *from) {
    core.refuse(kFieldBad, "validFrom");
    return;
  }
  facts.issued_on = date_in_utc7(*from);
  if (const auto text = core.optional_text("validUntil", kShort)) {
    const auto until = time_from_text(*text);
    if (!until.ok() || !valid_day(date_in_utc7(*until)) || valid_until(date_in_utc7(*until)) != *until) {
      core.refuse(kFieldBad, "validUntil");
      return;
    }
    if (*until < *from) core.refuse(kDatesOutOfOrder, "validUntil");
    facts.expires_on = date_in_utc7(*until);
  }
}

void read_status(Reading& reading, Fields& core, std::uint64_t status_index) {
  const json& entries = core.array("credentialStatus", 2, 2);
  if (!reading.ok()) return;
  // The list's address is the network's choice; everything else follows from it and from the index.
  const Place place{&core.place(), "credentialStatus", std::nullopt};
  const Place first_place{&core.place(), "credentialStatus", 0};
  Fields first(reading, entries[0], first_place);
  const std::string& list = first.text("statusListCredential", kUrl);
  const std::size_t end = list.rfind(kRevocation);
  const bool web = list.compare(0, 8, "https://") == 0 || list.compare(0, 7, "http://") == 0;
  if (!web || end == std::string::npos) return core.refuse(kStatusMismatch, "credentialStatus");
  const std::string base = list.substr(0, end);
  if (entries[0] != status_entry(base, "revocation", status_index) ||
      entries[1] != status_entry(base, "suspension", status_index)) {
    reading.refuse(kStatusMismatch, place);
  }
}

void read_decision(Reading& reading, Fields& hocba) {
  if (!hocba.has("decision")) return hocba.skip("decision");
  const Place place{&hocba.place(), "decision", std::nullopt};
  Fields decision(reading, hocba.object("decision"), place);
  decision.text("number", {100});
  decision.optional_date("date");
  decision.end();
}

void read_group_digests(Reading& reading, Fields& hocba, const TypeShape& shape, std::vector<GroupDigest>& out) {
  const json& groups = hocba.array("groups", 0, kMaxGroups);
  for (std::size_t i = 0; i < groups.size() && reading.ok(); ++i) {
    const Place place{&hocba.place(), "groups", i};
    Fields group(reading, groups[i], place);
    GroupDigest entry{group.code("name").str(), group.bytes<Digest>("digest")};
    if (!group_allowed(shape, entry.name)) group.refuse(kFieldBad, "name");
    if (!out.empty() && out.back().name >= entry.name) group.refuse(kGroupDuplicate, "name");
    group.end();
    out.push_back(std::move(entry));
  }
}

void read_modules(Reading& reading, Fields& hocba) {
  const json& modules = hocba.array("modules", 0, kMaxModules);
  constexpr std::int64_t kMaxPeriods = 10'000;
  Codes codes;
  for (std::size_t i = 0; i < modules.size() && reading.ok(); ++i) {
    const Place place{&hocba.place(), "modules", i};
    Fields module(reading, modules[i], place);
    codes.read(module);
    module.text("name");
    module.integer("periods", 0, kMaxPeriods);
    module.integer("onlinePeriods", 0, kMaxPeriods);
    module.optional_integer("score", 0, kMarkBound);
    module.end();
  }
  hocba.integer("periods", 0, kMaxPeriods * static_cast<std::int64_t>(kMaxModules));
  hocba.integer("onlinePeriods", 0, kMaxPeriods * static_cast<std::int64_t>(kMaxModules));
}

void read_sex_and_birth_place(Fields& hocba) {
  hocba.optional_text("birthPlace", {200});
  if (hocba.has("sex"))
    hocba.word("sex", {"M", "F"});
  else
    hocba.skip("sex");
}

void read_diploma(Reading& reading, Fields& hocba) {
  std::vector<std::string_view> words;
  for (const DiplomaLevel& level : diploma_levels()) words.push_back(level.word);
  const std::size_t which = hocba.word("level", words);
  if (reading.ok() && diploma_levels()[which].vocational)
    hocba.text("field");
  else
    hocba.optional_text("field");
  read_sex_and_birth_place(hocba);
  hocba.optional_text("mode", {100});
  hocba.optional_text("course");
  hocba.optional_text("grade", kShort);
  hocba.optional_integer("graduationYear", 1950, 2199);
  for (const char* name : {"school", "paperIssuer"}) hocba.optional_text(name);
}

void read_true_or_absent(Fields& object, std::string_view name) {
  if (object.has(name))
    object.constant(name, true);
  else
    object.skip(name);
}

void read_award(Reading& reading, Fields& hocba, const std::vector<GroupDigest>& groups) {
  read_true_or_absent(hocba, "sudden");
  if (hocba.has("evidence"))
    hocba.bytes<Digest>("evidence");
  else
    hocba.skip("evidence");
  read_true_or_absent(hocba, "collective");
  if (!reading.ok() || !hocba.has("collective")) return;
  // Nobody's personal number, then.
  if (std::any_of(groups.begin(), groups.end(), [](const GroupDigest& group) { return group.name == "identity"; }))
    hocba.refuse(kCollectiveOfPerson, "groups");
}

// What is ours, under one term.
void read_hocba(Reading& reading, Fields& hocba, const TypeShape& shape, CoreReading& out) {
  LedgerFacts& facts = out.facts;
  hocba.integer("version", 1, 1);
  facts.type = hocba.code("type");
  facts.unit = hocba.code("unit", kMaxUnitCode);
  facts.period = hocba.code("period");
  if (!is_period(facts.period.str())) hocba.refuse(kBadPeriod, "period");
  facts.serial = hocba.text("serial", {64});
  facts.book = static_cast<std::uint32_t>(hocba.integer("book", 1950, 2199));
  facts.register_number = static_cast<std::uint32_t>(hocba.integer("registerNumber", 1, kMaxRegisterNumber));
  hocba.text("registerText", {100});
  facts.status_index = static_cast<std::uint64_t>(hocba.integer("statusIndex", 0, kMaxStatusIndex));
  facts.originality = static_cast<Originality>(hocba.word("originality", {"GOC_DIEN_TU", "SO_HOA"}));
  hocba.bytes<Salt>("salt");
  if (hocba.has("supersedes"))
    facts.supersedes = hocba.urn("supersedes");
  else
    hocba.skip("supersedes");
  hocba.optional_text("place", {100});
  read_group_digests(reading, hocba, shape, out.groups);
  if (shape.type == kTranscript) {
    hocba.word("level", {"primary", "lower-secondary", "upper-secondary", "vocational"});
    hocba.optional_text("field");
    for (const std::string_view name : kSchoolPlace) hocba.optional_text(name, {kMaxSchoolPlace});
    read_sex_and_birth_place(hocba);
  } else {
    read_decision(reading, hocba);
  }
  if (shape.type == kCertificate) {
    for (const char* name : {"programme", "course"}) hocba.optional_text(name);
    hocba.optional_text("className", kShort);
    hocba.optional_text("grade", kShort);
    read_modules(reading, hocba);
  } else if (shape.type == kDiploma) {
    read_diploma(reading, hocba);
  } else if (shape.type == kAward) {
    hocba.optional_text("level", kShort);
    read_award(reading, hocba, out.groups);
  } else if (const auto kind = training_kind(shape.type)) {
    read_training(reading, hocba, *kind);
  }
  hocba.end();
}

// `expected` null: the member must be absent.
bool has_exactly(const json& object, const char* name, const json& expected) {
  const auto found = object.find(name);
  return found == object.end() ? expected.is_null() : !expected.is_null() && *found == expected;
}

void read_achievement(Reading& reading, Fields& subject, const TypeShape& shape, const LedgerFacts& facts,
                      std::string_view achievement_type, const json* modules) {
  const Place place{&subject.place(), "achievement", std::nullopt};
  const json& value = subject.object("achievement");
  Fields achievement(reading, value, place);
  achievement.list("type", {"Achievement"});
  achievement.constant("achievementType", achievement_type);
  achievement.text("name");
  achievement.text("description", kNarrative);
  const Place criteria_place{&place, "criteria", std::nullopt};
  Fields criteria(reading, achievement.object("criteria"), criteria_place);
  criteria.text("narrative", kNarrative);
  criteria.end();
  achievement.skip("id");
  achievement.skip("resultDescription");
  achievement.end();
  if (!reading.ok()) return;
  const std::string id = achievement_id(facts.unit.str(), shape.type, value);
  if (!has_exactly(value, "id", id)) achievement.refuse(kFieldBad, "id");
  // What Open Badges readers see of the modules is what `hocba` says of them.
  const json described = modules == nullptr ? json() : result_descriptions(*modules, id);
  if (!has_exactly(value, "resultDescription", described)) achievement.refuse(kResultMismatch, "resultDescription");
}

void read_subject(Reading& reading, Fields& core, const TypeShape& shape, const LedgerFacts& facts, const json& ours) {
  const auto listed = ours.find("modules");  // of certificates and documents of training
  const json* modules = listed == ours.end() ? nullptr : &*listed;
  const Place place{&core.place(), "credentialSubject", std::nullopt};
  const json& value = core.object("credentialSubject");
  Fields subject(reading, value, place);
  const bool collective = ours.contains("collective");
  const std::string& name = subject.text("name", collective ? kUnitName : kName);
  if (!collective) {
    const Date birth = subject.date("birthDate");
    if (birth > facts.issued_on) subject.refuse(kDatesOutOfOrder, "birthDate");
  } else if (subject.has("birthDate")) {
    subject.refuse(kCollectiveOfPerson, "birthDate");
  }
  if (!shape.achievement_type.empty()) {
    subject.list("type", {"AchievementSubject"});
    const std::string_view type = shape.type == kDiploma
                                      ? diploma_level(ours["level"].get_ref<const std::string&>())->achievement_type
                                      : shape.achievement_type;
    read_achievement(reading, subject, shape, facts, type, modules);
    for (const char* derived : {"identifier", "result"}) subject.skip(derived);
    if (reading.ok()) {
      const auto& id = value["achievement"]["id"].get_ref<const std::string&>();
      if (!has_exactly(value, "identifier", name_identifier(name))) subject.refuse(kFieldBad, "identifier");
      const json reached = modules == nullptr ? json() : results(*modules, id);
      if (!has_exactly(value, "result", reached)) subject.refuse(kResultMismatch, "result");
    }
  }
  subject.end();
}

// Only the shape of the chain; crypto::verify_proofs has the rest.
void read_proofs(Reading& reading, Fields& core, std::vector<std::string>& ids) {
  if (!core.has("proof")) return core.skip("proof");
  const json& proofs = core.array("proof", 1, crypto::kMaxProofs);
  if (proofs.size() > kMaxSignatories) return core.refuse(kTooManySignatories, "proof");
  for (std::size_t i = 0; i < proofs.size() && reading.ok(); ++i) {
    const Place place{&core.place(), "proof", i};
    Fields proof(reading, proofs[i], place);
    std::string id = to_urn(proof.urn("id"));
    // A key that signs to log in somewhere, or as a capability, has not vouched for a document by that.
    proof.constant("proofPurpose", std::string_view("assertionMethod"));
    const json previous = ids.empty() ? json() : ids.size() == 1 ? json(ids.front()) : json(ids);
    if (!reading.ok()) return;
    if (!has_exactly(proofs[i], "previousProof", previous)) proof.refuse(kProofChain, "previousProof");
    if (std::find(ids.begin(), ids.end(), id) != ids.end()) proof.refuse(kProofChain, "id");
    ids.push_back(std::move(id));
  }
}

}  // namespace

Result<CoreReading> read_core(const json& core) {
  Reading reading;
  CoreReading out;
  const Place root;
  Fields fields(reading, core, root);
  const Place hocba_place{&root, "hocba", std::nullopt};
  const json& ours = fields.object("hocba");
  if (!reading.ok()) return reading.error();
  const auto type = ours.find("type");
  const auto* type_text = type == ours.end() ? nullptr : type->get_ptr<const std::string*>();
  const TypeShape* shape = type_text == nullptr ? nullptr : shape_of(*type_text);
  if (shape == nullptr) return Error(kTypeUnknown, "hocba.type");
  read_context_and_type(fields, *shape);
  out.facts.id = fields.urn("id");
  Fields hocba(reading, ours, hocba_place);
  read_hocba(reading, hocba, *shape, out);
  if (!reading.ok()) return reading.error();
  read_issuer(reading, fields, *shape, out.facts.unit);
  fields.text("name");
  read_validity(fields, out.facts);
  read_status(reading, fields, out.facts.status_index);
  read_subject(reading, fields, *shape, out.facts, ours);
  read_proofs(reading, fields, out.proof_ids);
  fields.end();
  if (!reading.ok()) return reading.error();
  return out;
}

}  // namespace hocba::credential

#include "ledger/verify/examination.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "crypto/encoding.hpp"
#include "ledger/credential/codes.hpp"
#include "ledger/credential/training_document.hpp"
#include "ledger/log/receipt.hpp"

namespace hocba::verify {
namespace {

// Evidence that is not there, as against evidence that contradicts.
const Code* const kUnknownCodes[] = {
    &kCertificateUntrusted, &kTimestampNotTrusted, &kCompromiseNotAsked,  &kCompromised,     &kCoreTypeUnknown,
    &kEvidenceNotFinal,     &kExpiryUnknown,       &kFileDamaged,         &kFileForeign,     &kFileResaved,
    &kFileVersion,          &kGrantMissing,        &kMergerMissing,       &kNetworkUnstated, &kNotReached,
    &kPolicyUnsound,        &kProfileMissing,      &kRotationTimeMissing, &kSingleOperator,  &kStatusMissing,
    &kStatusTooOld,         &kStatusStale,         &kTestNetwork,         &kUnitMissing};

void add_check(Report& report, CheckName name, const Finding& finding) {
  Check check;
  check.name = name;
  if (finding.ok()) {
    check.outcome = finding->applicable ? Outcome::pass : Outcome::not_applicable;
    check.evidence = finding->evidence;
  } else {
    check.outcome = outcome_of(finding.error().code());
    check.code = &finding.error().code();
    check.evidence = finding.error().detail();
  }
  report.checks.push_back(std::move(check));
}

// Whether the ledger's data stands behind what a document says of training; nothing: it says nothing of it.
std::optional<bool> training_data(const credential::Document& document) {
  const std::string& type = document.facts().type.str();
  if (credential::training_kind(type)) return true;  // the check passed
  const auto& hocba = document.core().at("hocba");
  const bool of_training = type == "certificate" && (hocba.contains("programme") || !hocba.at("modules").empty());
  return of_training ? std::optional(false) : std::nullopt;
}

}  // namespace

Outcome outcome_of(const Code& code) {
  if (code.id == credential::kModuleDatesWrong.id) return Outcome::unknown;  // a remark, not a contradiction
  const bool unknown =
      std::any_of(std::begin(kUnknownCodes), std::end(kUnknownCodes), [&](const Code* c) { return c->id == code.id; });
  return unknown ? Outcome::unknown : Outcome::fail;
}

void Examination::run() {
  read_units();
  const auto add = [&](CheckName name, const Finding& finding) { add_check(report_, name, finding); };
  add(CheckName::file, pass());
  add(CheckName::network, check_network());
  add(CheckName::core, check_core());
  add(CheckName::signatures, check_signatures());
  add(CheckName::groups, check_groups());
  add(CheckName::recorded, check_recorded());
  add(CheckName::training, check_training());
  add(CheckName::signatories, check_signatories());
  add(CheckName::issuer, check_issuer());
  add(CheckName::status, check_status());
  add(CheckName::expiry, check_expiry());
  add(CheckName::compromise, check_compromise());
  add(CheckName::arithmetic, check_arithmetic());
  add(CheckName::evidence, check_evidence());
  add(CheckName::operators, check_operators());
  fill_headline();
}

Finding Examination::check_network() {
  if (!policy_.network) return kNetworkUnstated;
  if (*policy_.network != file_.network) {
    // Whose it says it is: nothing proves that here, but it tells which policy file to look for.
    const auto receipt = log::Receipt::parse(file_.issue.record.receipt);
    HOCBA_CHECK(receipt.ok());  // parse_holder_file read it
    return Error(kNetworkOther, receipt->checkpoint.checkpoint.origin + " (" + crypto::base64url(file_.network) + ")");
  }
  return pass();
}

Finding Examination::check_core() {
  auto document = credential::Document::parse(file_.core, {});
  if (document.ok()) {
    document_ = std::move(document).value();
    return pass(document_->type().str());
  }
  const Error& error = document.error();
  return Error(error.is(credential::kTypeUnknown) ? kCoreTypeUnknown : kCoreMalformed, error.to_string());
}

Finding Examination::check_signatures() {
  if (!document_) return kNotReached;
  if (!document_->closed()) return kSignatureMissing;
  auto proofs = document_->verify_proofs();
  if (!proofs.ok()) return Error(kSignatureBad, proofs.error().to_string());
  proofs_ = std::move(proofs).value();
  return pass(std::to_string(proofs_.size()));
}

Finding Examination::check_groups() {
  if (!document_) return kNotReached;
  const auto digests = document_->group_digests();  // a copy: the document is read again below
  std::vector<credential::Group> shown;
  std::vector<std::string> erased;
  for (const auto& group : file_.groups) {
    const std::string& name = group.group.name;
    const auto digest = std::find_if(digests.begin(), digests.end(), [&](const auto& d) { return d.name == name; });
    if (digest == digests.end()) return Error(kGroupUnknown, credential::unknown_group(name, digests).detail());
    if (group.kind == exchange::DisclosedGroup::Kind::disclosed) {
      if (credential::commitment(group.group) != digest->digest) return Error(kGroupAltered, name);
      shown.push_back(group.group);
    } else if (group.kind == exchange::DisclosedGroup::Kind::erased) {
      auto proven = ledger_.in_block(*group.erasure, kErasureNotProven);
      if (!proven.ok()) return proven.error().at(name);
      const auto* erase = std::get_if<chain::DocumentErase>(&proven->record.record().body);
      const bool this_group =
          erase != nullptr && erase->credential == document_->id() && (!erase->group || erase->group->str() == name);
      if (!this_group) return Error(kErasureNotProven, name);
      // Where the whole document was destroyed, its parts are gone with it: that is for the status to say.
      if (!erase->group) whole_erasures_.push_back(std::move(proven).value());
      erased.push_back(name);
    }
  }
  auto whole = credential::Document::parse(file_.core, std::move(shown));
  if (!whole.ok()) return Error(kGroupAltered, whole.error().to_string());
  document_ = std::move(whole).value();
  report_.erased = erased;
  for (const std::string& name : document_->missing_groups()) {
    if (std::find(erased.begin(), erased.end(), name) == erased.end()) report_.withheld.push_back(name);
  }
  if (digests.empty()) return nothing_to_check();
  return pass(std::to_string(document_->groups().size()) + "/" + std::to_string(digests.size()));
}

Finding Examination::check_arithmetic() {
  if (!document_) return kNotReached;
  std::size_t warnings = 0;
  std::optional<Error> remark;
  for (const auto& finding : credential::examine(*document_)) {
    if (finding.level == credential::Finding::Level::warning) {
      ++warnings;
      // Dated before the training was over: it contradicts nothing, and whoever reads the verdict has to know it.
      if (!remark && finding.code->id == credential::kModuleDatesWrong.id)
        remark = Error(*finding.code, finding.field + ": " + finding.found + ", " + finding.expected);
      continue;
    }
    const std::string rule = finding.rule.empty() ? std::string() : " (" + std::string(finding.rule) + ")";
    return Error(kArithmeticWrong, finding.field + ": " + finding.found + ", " + finding.expected + rule);
  }
  if (remark) return *remark;
  if (warnings == 0 && !credential::derives_values(*document_)) return nothing_to_check();
  return pass(warnings == 0 ? std::string() : "warnings: " + std::to_string(warnings));
}

Finding Examination::check_expiry() {
  if (!document_) return kNotReached;
  const auto& expires_on = document_->facts().expires_on;
  if (!expires_on) return nothing_to_check();
  const auto now = options_.now ? options_.now : report_.as_of;
  if (!now) return Error(kExpiryUnknown, to_text(*expires_on));
  // Valid to the end of that day in Việt Nam.
  if (date_in_utc7(*now) > *expires_on) return Error(kExpired, to_text(*expires_on));
  return pass(to_text(*expires_on));
}

Finding Examination::check_operators() {
  const auto shape = log::quorum_shape(policy_);
  for (const auto& finding : log::lint(policy_)) {
    if (finding.level == log::LintFinding::Level::error) return Error(kPolicyUnsound, std::string(finding.code->id));
  }
  const std::string text = std::to_string(shape.threshold) + "/" + std::to_string(shape.validators);
  if (policy_.test) return Error(kTestNetwork, text);
  if (report_.single_operator) return Error(kSingleOperator, text);
  return pass(text);
}

void Examination::fill_headline() {
  const bool authentic = std::all_of(report_.checks.begin(), report_.checks.end(), [](const Check& check) {
    return check.name > CheckName::issuer || check.outcome == Outcome::pass || check.outcome == Outcome::not_applicable;
  });
  if (!authentic) {
    report_.signatories.clear();
    report_.copies.clear();  // a copy of what is not proved to be genuine is none
    return;
  }
  const auto headline = credential::headline(*document_);
  report_.id = credential::to_text(document_->id());
  report_.type = document_->type().str();
  report_.unit = document_->unit().str();
  report_.issuer_name = headline.issuer_name;
  report_.title = headline.title;
  report_.holder = headline.holder_name;
  report_.birth_date = headline.birth_date;
  report_.serial = document_->facts().serial;
  report_.issued_on = document_->facts().issued_on;
  report_.originality = document_->facts().originality;
  report_.recorded_at = issue_->block.time;
  report_.training_data = training_data(*document_);
  const bool both =
      news() != nullptr && news()->superseded_in_force && report_.standing == chain::CredentialStanding::in_force;
  if (both) report_.beside = document_->facts().supersedes;
}

}  // namespace hocba::verify

#include "ledger/verify/engine.hpp"

#include <algorithm>

#include "ledger/credential/codes.hpp"
#include "ledger/exchange/codes.hpp"
#include "ledger/verify/examination.hpp"
#include "ledger/verify/sentences.hpp"

namespace hocba::verify {
namespace {

bool is_standing(const Code& code) {
  const std::string_view id = code.id;
  return id == kRevoked.id || id == kSuspended.id || id == kSuperseded.id || id == kDocumentErased.id ||
         id == kNotInForce.id;
}
// They are said, but don't hold a verdict back: nothing in the file could answer them, or it is no part of genuineness.
bool is_remark(const Code& code) {
  const std::string_view id = code.id;
  return id == kCompromiseNotAsked.id || id == kCertificateUntrusted.id || id == kTimestampNotTrusted.id ||
         id == kSingleOperator.id || id == kTestNetwork.id || id == credential::kModuleDatesWrong.id;
}

const Check& check_of(const Report& report, CheckName name) {
  const auto it =
      std::find_if(report.checks.begin(), report.checks.end(), [&](const Check& c) { return c.name == name; });
  HOCBA_CHECK(it != report.checks.end());
  return *it;
}

// The table of docs/formats/report.md, first row that fits.
Verdict verdict_of(const Report& report) {
  bool doubt = false, not_in_force = false, expired = false;
  for (const Check& check : report.checks) {
    if (check.outcome == Outcome::unknown) doubt |= !is_remark(*check.code);
    if (check.outcome != Outcome::fail) continue;
    if (is_standing(*check.code))
      not_in_force = true;
    else if (check.name == CheckName::expiry)
      expired = true;
    else if (check.name == CheckName::arithmetic)
      doubt = true;
    else
      return Verdict::not_genuine;
  }
  if (not_in_force && check_of(report, CheckName::recorded).outcome == Outcome::pass) return Verdict::not_in_force;
  const bool authentic = !report.id.empty();
  if (expired && authentic) return Verdict::not_in_force;
  return doubt || not_in_force || expired ? Verdict::undecided : Verdict::valid;
}

// Said with every verdict, whatever became of the file.
void note_operators(const log::Policy& policy, Report& report) {
  constexpr std::uint32_t kIndependent = 4;
  const std::uint32_t validators = log::quorum_shape(policy).validators;
  report.test_network = policy.test;
  report.single_operator = std::min(policy.operators.value_or(validators), validators) < kIndependent;
}

void unreadable(Report& report, const Error& error) {
  const Code& code = error.is(exchange::kHolderFileVersion)   ? kFileVersion
                     : error.is(exchange::kHolderFileForeign) ? kFileForeign
                     : error.is(exchange::kHolderFileDamaged) ? kFileDamaged
                     : error.is(exchange::kHolderFileResaved) ? kFileResaved
                                                              : kFileMalformed;
  for (std::size_t i = 0; i < kChecks; ++i) {
    Check check;
    check.name = static_cast<CheckName>(i);
    check.code = i == 0 ? &code : &kNotReached;
    check.outcome = outcome_of(*check.code);
    // Of another sort of file only the sort is worth telling: "PDF".
    const bool told = code.id == kFileForeign.id || code.id == kFileResaved.id;  // by the code's own sentence
    if (i == 0) check.evidence = told ? error.detail() : error.to_string();
    report.checks.push_back(std::move(check));
  }
}

}  // namespace

std::string_view to_text(Outcome outcome) {
  constexpr std::string_view kText[] = {"pass", "fail", "unknown", "not applicable"};
  return kText[static_cast<std::size_t>(outcome)];
}
std::string_view to_text(Verdict verdict) {
  constexpr std::string_view kText[] = {"valid", "not in force", "not genuine", "undecided"};
  return kText[static_cast<std::size_t>(verdict)];
}
int exit_code(Verdict verdict) {
  constexpr int kExitCodes[] = {0, 3, 4, 5};
  return kExitCodes[static_cast<std::size_t>(verdict)];
}
std::string_view to_text(CheckName name) {
  constexpr std::string_view kText[] = {"file",     "network",    "core",        "signatures", "groups",
                                        "recorded", "training",   "signatories", "issuer",     "status",
                                        "expiry",   "compromise", "arithmetic",  "evidence",   "operators"};
  static_assert(std::size(kText) == kChecks);
  return kText[static_cast<std::size_t>(name)];
}

// A program that saves a file anew is no forger; who edits it in one saves it too, and is told by the content.
Report verify_file(std::string_view holder_file, const log::Policy& policy, const Options& options) {
  const auto file = exchange::parse_holder_file(holder_file);
  if (file.ok() || !file.error().is(exchange::kHolderFileResaved)) return verify_parsed(file, policy, options);
  Report content = verify_parsed(exchange::parse_holder_file(holder_file, exchange::Spelling::any), policy, options);
  Report resaved = verify_parsed(file, policy, options);
  if (content.verdict != Verdict::not_genuine) return resaved;
  content.checks.front() = std::move(resaved.checks.front());
  return content;
}

Report verify_parsed(const Result<exchange::HolderFile>& file, const log::Policy& policy, const Options& options) {
  Report report;
  report.news = options.news.has_value();
  note_operators(policy, report);
  if (file.ok()) {
    Examination(*file, policy, options, report).run();
  } else {
    unreadable(report, file.error());
  }
  for (Check& check : report.checks) {
    if (check.code == nullptr) continue;
    const Sentence next = next_step(*check.code);
    check.next_vi = next.vi;
    check.next_en = next.en;
  }
  report.verdict = verdict_of(report);
  return report;
}

}  // namespace hocba::verify

#include "node/desk_flow.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "crypto/json.hpp"
#include "ledger/chain/codes.hpp"
#include "ledger/credential/names.hpp"
#include "ledger/verify/roles.hpp"
#include "node/codes.hpp"

namespace hocba::node {

using nlohmann::json;

namespace {

constexpr std::string_view kYear = "year-";

bool has(const std::vector<std::string>& list, const std::string& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

void add_class(DeskFacts& facts, const std::string& shown) {
  std::string folded = credential::fold(shown);
  if (folded.empty() || has(facts.classes, folded)) return;
  facts.classes.push_back(std::move(folded));
  facts.classes_shown.push_back(shown);
}

std::string text_of(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

void add_year(DeskFacts& facts, const json& year) {
  const std::string shown = text_of(year, "className");
  add_class(facts, shown);
  const auto results = year.find("results");
  if (results == year.end() || !results->is_array()) return;
  for (const json& result : *results) {
    if (!result.is_object()) continue;
    const std::string name = text_of(result, "name");
    facts.subjects.push_back(
        {credential::fold(shown), credential::fold(text_of(result, "code")), credential::fold(name), name});
  }
}

bool is_named(const DeskSubject& subject, const std::string& folded) {
  return subject.code == folded || subject.name == folded;
}

std::uint32_t needed(const std::vector<chain::DocumentRole>& policy, std::size_t place) {
  return place + 1 == policy.size() ? std::max(policy[place].at_least, 1u) : policy[place].at_least;
}

}  // namespace

// A transcript may carry earlier years: what is signed now is the year that it is about, if it names one.
DeskFacts desk_facts(const credential::Document& document) {
  DeskFacts out{document.type(), {}, {}, {}};
  const json& hocba = document.core().at("hocba");
  add_class(out, text_of(hocba, "className"));
  if (const auto modules = hocba.find("modules"); modules != hocba.end() && modules->is_array())
    for (const json& module : *modules)
      if (module.is_object()) add_class(out, text_of(module, "className"));
  const std::string own = std::string(kYear) + document.period().str();
  const bool only_own = document.group(own) != nullptr;
  for (const auto& group : document.groups()) {
    if (group.name.substr(0, kYear.size()) != kYear || (only_own && group.name != own)) continue;
    const auto year = crypto::parse_json(group.content);
    if (year.ok() && year->is_object()) add_year(out, *year);
  }
  return out;
}

Result<DeskScope> desk_scope(const std::string& opened) {
  HOCBA_TRY(const json value, crypto::parse_json(opened));
  if (!value.is_object()) return Error(kDeskScopeClosed);
  DeskScope out;
  for (const auto& [name, part] : value.items()) {
    // What this version does not know of may be a limit.
    if ((name != "class" && name != "subject") || !part.is_string()) return Error(kDeskScopeClosed, name.substr(0, 40));
    std::string folded = credential::fold(part.get<std::string>());
    if (folded.empty()) return Error(kDeskScopeClosed, name);
    (name == "class" ? out.class_name : out.subject) = std::move(folded);
  }
  return out;
}

DeskStage desk_stage(const std::vector<chain::DocumentRole>& policy, const std::vector<DeskSignature>& signatures) {
  DeskStage out;
  std::size_t place = 0;
  std::uint32_t count = 0;
  for (const DeskSignature& signature : signatures) {
    while (place < policy.size() && policy[place].role != signature.role) {
      if (count < needed(policy, place)) out.follows = false;
      ++place;
      count = 0;
    }
    if (place == policy.size() || !out.follows) {
      out.follows = false;
      return out;
    }
    ++count;
    out.done = signature.role;
  }
  if (place < policy.size() && place + 1 == policy.size() && count >= needed(policy, place)) return out;
  for (; place < policy.size(); ++place, count = 0) {
    out.may.push_back(policy[place].role);
    out.have = count;
    out.need = needed(policy, place);
    if (count < out.need) return out;
  }
  out.follows = false;  // a policy without roles, which the ledger takes none of
  return out;
}

std::string_view desk_word(const DeskStage& stage) {
  if (!stage.done) return "CHOT_DIEM";
  switch (*stage.done) {
    case chain::Role::teacher:
      return "GVBM_KY";
    case chain::Role::homeroom:
      return "GVCN_KY";
    case chain::Role::principal:
      return "HT_KY";
    case chain::Role::seal:
      return "DONG_DAU";
    default:
      return "DA_KY";
  }
}

Status desk_admits(const DeskRight& right, chain::Role role, const DeskFacts& facts) {
  if (!right.scope) return Error(kDeskScopeClosed, "grant " + std::to_string(log::to_u64(right.grant)));
  const DeskScope& scope = *right.scope;
  // All that the document says of its class: where core and page differ, or pages of several years, no class has it.
  const bool of_class =
      !facts.classes.empty() && std::all_of(facts.classes.begin(), facts.classes.end(),
                                            [&](const std::string& one) { return one == scope.class_name; });
  if (!scope.class_name.empty() && !of_class) return Error(kDeskWrongClass);
  if (scope.subject.empty() || role != chain::Role::teacher) return done();
  const bool there = std::any_of(facts.subjects.begin(), facts.subjects.end(), [&](const DeskSubject& subject) {
    return is_named(subject, scope.subject) && (scope.class_name.empty() || subject.class_name == scope.class_name);
  });
  return there ? done() : Status(Error(kDeskWrongSubject));
}

Result<DeskChoice> desk_may_sign(const DeskQuestion& q) {
  const DeskStage stage = desk_stage(q.policy, q.signatures);
  if (!stage.follows) return kDeskLapsed;
  if (stage.closed()) return kDeskReady;
  if (q.now < q.created || q.created < q.now - days(1)) return Error(kDeskWrongTime, to_text(q.created));
  if (!q.signatures.empty() && q.created < q.signatures.back().created)
    return Error(kDeskWrongTime, to_text(q.created) + " < " + to_text(q.signatures.back().created));
  const auto signed_as = [&](chain::Role role) {
    return std::any_of(q.signatures.begin(), q.signatures.end(),
                       [&](const DeskSignature& s) { return s.key == q.key && s.role == role; });
  };
  // Of several reasons the one that is about this document, then the one about its order.
  std::optional<Error> why;
  for (const chain::Role role : stage.may) {
    std::optional<DeskChoice> choice;
    bool any_subject = false;
    for (const DeskRight& right : q.rights) {
      if (verify::roles_of(right.body).count(role) == 0) continue;
      if (signed_as(role)) {
        if (!why) why = Error(kDeskSignedAlready, std::string(chain::to_text(role)));
        continue;
      }
      const std::string place = "grant " + std::to_string(log::to_u64(right.grant));
      Status fits = verify::grant_covers(right.body, q.facts.type, q.created, place);
      if (fits.ok()) fits = desk_admits(right, role, q.facts);
      if (fits.ok()) {
        if (!choice) choice = DeskChoice{role, right.grant, {}};
        any_subject = any_subject || right.scope->subject.empty();
        choice->subjects.push_back(right.scope->subject);
      } else if (!why || why->is(kDeskSignedAlready)) {
        why = fits.error();
      }
    }
    if (!choice) continue;
    if (any_subject) choice->subjects.clear();
    return *std::move(choice);
  }
  if (why) return *why;
  for (const auto& wanted : q.policy) {
    const bool has_role = std::any_of(q.rights.begin(), q.rights.end(), [&](const DeskRight& right) {
      return verify::roles_of(right.body).count(wanted.role) != 0;
    });
    if (has_role && signed_as(wanted.role)) why = Error(kDeskSignedAlready, std::string(chain::to_text(wanted.role)));
    if (has_role && !signed_as(wanted.role))
      return Error(kDeskNotYourTurn, std::string(chain::to_text(stage.may.back())));
  }
  return why ? *why : Error(chain::kNoAuthority, std::string(chain::to_text(stage.may.back())));
}

std::vector<std::string> desk_open_subjects(const DeskFacts& facts, const std::vector<DeskSignature>& signatures) {
  std::vector<std::string> out;
  for (const DeskSubject& subject : facts.subjects) {
    const bool covered = std::any_of(signatures.begin(), signatures.end(), [&](const DeskSignature& signature) {
      return signature.role == chain::Role::teacher &&
             (signature.subjects.empty() ||
              std::any_of(signature.subjects.begin(), signature.subjects.end(),
                          [&](const std::string& named) { return is_named(subject, named); }));
    });
    if (!covered && !has(out, subject.shown)) out.push_back(subject.shown);
  }
  return out;
}

}  // namespace hocba::node

#include "ledger/credential/register_entry.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "crypto/json.hpp"
#include "ledger/credential/kinds.hpp"
#include "ledger/credential/training_document.hpp"

namespace hocba::credential {
namespace {

using nlohmann::json;

std::string member_text(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

void read_sensitive(const Document& document, RegisterEntry& out) {
  const auto& named = document.group_digests();
  out.has_sensitive = std::any_of(named.begin(), named.end(), [](const auto& g) { return g.name == "sensitive"; });
  const Group* group = document.group("sensitive");
  if (group == nullptr) return;
  const auto content = crypto::parse_json(group->content);
  if (!content.ok() || !content->is_object()) return;
  const auto member = [&](const char* name) {
    std::string text = member_text(*content, name);
    return text.empty() ? std::nullopt : std::optional(std::move(text));
  };
  out.ethnicity = member("ethnicity");
  out.nationality = member("nationality");
}

}  // namespace

RegisterEntry register_entry(const Document& document) {
  const Headline head = headline(document);
  const json& hocba = document.core().at("hocba");
  const LedgerFacts& facts = document.facts();
  RegisterEntry out;
  out.title = head.title;
  out.name = head.holder_name;
  out.birth_date = head.birth_date;
  out.issuer_name = head.issuer_name;
  out.birth_place = member_text(hocba, "birthPlace");
  out.sex = member_text(hocba, "sex");
  out.grade = member_text(hocba, "grade");
  out.course = member_text(hocba, "course");
  if (const auto training = training_of(document))
    for (const TrainingModule& module : training->modules) out.course += (out.course.empty() ? "" : "; ") + module.name;
  out.serial = facts.serial;
  out.register_text = member_text(hocba, "registerText");
  out.issued_on = facts.issued_on;
  out.originality = facts.originality;
  if (const auto decision = hocba.find("decision"); decision != hocba.end() && decision->is_object()) {
    out.decision = member_text(*decision, "number");
    const auto date = date_from_text(member_text(*decision, "date"));
    if (date.ok()) out.decision_date = *date;
  }
  read_sensitive(document, out);
  out.personal_number = holder_details(document).personal_number;
  return out;
}

}  // namespace hocba::credential

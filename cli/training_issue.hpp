// What is issued for passed seats: which documents the programme provides, for whom, and what each of them says. The
// ledger's figures, the file's titles, and who sits on the seats. Recording is that of every document (cli/issue.hpp).
#pragma once

#include <set>
#include <string>
#include <vector>

#include "cli/sheet.hpp"
#include "cli/training.hpp"

namespace hocba::cli {

// A passed seat: who, in which class, with which result.
struct PassedSeat {
  const Learner* learner = nullptr;
  const OpenedClass* klass = nullptr;
  ClassSeat seat;
  std::optional<Date> completed;  // external: as the other system says
  // What was suspended may be reinstated; what was erased alone is in the way until it is revoked.
  bool certified() const { return standing() == "in_force" || standing() == "suspended" || standing() == "erased"; }
  std::string standing() const { return learner->standing; }
};

// One document: its seats, each of another course of the rule.
struct PlannedDocument {
  std::vector<const PassedSeat*> seats;
};
// Of these rules' courses: one per seat, or, where a rule has several courses, per person who passed them all; in the
// order of the seats' random ids. Whose document was revoked is left out unless named in `again`.
struct IssuePlan {
  std::vector<PlannedDocument> documents;
  std::size_t certified = 0, revoked = 0, incomplete = 0;  // seats left out, and why
};
IssuePlan plan_documents(const std::vector<PassedSeat>& seats, const std::vector<training::CertificateRule>& rules,
                         const std::set<std::string>& again);

struct IssuedOn {  // what all documents of a run say
  Date day;
  std::string period, place, decision, title, issuer_name, status_list_base;
  std::optional<Date> decision_date;
};
// The document's data; number, id and salts are given when it is issued.
Result<credential::TrainingData> training_data(const PlannedDocument& planned, credential::TrainingKind kind,
                                               const chain::UnitCode& issuer, const IssuedOn& said,
                                               const std::map<std::string, std::string>& unit_names);

}  // namespace hocba::cli

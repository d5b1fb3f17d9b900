// What a key may do with the lists, registers and figures of training (node/permission_table.hpp, rows nomination,
// attendance, module_marks, report), as of one view and time: by the unit whose people they are, by the provider that a
// programme lists, by the programme's office. Successors stand in for units that were merged. Internal to node/: its
// training*.cpp, and vault_access.cpp for what was said with a correction. Threads: one call's.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ledger/training/book.hpp"
#include "node/audience.hpp"
#include "node/vault.hpp"

namespace hocba::node {

class TrainingRights {
 public:
  static Result<TrainingRights> of(const LedgerView& view, const crypto::AnyKey& key, Time now,
                                   bool decision_named = false);
  // As what the key reads this matter of the unit's people; of several rights that which asks least. Nothing: not.
  Result<std::optional<Reach>> over(const credential::UnitCode& unit, Matter matter);
  // The same as one of these providers, as a programme lists them; which of its seats, is to be judged by who teaches
  // them.
  Result<std::optional<Reach>> as_provider(const std::vector<credential::UnitCode>& providers, Matter matter);
  // As what the key reads why a result of a closed class was changed: as one of the class's provider, or from above the
  // learners, as of the programme's office or above it or above one of the schools. Nothing: not.
  Result<std::optional<Reach>> over_correction(const credential::UnitCode& provider, const credential::UnitCode& office,
                                               const std::vector<credential::UnitCode>& schools);
  // An own unit of the key, of those that this office has in it: the office, its successor, an office below either,
  // in a role that signs nominations there. Who may approve and return what schools propose.
  Result<std::optional<credential::UnitCode>> approves_for(const credential::UnitCode& office);
  // The key reads what the programme's office reads: it is one of its people, or of a unit above it.
  Result<bool> sees_whole(const training::Book::ProgrammeView& programme);
  // As one of this office's people, or of its successor's: of seats of its programmes whose schools stand below another
  // office by now. With a purpose, in that unit's name.
  Result<std::optional<Reach>> as_office(const credential::UnitCode& office, Matter matter);
  // In the unit itself (or its successor), with one of these rights to the matter.
  Result<bool> in_unit(const credential::UnitCode& unit, Matter matter, Rights rights);
  // The key's own units of those that the provider is now.
  Result<std::vector<ReadingUnit>> among_provider(const credential::UnitCode& provider);
  const std::vector<ReadingUnit>& mine() const { return mine_; }
  Time now() const { return now_; }

 private:
  TrainingRights(const LedgerView& view, Time now, bool decision_named)
      : view_(view), now_(now), named_(decision_named) {}
  Result<const Audience*> audience(const credential::UnitCode& unit);

  const LedgerView& view_;
  Time now_;
  bool named_;
  std::vector<ReadingUnit> mine_;
  std::map<std::string, Audience> audiences_;
  std::map<std::pair<std::string, Matter>, std::optional<Reach>> reaches_;
};

// One reading: who reads, and in whose names it is logged where it is.
class TrainingLog {
 public:
  TrainingLog(const Reader& reader, Time now) : reader_(reader), now_(now) {}
  // Notes what is about to be shown. `credential`: a document that the line names, whose holder then sees the reading.
  void shows(const Reach& reach, const std::optional<credential::CredentialId>& credential = {});
  bool needs_purpose() const { return !behalves_.empty(); }
  bool needs_decision() const { return decision_; }
  // One entry for each unit in whose name something is shown; none where the unit's own people read.
  std::vector<AccessEntry> entries(const char* part, std::optional<log::LeafIndex> programme) const;
  const Reader& reader() const { return reader_; }

 private:
  const Reader& reader_;
  Time now_;
  bool decision_ = false;
  std::map<std::string, std::vector<credential::CredentialId>> behalves_;
};

}  // namespace hocba::node

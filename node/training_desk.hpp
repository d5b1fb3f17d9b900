// The desk of training: what schools propose, who sits on which seat, the registers of classes, the files of programmes
// and the reports as filed, kept in this vault beside the ledger (docs/adr/training.md §4); and what is read out of
// them together with the ledger's training book: who is on a list, who has passed, who is missing.
//
// Each object is sealed like a document and synced before the call returns. Openings stand in the vault *before* their
// training.roster is recorded: the node refuses a roster whose seats it can't open (check_record). A caller is the key
// of a session; what it may do follows from the ledger's view at each call (node/training_rights.hpp). Reading names by
// anyone but the school's own people and the provider's takes a purpose, and stands in the access log first. Figures
// and lists of lists have no names, and take none; inspectors read these, too, under a decision.
//
// Kept: openings for ever, as part of the record of learning (NĐ 88/2026 Đ.8), but those whose roster never came, which
// go after vault.waiting_days; proposals that were returned or approved for [requests] keep_years; programme files and
// reports that no record names for vault.waiting_days.
//
// Ownership: the node's, beside the vault, whose tables it shares. Threads: safe; those that change something pass one
// at a time. Errors: node.training_…, node.seat_twice, node.person_name_differs, node.opening_differs,
// node.opening_recorded, node.openings_missing, node.not_proposed, node.proposal_…, node.register_…,
// node.report_…, node.purpose_needed, node.decision_needed.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ledger/training/evidence.hpp"
#include "ledger/training/report.hpp"
#include "node/training_index.hpp"
#include "node/vault.hpp"

namespace hocba::node {

// Who sits on a seat, as it was opened.
struct SeatOpening {
  training::SeatId seat;
  credential::Salt salt;
  credential::CodeText audience, course, level;
  credential::UnitCode unit;
  ListedPerson person;
  std::optional<std::string> survey = {};
  bool again = false;             // a further seat of the same course, on purpose
  std::optional<bool> late = {};  // their list came after the programme's date; absent: no list is named
  bool reseat = false;            // who sits on a seat that another roster added
  std::uint32_t number = 0;       // training::Person::person
};

struct Proposed {
  std::string id;  // 32 bytes
  Time received;
  bool late = false;
  std::uint32_t people = 0;
};
enum class ProposalState { open, approved, returned };
std::string_view to_text(ProposalState state);
struct ProposalLine {
  Proposed proposed;
  credential::UnitCode unit;
  training::EntryIndex programme{};
  ProposalState state{};
  std::string reason = {};  // of a return
  std::optional<Time> returned = {};
};
struct ProposalQuery {
  std::optional<training::EntryIndex> programme = {};
  std::optional<ProposalState> state = {};
  std::string after = {};
  std::size_t limit = 100;
};
struct ProposalPage {
  std::vector<ProposalLine> lines;
  bool more = false;
};

enum class LearnerState { waiting, learning, failed, passed };
std::string_view to_text(LearnerState state);
std::optional<LearnerState> learner_state_from(std::string_view text);
struct Learner {
  SeatOpening opening;
  training::EntryIndex programme{};
  LearnerState state{};
  training::Book::SeatView seat;
  bool inner = false;  // to the school's or the provider's own people: with the salt and the survey's level
};
struct LearnerQuery {
  std::optional<training::EntryIndex> programme = {};
  std::optional<credential::CodeText> course = {}, audience = {};
  std::optional<credential::UnitCode> unit = {};
  std::optional<LearnerState> state = {};
  std::optional<training::ClassId> klass = {};  // of its class list, also who was taken off the roster since
  std::optional<training::SeatId> after = {};
  std::size_t limit = 200;
};
struct LearnerPage {
  std::vector<Learner> learners;  // by roster, then seat
  bool more = false;
};

struct CoverageAnswer {
  training::EntryIndex as_of{};
  Time time;  // of the block before
  std::vector<training::CoverageRow> rows;
  std::vector<training::PlanRow> plan;
};
// Of a list that may be long: what comes after this seat, by roster, then seat.
struct SeatPage {
  std::optional<training::SeatId> after = {};
  std::size_t limit = 1'000;
};
struct MissingPerson {
  training::SeatId seat;  // of the course; of who was never nominated for it, another one
  ListedPerson person;
  credential::UnitCode unit;
  credential::CodeText level, audience, course;
  training::MissingState state{};
};
struct MissingPage {  // one line per person and course; those of one seat are on one page
  std::vector<MissingPerson> people;
  std::size_t total = 0;  // lines of all pages
  bool more = false;
};

// What somebody passed: for income and emulation (NQ 08/2023), evidence and no ranking.
struct PersonEvidence {
  training::SeatId seat;  // under which the name is shown
  ListedPerson person;
  credential::UnitCode unit;
  std::vector<training::EvidenceModule> modules;  // by the day of passing; may be none
};
struct EvidencePage {
  std::vector<PersonEvidence> people;
  std::size_t total = 0;  // people of all pages
  bool more = false;
};
struct EvidenceAsk {
  std::optional<training::EntryIndex> programme = {};
  std::optional<credential::UnitCode> unit = {};
  std::optional<std::string> personal_number = {};
  std::optional<Date> from = {}, to = {};
  SeatPage page = {};
};
struct AskedPerson {  // of a staff list
  std::string name;
  std::optional<Date> birth_date = {};
  std::optional<std::string> personal_number = {};
};
struct CheckedPerson {
  bool found = false;
  bool differs = false;  // not found: the personal number is somebody's of another name or birth date
  std::vector<training::EvidenceModule> modules;
};

struct RegisterVersion {
  std::uint32_t version = 0;
  Time time;
  std::string by;      // did:key
  std::string text;    // canonical JSON
  bool whole = false;  // else of the reader's own people alone
};

struct ReportAsk {
  training::EntryIndex programme{};
  training::ReportKind kind{};
  std::string period;
  credential::UnitCode unit;
  std::optional<training::EntryIndex> as_of = {};
  std::optional<std::vector<training::EntryIndex>> based_on = {};  // absent: what was filed below by then
  std::optional<credential::Salt> salt = {};                       // absent: a new one; present: that of a filed one
};
struct BuiltReport {
  std::string text;
  crypto::Digest digest;
  training::EntryIndex as_of{};
  std::vector<training::EntryIndex> based_on;
  std::optional<Date> due;
  bool late = false;  // it would be, now
};

class TrainingDesk {
 public:
  static constexpr std::size_t kMaxPeople = 2'000;   // of a proposal, and of a staff list
  static constexpr std::size_t kMaxOpenings = 200;   // of a roster's record
  static constexpr std::size_t kMaxProposals = 100;  // of a unit, open ones
  static constexpr std::size_t kMaxFileBytes = 256u << 10, kMaxFiles = 2'000;
  static constexpr std::size_t kMaxReportBytes = 4u << 20;
  static constexpr std::size_t kMaxWaitingFiles = 50, kMaxWaitingReports = 20;  // of a unit, that no record names yet
  static constexpr std::uint32_t kMaxRegisterVersions = 1'000;                  // of a class

  static Result<std::unique_ptr<TrainingDesk>> open(Vault& vault, TrainingIndex& index);
  ~TrainingDesk();

  // A school's signed list, as JSON. Sent again: the same answer.
  Result<Proposed> propose(const LedgerView& view, const crypto::AnyKey& caller, const std::string& text);
  Result<ProposalPage> proposals(const LedgerView& view, const Reader& reader, const ProposalQuery& query);
  Result<std::string> proposal(const LedgerView& view, const Reader& reader, const std::string& id);
  Status return_proposal(const LedgerView& view, const crypto::AnyKey& caller, const std::string& id,
                         const std::string& reason);

  // Who sits on the seats of a roster that is about to be recorded. Where it names proposals, each of the seats stands
  // in one of them (node.not_proposed).
  struct StoredOpenings {
    std::size_t seats = 0, schools = 0;  // of how many units; of a record of one the ledger tells whose seats they are
  };
  Result<StoredOpenings> put_openings(const LedgerView& view, const crypto::AnyKey& caller, const std::string& text);
  // Takes back what was opened by mistake and is not recorded: from here on no record gets it, and its people are free.
  // It is destroyed by the node's upkeep; a record that was on its way keeps it. node.opening_recorded.
  Status withdraw_openings(const LedgerView& view, const crypto::AnyKey& caller, const training::RosterId& id);
  Result<LearnerPage> learners(const LedgerView& view, const Reader& reader, const LearnerQuery& query);

  // Before a training.roster or report.file is ordered: what it stands for is here. Other records pass.
  Status check_record(const LedgerView& view, const chain::Record& record);

  Result<CoverageAnswer> coverage(const LedgerView& view, const Reader& reader, training::CoverageQuery query);
  // Nothing more is opened, and logged, than what the page shows. node.training_not_found: `after`.
  Result<MissingPage> missing(const LedgerView& view, const Reader& reader, const training::CoverageQuery& query,
                              const SeatPage& page = {});
  Result<EvidencePage> evidence(const LedgerView& view, const Reader& reader, const EvidenceAsk& ask);
  // What evidence says of a document beside its standing (BD-9): its serial, where it is here; not in force since.
  struct CertificateFacts {
    std::string serial;
    std::optional<Time> since = {};
  };
  Result<CertificateFacts> certificate(const LedgerView& view, const credential::CredentialId& id) const;
  Result<std::vector<CheckedPerson>> check(const LedgerView& view, const Reader& reader,
                                           const std::vector<AskedPerson>& people,
                                           std::optional<training::EntryIndex> programme);

  // `after`: the version that was read before, 0 where there was none; another one now: node.register_changed. Of a
  // closed class, recorded sessions and trainers stay what the ledger commits to: node.register_differs.
  Result<std::uint32_t> put_register(const LedgerView& view, const crypto::AnyKey& caller, const training::ClassId& id,
                                     std::uint32_t after, const std::string& text);
  // The newest version, of the seats that the reader may see.
  Result<RegisterVersion> get_register(const LedgerView& view, const Reader& reader, const training::ClassId& id);

  Status put_programme_file(const LedgerView& view, const crypto::AnyKey& caller, const crypto::Digest& digest,
                            const std::string& text);
  Result<std::optional<std::string>> programme_file(const crypto::Digest& digest) const;

  Result<BuiltReport> build_report(const LedgerView& view, const crypto::AnyKey& caller, const ReportAsk& ask);
  Status put_report(const LedgerView& view, const crypto::AnyKey& caller, const crypto::Digest& digest,
                    const std::string& text);
  // As filed, for who may read it; nothing: not here.
  Result<std::optional<std::string>> report(const LedgerView& view, const Reader& reader, const FiledReport& filed);
  // What the ledger gives today for a filed report, as of its size and with its salt: node.report_missing without it.
  Result<crypto::Digest> rebuild(const LedgerView& view, const FiledReport& filed);

  struct Counts {
    std::uint64_t seats = 0, openings = 0, proposals = 0;  // on the ledger; of these opened here; that wait
  };
  Result<Counts> counts(const LedgerView& view);
  // What is over or was never recorded goes, some of it a call, in two steps, as documents that wait do
  // (node/maintenance.cpp): from let_go() on no new record gets it (gives how many wait to be destroyed); once every
  // record that was under way is decided, destroy_let_go() destroys what the ledger of a later view does not name, and
  // keeps the rest. Gives how many objects.
  Result<std::size_t> let_go(const LedgerView& view, Time now);
  bool lets_go() const;  // something waits to be destroyed
  Result<std::size_t> destroy_let_go(const LedgerView& later);
  TrainingIndex& index();

 private:
  struct State;
  explicit TrainingDesk(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace hocba::node

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
// go after vault.waiting_days; proposals and former versions of registers for [requests] keep_years; programme files
// and reports that no record names for vault.waiting_days. One person is taken out of all of these by two hands of the
// office, where no certificate stands on their seat (erase).
//
// Ownership: the node's, beside the vault, whose tables it shares. Threads: safe; those that change something pass one
// at a time. Errors: node.training_…, node.seat_twice, node.person_name_differs, node.opening_differs,
// node.opening_recorded, node.openings_missing, node.not_proposed, node.person_unclear, node.proposal_…,
// node.register_…, node.report_…, node.seat_…, node.seats_left, node.erasure_unsigned, node.list_unanswered,
// node.legal_retention, node.purpose_needed, node.decision_needed.
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
  bool again = false;                      // a further seat of the same course, on purpose
  std::optional<bool> late = {};           // their list came after the programme's date; absent: no list is named
  bool reseat = false;                     // who sits on a seat that another roster added
  std::optional<std::uint32_t> list = {};  // place in the openings' proposals: whose nomination it is
  bool erased = false;                     // nobody any more: neither salt nor person nor survey
  std::uint32_t number = 0;                // training::Person::person
};

struct Proposed {
  std::string id;  // 32 bytes
  Time received;
  bool late = false;
  std::uint32_t people = 0;
};
// Partly: its other openings were let go before their record came; those people have no seat.
enum class ProposalState { open, approved, partly, returned };
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
  bool inner = false;         // to the school's or the provider's own people: with the salt and the survey's level
  std::string proposal = {};  // id of the list that this seat is a nomination of, 32 bytes; empty: of none
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
  bool erased = false;  // nobody any more: without a person
};
struct MissingPage {  // one line per person and course; those of one seat are on one page
  std::vector<MissingPerson> people;
  std::size_t total = 0;   // lines of all pages
  std::size_t hidden = 0;  // lines of people whom the caller may not see, or whose names are not in this vault
  bool more = false;
};

// What somebody passed: for income and emulation (NQ 08/2023), evidence and no ranking.
struct PersonEvidence {
  training::SeatId seat;  // under which the name is shown
  ListedPerson person;
  credential::UnitCode unit;
  std::vector<training::EvidenceModule> modules;  // by the day of passing; may be none
  bool erased = false;                            // nobody any more: without a person
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
  // Sessions that opened what the ledger commits to until somebody's attendance was erased from them.
  std::vector<std::uint32_t> erased = {};
};

// Where the person of a seat stands. Without names.
struct SeatPlaces {
  training::SeatId seat;
  training::RosterId roster;
  training::EntryIndex programme{};
  credential::UnitCode unit, office;  // the school; the programme's office
  credential::CodeText course;
  bool erased = false, removed = false;
  std::optional<credential::CredentialId> certificate = {};  // in force or suspended: the law keeps who has it
  std::optional<training::ClassId> learning = {};            // an open class
  std::vector<training::ClassId> classes = {};               // whose registers have the seat
  std::vector<std::string> proposals = {};                   // ids: lists of that school that the roster is of
};
struct ListPlace {  // of a proposal
  std::string proposal;
  credential::UnitCode unit;
  training::EntryIndex programme{};
  ProposalState state{};
  std::uint32_t place = 0;  // of `people`, from 0
};
struct PersonPlaces {
  std::vector<SeatPlaces> seats;
  std::vector<ListPlace> lists;
};
struct ErasedPeople {
  std::string id;                                   // 32 bytes
  std::size_t seats = 0, lists = 0, registers = 0;  // registers: versions
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
  static constexpr std::size_t kMaxFileBytes = 256u << 10, kMaxFiles = 50'000;
  static constexpr std::size_t kMaxFilesOfUnit = 300;  // recorded ones, too: no unit fills the room of others
  static constexpr std::size_t kMaxReportBytes = 4u << 20, kMaxReportsOfUnit = 20'000;
  static constexpr std::size_t kMaxWaitingFiles = 50, kMaxWaitingReports = 20;  // of a unit, that no record names yet
  static constexpr std::size_t kMaxWaitingOpenings = 50;                        // rosters of an office
  // Of a class. Beyond it former ones give way, the oldest of whoever wrote most first, but none that alone opens what
  // the ledger commits to.
  static constexpr std::size_t kMaxRegisterVersions = 200;

  static Result<std::unique_ptr<TrainingDesk>> open(Vault& vault, TrainingIndex& index);
  ~TrainingDesk();

  // A school's signed list, as JSON. Sent again: the same answer.
  Result<Proposed> propose(const LedgerView& view, const crypto::AnyKey& caller, const std::string& text);
  Result<ProposalPage> proposals(const LedgerView& view, const Reader& reader, const ProposalQuery& query);
  Result<std::string> proposal(const LedgerView& view, const Reader& reader, const std::string& id);
  Status return_proposal(const LedgerView& view, const crypto::AnyKey& caller, const std::string& id,
                         const std::string& reason);

  // Who sits on the seats of a roster that is about to be recorded. Each new seat stands in one of the proposals that
  // it names, or is for the caller's own unit's people (node.not_proposed). Of people whom the caller may not read a
  // refusal says nothing but that there is one (node.person_unclear), and is logged.
  struct Refused {
    training::SeatId seat;
    Error why;
  };
  struct StoredOpenings {
    std::size_t seats = 0, schools = 0;  // of how many units; of a record of one the ledger tells whose seats they are
    std::vector<Refused> refused = {};   // of a trial
  };
  // A trial checks the same, stores nothing, and tells of every person who would be refused, not of the first alone.
  Result<StoredOpenings> put_openings(const LedgerView& view, const crypto::AnyKey& caller, const std::string& text,
                                      bool trial = false);
  // Takes back what was opened by mistake and is not recorded: from here on no record gets it, and its people are free.
  // It is destroyed by the node's upkeep; a record that was on its way keeps it. node.opening_recorded.
  Status withdraw_openings(const LedgerView& view, const crypto::AnyKey& caller, const training::RosterId& id);
  Result<LearnerPage> learners(const LedgerView& view, const Reader& reader, const LearnerQuery& query);
  // Of the learners whose results the record gives, as far as this node knows them; none of any other record.
  Result<std::vector<credential::UnitCode>> schools_of(const LedgerView& view, log::LeafIndex record);

  // Before a training.programme, training.roster or report.file is ordered: what it stands for is here. Other records
  // pass.
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
  static constexpr std::size_t kMaxErased = 100;  // seats of a statement, and places on lists
  // Of seats that the caller reads: node.training_not_found for others. And of a person, by number or by name and birth
  // date, on the lists that the caller reads.
  Result<std::vector<SeatPlaces>> places_of(const LedgerView& view, const crypto::AnyKey& caller,
                                            const std::vector<training::SeatId>& seats);
  Result<PersonPlaces> places_of(const LedgerView& view, const Reader& reader, const AskedPerson& person,
                                 std::optional<training::EntryIndex> programme);
  // Takes people out of openings, proposals and registers, or what the survey says of them, as two people of the office
  // sign. `text`: {"hocba":1,"kind":"training-erasure","network","time","seats":[…],"lists":[{"list","person"}],
  // "parts":["survey"]?,"request"?,"basis","proof"}. Each object is written anew under another key and the former one
  // is shredded before the call returns; what a crash leaves half done is finished at the start. The seats stay on the
  // ledger, and in figures. Sent again: the same answer. A trial, which needs no signature, checks and changes nothing.
  Result<ErasedPeople> erase(const LedgerView& view, const crypto::AnyKey& caller, const std::string& text, bool trial);
  Result<std::vector<CheckedPerson>> check(const LedgerView& view, const Reader& reader,
                                           const std::vector<AskedPerson>& people,
                                           std::optional<training::EntryIndex> programme);

  // `after`: the version that was read before, 0 where there was none; another one now: node.register_changed. Of a
  // closed class all of the ledger's commitments (trainers, sessions) that the newest version opens, or without one all
  // of them, are opened by what follows: node.register_differs.
  Result<std::uint32_t> put_register(const LedgerView& view, const crypto::AnyKey& caller, const training::ClassId& id,
                                     std::uint32_t after, const std::string& text);
  // The newest version. To who may see some of its seats alone: these, and no salts, with which the attendance of the
  // others could be guessed against the ledger's commitments. A former one (from 1 on): for who may see it whole.
  Result<RegisterVersion> get_register(const LedgerView& view, const Reader& reader, const training::ClassId& id,
                                       std::optional<std::uint32_t> version = {});

  Status put_programme_file(const LedgerView& view, const crypto::AnyKey& caller, const crypto::Digest& digest,
                            const std::string& text);
  Result<std::optional<std::string>> programme_file(const crypto::Digest& digest) const;

  Result<BuiltReport> build_report(const LedgerView& view, const crypto::AnyKey& caller, const ReportAsk& ask);
  Status put_report(const LedgerView& view, const crypto::AnyKey& caller, const crypto::Digest& digest,
                    const std::string& text);
  // As filed, for who may read it; nothing: not here.
  Result<std::optional<std::string>> report(const LedgerView& view, const Reader& reader, const FiledReport& filed);
  // One that is kept, filed or not yet, by its digest: who is to sign for it reads it first. To whom may read what this
  // unit files. node.training_not_found: not here.
  struct KeptReport {
    credential::UnitCode unit;
    std::string text;  // canonical JSON
  };
  Result<KeptReport> kept_report(const LedgerView& view, const Reader& reader, const crypto::Digest& digest);
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

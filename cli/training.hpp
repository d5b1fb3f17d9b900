// What the commands of hocba training share: programmes, classes, seats and learners as a node tells of them, each
// field checked; how a class is named; the provider's register of a class; refusals in the words of the class at hand.
//
// A class is named as it is printed, CDS_NC-07 (with --programme or --provider where several are), or by its id. Rules
// are read from the ledger's own records (GET /v1/entries/…), titles from the programme's file, whose digest the record
// has: a node that tells another file is not believed (cli.answer_malformed).
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "cli/run.hpp"
#include "ledger/chain/record.hpp"
#include "ledger/exchange/training_sheets.hpp"
#include "ledger/training/programme_file.hpp"

namespace hocba::cli {

// --- programmes -----------------------------------------------------------------------------------------------------
struct Programme {
  std::uint64_t index = 0, first = 0;  // of this version's record, of the first version's
  std::string office;                  // of this version
  std::string first_office;            // of the first version: whose programme it is
  bool newest = true;
  training::ProgrammeRules rules;
  std::optional<training::ProgrammeFile> file;  // where it was published
  std::string code() const { return rules.programme.str(); }
  // Names of the file, or the code itself.
  std::string title(Lang lang) const;
  std::string course_name(const training::CodeText& course, Lang lang) const;
  std::string topic_name(const training::CodeText& topic, Lang lang) const;
  std::string audience_name(const training::CodeText& audience, Lang lang) const;
};
// The newest of each; with rules and files of those named `code` alone, where one is given.
Result<std::vector<Programme>> training_programmes(Run& run, const std::string& code);
// DE_AN_869, OFFICE/DE_AN_869, or the index of a version's record. Where several offices have the code: the acting
// unit's own, else the one that lists it as a provider, else the one of an office above it; cli.programme_unclear with
// those of the code where that names none or two, cli.programme_unknown.
Result<Programme> programme_option(Run& run, const std::string& text);
Result<Programme> programme_version(Run& run, std::uint64_t index);
// Of the programme that has a version at `index`, the newest one's.
Result<std::uint64_t> newest_version(Run& run, std::uint64_t index);

// --- classes --------------------------------------------------------------------------------------------------------
struct ClassInfo {
  std::string id, name, provider, course, audience, level, topic, source;  // empty: none
  std::uint64_t number = 0, programme = 0, version = 0;
  std::optional<std::uint64_t> capacity;
  std::uint64_t enrolled = 0, withdrawn = 0, resulted = 0, passed = 0, sessions = 0;
  training::ClassTotals totals;
  std::optional<Date> first_day, last_day;
  std::optional<Time> closed;
  bool cancelled = false;
  // What the ledger commits to; of a class that was asked for by its name. Commitments as base64url.
  struct RecordedSession {
    std::uint32_t number = 0, periods = 0;
    std::string details;  // empty: none
  };
  std::vector<RecordedSession> recorded;  // by number, those that did not take place too
  std::vector<std::string> trainers;
  bool records(std::uint32_t session) const;
  std::uint32_t next_session() const { return recorded.empty() ? 1 : recorded.back().number + 1; }
  std::string text;  // the node's own words, canonical JSON
  std::uint64_t learners() const { return enrolled - withdrawn; }
};
struct ClassFilter {
  std::optional<std::uint64_t> programme = {};
  std::string provider = {}, course = {}, state = {};
};
Result<std::vector<ClassInfo>> training_classes(Run& run, const ClassFilter& filter);
struct ClassName {  // how a user names one
  std::string text, programme, provider;
};
// cli.class_unknown, cli.class_unclear.
Result<ClassInfo> class_option(Run& run, const ClassName& name);
Result<training::ClassId> class_id(const ClassInfo& info);

// A class with the rules that it was opened under.
struct OpenedClass {
  ClassInfo info;
  Programme programme;  // the version of the class
  const training::CourseRule* course = nullptr;
};
Result<std::unique_ptr<OpenedClass>> open_class_option(Run& run, const ClassName& name);

struct ClassSeat {
  std::string seat, after, credential, standing;  // empty: none
  std::uint64_t attempt = 1;
  std::optional<training::ResultData> result;
  std::optional<bool> passed;
  bool withdrawn() const { return result && result->outcome == training::Outcome::withdrawn; }
};
Result<std::vector<ClassSeat>> seats_of_class(Run& run, const std::string& id);

// What the log of readings gets where the command itself is the purpose of reading names: one of the two, and the
// command says so, once.
inline constexpr std::string_view kApprovingRosters = "Duyệt danh sách cử đi học", kHoldingClasses = "Tổ chức lớp";
std::string said_purpose(Run& run, std::string_view purpose);

// In the place of a name: who sat there was erased.
struct PlaceWords {
  const char *vi, *en;
};
inline constexpr PlaceWords kErasedPerson = {"(đã xóa)", "(erased)"};

// --- people: a session is open
// ----------------------------------------------------------------------------------------
struct Learner {
  std::string seat, salt, audience, course, unit, level, name, personal_number, sector_code, survey, state, last_class;
  std::string credential, standing;
  std::string proposal;  // id of the list that the seat is of
  Date birth_date;
  std::uint64_t attempts = 0;
  bool erased = false;  // nobody any more: `name` says so, and there is nothing else of them
  std::string born() const { return erased ? std::string() : to_screen(birth_date); }
};
struct LearnerFilter {
  std::uint64_t programme = 0;
  std::string course = {}, audience = {}, unit = {}, state = {};
  std::string klass = {};    // id: of this class
  std::string purpose = {};  // of who reads for another unit
  bool erased = false;       // also seats that are nobody's any more; of a class always
};
Result<std::vector<Learner>> training_learners(Run& run, const LearnerFilter& filter);
// By name, as class lists are sorted (NM-4); numbers follow from it.
void sort_as_list(std::vector<Learner>& learners);
std::vector<exchange::ListedLearner> listed(const std::vector<Learner>& learners);

// The people of a class in the order of its list, with the periods that its register has for them.
struct ClassList {
  std::vector<Learner> learners;
  std::vector<ClassSeat> seats;  // of each learner
  std::vector<exchange::ListedLearner> listed;
};
Result<ClassList> class_list(Run& run, const OpenedClass& opened);

// --- the provider's register of a class -----------------------------------------------------------------------------
struct RegisterSession {
  std::uint32_t number = 0, periods = 0;
  Date date;
  training::Mode mode{};
  std::string site, trainer;
  bool paper = false;
  std::map<std::string, std::uint32_t> attendance;  // by seat: periods
  std::string salt;                                 // base64url
};
struct RegisterTrainer {
  std::string name, degree, title, salt;
};
struct ClassRegister {
  std::vector<RegisterTrainer> trainers;
  std::string site;
  std::vector<RegisterSession> sessions;  // by number
  std::map<std::string, Date> completed;  // external: by seat, as the other system says
  std::set<std::uint32_t> erased = {};    // sessions that open no commitment since somebody was taken out of them
  std::uint32_t version = 0;              // as read; 0: there is none yet
  bool whole = true;                      // else with the reader's own people alone
  const RegisterSession* find(std::uint32_t number) const;
  RegisterSession& session(std::uint32_t number);  // made where it is not there
  // Of all sessions that took place and are recorded; nothing where one says nothing of this seat.
  std::optional<std::uint32_t> attended(const ClassInfo& info, const std::string& seat) const;
};
// An empty one where there is none. What an interrupted opening left on this machine is given to the node first.
Result<ClassRegister> class_register(Run& run, const ClassInfo& info);
// As it was then, from version 1 on; for who may see it whole.
Result<ClassRegister> former_register(Run& run, const ClassInfo& info, std::uint32_t version);
// Stores what `change` makes of the newest version. Where somebody else stored one in between, `change` is asked again
// with theirs, unless `once`: node.register_changed.
Result<ClassRegister> change_class_register(Run& run, const ClassInfo& info,
                                            const std::function<Status(ClassRegister&)>& change, bool once = false);
// Of a class that is about to be opened, whose register the node can't take yet: units/PROVIDER/registers/CLASS.json.
std::string waiting_register_path(const std::string& provider, const std::string& id);
std::string register_text(const ClassRegister& kept);  // as JSON
Result<ClassRegister> register_from_text(const std::string& text, const std::string& place);
// What a session's record commits to: its entry but for the salt.
chain::Commitment session_commitment(const RegisterSession& session);
// As the ledger's, in base64url, of a register that a node tells; empty: a malformed salt.
std::string session_opening(const RegisterSession& session);
std::string trainer_opening(const RegisterTrainer& trainer);

// --- words ----------------------------------------------------------------------------------------------------------
// Whom the caller means by a seat: "Trần Thị Thử, dòng 7".
using SeatNames = std::map<std::string, std::string>;
std::string named_in_sheet(const std::string& name, std::size_t line, Lang lang);  // 0: in no sheet
SeatNames seat_names(const std::vector<Learner>& learners);                        // name and birth date
// The same refusal, of people: "seat 36433e03-…" is who sits there, where that is known.
Error with_names(const Error& error, const SeatNames& names);
// The same refusal with a detail that says whose it is and by how much: "Lớp CDS_NC-07: 10 tiết trực tuyến trên 30 vượt
// mức 30 %". What has nothing to add comes back as it was.
Error in_class_words(const Error& error, const std::string& class_name, Lang lang, const SeatNames& names = {});
std::string assessment_words(training::Assessment assessment, Lang lang);
std::string mode_words(training::Mode mode, Lang lang);
std::string learner_state_words(const std::string& state, Lang lang);
std::string mark_words(const std::optional<std::uint32_t>& tenths);  // "8,3"; empty: none
// "MODE" as typed: TRUC_TIEP, trực tuyến, online …
Result<training::Mode> mode_option(const std::string& text);
Result<training::Degree> degree_option(const std::string& text);                 // thạc sĩ, ThS, master …
Result<training::AcademicTitle> academic_title_option(const std::string& text);  // PGS, professor …

// A random id of a class, a seat or a roster.
template <class Id>
Id random_training_id();

}  // namespace hocba::cli

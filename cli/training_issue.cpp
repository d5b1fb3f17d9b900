// hocba training issue: one document per passed seat (or per person, where a certificate takes several courses), built
// from the ledger's own figures and issued as every document is: numbers reserved, signed, deposited, recorded, with a
// result file. Which seats a run is about lies in its work folder (seats.json, mode 0600): what was interrupted after
// its numbers were asked for goes on with the same ones, though some of them have their documents by then.
#include "cli/training_issue.hpp"

#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/answer.hpp"
#include "cli/codes.hpp"
#include "cli/desk_deposit.hpp"
#include "cli/files.hpp"
#include "cli/issue.hpp"
#include "cli/training_commands.hpp"
#include "cli/words.hpp"
#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/credential/kinds.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

struct TrainingIssueOptions {
  std::vector<std::string> classes, again;
  std::string programme, courses, issued_on, place, decision, decision_date, title, provider;
  bool all = false;
  IssueOptions issue;
};

// Everything that a run is about, held as long as it runs: plans point into it.
struct Gathered {
  Programme programme;
  std::vector<std::unique_ptr<OpenedClass>> classes;
  std::vector<Learner> learners;
  std::vector<PassedSeat> seats;
  std::map<std::string, std::string> unit_names;
};

Status gather_classes(Run& run, const TrainingIssueOptions& o, Gathered& out) {
  if (o.all == !o.classes.empty()) return Error(kUsage, run.say("nêu lớp, hoặc --all", "name classes, or --all"));
  std::vector<std::string> names = o.classes;
  HOCBA_TRY(const std::string unit, run.unit());
  if (o.all) {
    if (o.programme.empty()) return Error(kUsage, "--all --programme");
    HOCBA_TRY(const auto programme, programme_option(run, o.programme));
    HOCBA_TRY(const auto classes, training_classes(run, {.programme = programme.first,
                                                         .provider = o.provider.empty() ? unit : o.provider,
                                                         .state = "closed"}));
    for (const ClassInfo& info : classes)
      if (!info.cancelled && info.passed > 0) names.push_back(info.id);
  }
  std::map<std::uint64_t, Programme> versions;
  Progress progress(run.out(), run.say("Đọc lớp", "Reading classes"), names.size());
  for (const std::string& name : names) {
    auto opened = std::make_unique<OpenedClass>();
    HOCBA_TRY(opened->info, class_option(run, {.text = name, .programme = o.programme, .provider = o.provider}));
    const std::uint64_t version = opened->info.version;
    if (versions.count(version) == 0) {
      HOCBA_TRY(auto programme, programme_version(run, version));
      versions.emplace(version, std::move(programme));
    }
    opened->programme = versions.at(version);
    HOCBA_TRY(const auto course, code_option(opened->info.course, "course"));
    opened->course = training::find_course(opened->programme.rules, course);
    if (opened->course == nullptr) return Error(kAnswerMalformed, opened->info.id + ": course");
    if (!opened->info.closed || opened->info.cancelled) return Error(kClassStillOpen, opened->info.name);
    if (!out.classes.empty() && out.classes.front()->info.programme != opened->info.programme)
      return Error(kUsage, run.say("các lớp thuộc hai chương trình", "the classes are of two programmes"));
    out.classes.push_back(std::move(opened));
    progress.to(out.classes.size());
  }
  progress.finish();
  if (out.classes.empty()) return Error(kNothingToIssue, o.programme);
  return done();
}

// Of the newest version: what may be issued now.
Status gather_programme(Run& run, Gathered& out) {
  HOCBA_TRY(out.programme, programme_version(run, out.classes.front()->info.programme));
  if (out.programme.newest) return done();
  HOCBA_TRY(auto newest, programme_option(run, out.programme.office + "/" + out.programme.code()));
  out.programme = std::move(newest);
  return done();
}

Status gather_seats(Run& run, Gathered& out) {
  LearnerFilter filter{.programme = out.programme.first, .purpose = said_purpose(run, kHoldingClasses), .erased = true};
  if (out.classes.size() == 1) filter.klass = out.classes.front()->info.id;
  HOCBA_TRY(out.learners, training_learners(run, filter));
  sort_as_list(out.learners);
  std::map<std::string, const Learner*> by_seat;
  for (const Learner& learner : out.learners) by_seat.emplace(learner.seat, &learner);
  std::size_t erased = 0;
  for (const auto& klass : out.classes) {
    HOCBA_TRY(auto seats, seats_of_class(run, klass->info.id));
    std::map<std::string, Date> completed;
    if (klass->course->assessment == training::Assessment::external) {
      HOCBA_TRY(const auto kept, class_register(run, klass->info));
      completed = kept.completed;
    }
    for (ClassSeat& seat : seats) {
      if (!seat.passed.value_or(false) || !seat.result) continue;
      const auto learner = by_seat.find(seat.seat);
      if (learner == by_seat.end()) return Error(kLearnersHidden, klass->info.name);
      if (learner->second->erased) {
        ++erased;
        continue;
      }
      const auto day = completed.find(seat.seat);
      out.seats.push_back({learner->second, klass.get(), std::move(seat),
                           day == completed.end() ? std::nullopt : std::optional(day->second)});
    }
  }
  if (erased > 0)
    run.out().note(
        std::to_string(erased) +
        run.say(" chỗ học đạt đã xóa người học theo yêu cầu: không còn ai để cấp",
                " seats that passed are nobody's since their people were erased: nothing is issued for them"));
  return done();
}

// The rules that documents are made by: of the courses at hand, or of --courses; of one type.
Result<std::vector<training::CertificateRule>> chosen_rules(Run& run, const TrainingIssueOptions& o,
                                                            const Gathered& gathered) {
  std::set<std::string> held;
  for (const auto& klass : gathered.classes) held.insert(klass->info.course);
  const auto wanted = split(o.courses, ',');
  std::vector<training::CertificateRule> out;
  std::string known;
  std::set<std::string> types, used, twice;
  for (const auto& rule : gathered.programme.rules.certificates) {
    std::string list;
    for (const auto& course : rule.courses) list += (list.empty() ? "" : ",") + course.str();
    known += (known.empty() ? "" : "; ") + rule.type.str() + ": " + list;
    const bool same = wanted.size() == rule.courses.size() &&
                      std::all_of(rule.courses.begin(), rule.courses.end(), [&](const auto& course) {
                        return std::find(wanted.begin(), wanted.end(), course.str()) != wanted.end();
                      });
    const bool all_held = std::all_of(rule.courses.begin(), rule.courses.end(),
                                      [&](const auto& course) { return held.count(course.str()) != 0; });
    if (wanted.empty() ? !all_held : !same) continue;
    if (!o.issue.type.empty() && rule.type.str() != o.issue.type) continue;
    types.insert(rule.type.str());
    for (const auto& course : rule.courses)
      if (!used.insert(course.str()).second) twice.insert(course.str());
    out.push_back(rule);
  }
  if (out.empty()) return Error(kNoCertificateRule, known);
  if (types.size() > 1) return Error(kUsage, "--type: " + known);
  if (!twice.empty()) return Error(kUsage, "--courses: " + known);
  if (!wanted.empty() && !std::includes(held.begin(), held.end(), used.begin(), used.end()))
    return Error(kUsage, run.say("thiếu lớp của một khóa: ", "classes of a course are missing: ") + o.courses);
  return out;
}

// --- the work folder
// ----------------------------------------------------------------------------------------------------

bool run_ended(const std::string& folder) {
  if (!exists(folder + "/plan.json")) return false;
  const auto text = read_file(folder + "/plan.json");
  const auto plan = text.ok() ? crypto::parse_json(*text) : Result<json>(text.error());
  return plan.ok() && plan->is_object() && plan->contains("ended");
}

// One that was begun and not ended, else the first that is free.
std::string work_folder(const TrainingIssueOptions& o, const std::string& type, const Gathered& gathered) {
  if (!o.issue.work.empty()) return o.issue.work;
  std::string base = type + "-" + gathered.programme.code();
  if (o.classes.size() == 1) base += "-" + gathered.classes.front()->info.name;
  constexpr std::size_t kMostRuns = 1'000;
  for (std::size_t n = 1; n < kMostRuns; ++n) {
    const std::string folder = base + (n > 1 ? "-" + std::to_string(n) : "") + ".hocba";
    if (!exists(folder) || !run_ended(folder)) return folder;
  }
  return base + ".hocba";
}

json seats_json(const IssuePlan& plan, const IssuedOn& said) {
  json documents = json::array();
  for (const PlannedDocument& document : plan.documents) {
    json seats = json::array();
    for (const PassedSeat* seat : document.seats) seats.push_back(seat->learner->seat);
    documents.push_back(std::move(seats));
  }
  json out = {{"documents", std::move(documents)},
              {"issued_on", to_text(said.day)},
              {"period", said.period},
              {"place", said.place},
              {"decision", said.decision},
              {"title", said.title}};
  if (said.decision_date) out["decision_date"] = to_text(*said.decision_date);
  return out;
}

// What an interrupted run was about, and what it said.
Result<IssuePlan> plan_kept(const std::string& path, const Gathered& gathered, IssuedOn& said) {
  HOCBA_TRY(const std::string text, read_file(path));
  HOCBA_TRY(const json value, crypto::parse_json(text));
  Answer in(value, path);
  std::map<std::string, const PassedSeat*> by_seat;
  for (const PassedSeat& seat : gathered.seats) by_seat[seat.learner->seat] = &seat;
  IssuePlan out;
  for (const json& item : in.list("documents")) {
    PlannedDocument document;
    if (!item.is_array()) return Error(kBatchOutOfStep, path);
    for (const json& seat : item) {
      const auto found = seat.is_string() ? by_seat.find(seat.get<std::string>()) : by_seat.end();
      if (found == by_seat.end()) return Error(kBatchOutOfStep, path);
      document.seats.push_back(found->second);
    }
    if (document.seats.empty()) return Error(kBatchOutOfStep, path);
    out.documents.push_back(std::move(document));
  }
  const auto day = date_from_text(in.text("issued_on"));
  said.period = in.text("period");
  said.place = in.text("place");
  said.decision = in.text("decision");
  said.title = in.text("title");
  const std::string decision_date = in.optional_text("decision_date");
  HOCBA_RETURN_IF_ERROR(in.end());
  if (!day.ok()) return Error(kBatchOutOfStep, path);
  said.day = *day;
  said.decision_date.reset();
  if (const auto date = date_from_text(decision_date); date.ok()) said.decision_date = *date;
  return out;
}

// --- issuing
// ------------------------------------------------------------------------------------------------------------

// The same as of a sheet, with rows that come from the ledger.
template <class Base>
class IssuingOfTraining : public Base {
 public:
  IssuingOfTraining(Run& run, const IssueOptions& options, Sheets rows, const IssuedOn& said)
      : Base(run, options), rows_(std::move(rows)), said_(said) {}

 protected:
  Status read() override {
    HOCBA_TRY(this->unit_, this->run_.unit());
    this->sheets_ = std::move(rows_);
    this->choose_book(said_.day.year);
    try_build(this->sheets_);
    this->rows_read_ = this->sheets_.rows.size();
    return done();
  }

 private:
  Sheets rows_;
  const IssuedOn& said_;
};

Result<IssuedOn> what_is_said(Run& run, const TrainingIssueOptions& o) {
  IssuedOn out;
  HOCBA_TRY(const Time now, run.now());
  out.day = date_in_utc7(now);
  if (!o.issued_on.empty()) {
    HOCBA_TRY(out.day, date_option(o.issued_on, "--issued-on"));
    if (out.day > date_in_utc7(now)) return Error(kUsage, "--issued-on " + o.issued_on);
  }
  out.period = o.issue.period.empty() ? std::to_string(out.day.year) : o.issue.period;
  out.place = o.place;
  out.decision = o.decision;
  out.title = o.title;
  if (!o.decision_date.empty()) {
    HOCBA_TRY(out.decision_date, date_option(o.decision_date, "--decision-date"));
  }
  return out;
}

// The issuer's node would refuse it, document by document.
Status check_day(const IssuePlan& plan, Date day) {
  for (const PlannedDocument& document : plan.documents)
    for (const PassedSeat* seat : document.seats) {
      const ClassInfo& info = seat->klass->info;
      if (info.closed && day < date_in_utc7(*info.closed))
        return Error(kIssuedTooEarly, info.name + ": " + to_screen(date_in_utc7(*info.closed)));
    }
  return done();
}

Result<Sheets> rows_of(const IssuePlan& plan, const std::string& type, const chain::UnitCode& unit,
                       const IssuedOn& said, const Gathered& gathered) {
  const auto kind = credential::training_kind(type);
  if (!kind) return Error(kUnknownWord, type);
  Sheets out;
  std::size_t line = 0;
  for (const PlannedDocument& document : plan.documents) {
    HOCBA_TRY(auto data, training_data(document, *kind, unit, said, gathered.unit_names));
    SheetRow row;
    row.file = document.seats.front()->klass->info.name;
    row.line = ++line;
    row.rows = {line};
    row.data = std::move(data);
    if (std::find(out.files.begin(), out.files.end(), row.file) == out.files.end()) out.files.push_back(row.file);
    out.rows.push_back(std::move(row));
  }
  out.digest = crypto::sha256(crypto::canonical(seats_json(plan, said)));
  return out;
}

// Who sits on the seats is told to a session alone: of --key, else of the first who signs.
Status log_in_as_signer(Run& run, const TrainingIssueOptions& o) {
  if (!run.globals.keys.empty() || o.issue.signs.empty()) return run.log_in();
  const std::string& first = o.issue.signs.front();
  HOCBA_TRY(auto key, run.open_key(first.substr(first.find('=') + 1)));
  return run.log_in(std::move(key));
}

Result<int> issue_training(Run& run, const TrainingIssueOptions& o) {
  Gathered gathered;
  HOCBA_RETURN_IF_ERROR(gather_classes(run, o, gathered));
  HOCBA_RETURN_IF_ERROR(gather_programme(run, gathered));
  HOCBA_TRY(const auto rules, chosen_rules(run, o, gathered));
  HOCBA_RETURN_IF_ERROR(log_in_as_signer(run, o));
  HOCBA_RETURN_IF_ERROR(gather_seats(run, gathered));
  HOCBA_TRY(auto said, what_is_said(run, o));
  const std::string type = rules.front().type.str();
  const std::string folder = work_folder(o, type, gathered), kept = folder + "/seats.json";
  // Numbers make a run one that goes on. One that was refused before left nothing that holds, and others may have
  // been issued since: it is planned anew, and its plan is no one's.
  const bool goes_on = exists(kept) && exists(folder + "/reserve-0.record");
  IssuePlan plan;
  if (goes_on) {
    HOCBA_TRY(plan, plan_kept(kept, gathered, said));
  } else {
    plan = plan_documents(gathered.seats, rules, {o.again.begin(), o.again.end()});
  }
  HOCBA_RETURN_IF_ERROR(check_day(plan, said.day));
  run.out().line(type_words(type, run.lang()) + ": " + std::to_string(plan.documents.size()) +
                 run.say("; đã có văn bản: ", "; certified before: ") + std::to_string(plan.certified) +
                 (plan.revoked > 0 ? run.say("; văn bản đã thu hồi (cấp lại: --again CHỖ_HỌC): ",
                                             "; revoked (to issue anew: --again SEAT): ") +
                                         std::to_string(plan.revoked)
                                   : "") +
                 (plan.incomplete > 0 ? run.say("; chưa đạt đủ các khóa: ", "; not all courses passed: ") +
                                            std::to_string(plan.incomplete)
                                      : ""));
  if (plan.documents.empty()) {
    run.out().json({{"issued", 0}, {"certified", plan.certified}, {"revoked", plan.revoked}});
    return kExitDone;
  }
  HOCBA_TRY(const std::string unit, run.unit());
  HOCBA_TRY(const auto issuer, code_option(unit, "--unit", chain::kMaxUnitCode));
  HOCBA_TRY(ApiClient * node, run.api());
  HOCBA_TRY(const UnitInfo info, node->unit(unit));
  said.issuer_name = !o.issue.issuer_name.empty() ? o.issue.issuer_name : info.name.empty() ? unit : info.name;
  std::set<std::string> units;
  for (const Learner& learner : gathered.learners) units.insert(learner.unit);
  for (const std::string& code : units) {
    const auto school = node->unit(code);
    if (school.ok() && !school->name.empty()) gathered.unit_names[code] = school->name;
  }
  IssueOptions options = o.issue;
  options.type = type;
  options.work = folder;
  options.period = said.period;
  options.files = {gathered.programme.code()};
  if (options.result.empty()) options.result = folder.substr(0, folder.rfind(".hocba")) + ".ketqua.csv";
  HOCBA_TRY(said.status_list_base, status_list_base(run));
  HOCBA_TRY(auto rows, rows_of(plan, type, issuer, said, gathered));
  if (!options.dry_run && !goes_on) {
    HOCBA_RETURN_IF_ERROR(make_directories(folder, Access::owner));
    if (exists(kept)) ::unlink((folder + "/plan.json").c_str());
    HOCBA_RETURN_IF_ERROR(write_file(kept, crypto::canonical(seats_json(plan, said)) + "\n", Access::owner));
  }
  if (options.desk) return IssuingOfTraining<DeskDepositing>(run, options, std::move(rows), said).run();
  return IssuingOfTraining<Issuing>(run, options, std::move(rows), said).run();
}

}  // namespace

void add_training_issue_command(Args training, Run& run) {
  auto o = std::make_shared<TrainingIssueOptions>();
  Args issue = training.command(
      "issue", "cấp chứng chỉ, giấy xác nhận cho người đạt, theo số liệu của sổ cái",
      "issues certificates and confirmations to who passed, by the ledger's own figures",
      "hocba training issue CDS_NC-07 --unit 99DT0001 --dry-run --sign principal=ht.key --sign seal=dau.key\n"
      "hocba training issue --all --programme DE_AN_869 --courses CDS_CB --decision 12/QĐ-ĐHM --decision-date "
      "20/12/2024 --unit 99DT0001 --sign principal=ht.key --sign seal=dau.key\n"
      "hocba training issue CDS_NC-07 --desk --unit 99DT0001 --key van-thu.key");
  issue.positionals("CLASS", o->classes, "lớp đã kết thúc, như CDS_NC-07", "closed classes, as CDS_NC-07");
  issue.flag("--all", o->all, "mọi lớp đã kết thúc của đơn vị trong chương trình",
             "every closed class of the unit in the programme");
  issue.option("--programme", o->programme, "mã chương trình, hoặc CƠ_QUAN/MÃ", "the programme's code, or OFFICE/CODE");
  issue.option("--provider", o->provider, "đơn vị đã mở lớp (mặc định: --unit)",
               "who opened the classes (default: --unit)");
  issue.option("--courses", o->courses, "cấp cho đúng các khóa này: CDS_CB, hoặc CT01,CT02,CT03",
               "for exactly these courses: CDS_CB, or CT01,CT02,CT03");
  issue
      .option("--type", o->issue.type, "loại văn bản, nơi chương trình có nhiều loại",
              "type of document, where the programme has several")
      .one_of({"training-certificate", "attendance-confirmation", "external-completion"});
  issue.list("--again", o->again, "chỗ học có văn bản đã thu hồi mà được cấp lại, lặp lại được",
             "a seat whose document was revoked and that gets another, repeated");
  issue.list("--sign", o->issue.signs, "người ký văn bản: vai_trò=TỆP_KHÓA hoặc vai_trò=pkcs11:…, lặp lại",
             "a signatory: role=KEY_FILE or role=pkcs11:…, repeated");
  issue.flag("--desk", o->issue.desk, "đưa lên bàn ký của nút: mỗi người ký trên máy mình (hocba desk)",
             "to the node's signing desk: each signs on their own machine (hocba desk)");
  issue.option("--issued-on", o->issued_on, "ngày cấp (mặc định: hôm nay)", "date of issue (default: today)");
  issue.option("--place", o->place, "nơi cấp", "place of issue");
  issue.option("--decision", o->decision, "quyết định cấp: số", "the decision's number");
  issue.option("--decision-date", o->decision_date, "quyết định cấp: ngày", "the decision's date");
  issue.option("--title", o->title, "tên văn bản (mặc định: theo chương trình)",
               "the documents' title (default: the programme's)");
  issue.option("--period", o->issue.period, "kỳ của chính sách (mặc định: năm cấp)",
               "the policy's period (default: the year of issue)");
  issue.number("--book", o->issue.book, chain::kMinYear, chain::kMaxYear, "năm của sổ (mặc định: năm cấp)",
               "year of the register book (default: that of issue)");
  issue.option("--issuer-name", o->issue.issuer_name, "tên đơn vị trên văn bản (mặc định: theo hồ sơ)",
               "the issuer's name on the documents (default: the unit's profile)");
  issue.option("--serial-secret", o->issue.serial_secret, "tệp khóa số hiệu của đơn vị",
               "file of the unit's serial secret");
  issue.option("--work", o->issue.work, "thư mục làm việc để tiếp tục khi bị ngắt",
               "work folder, to go on after an interruption");
  issue.option("--result", o->issue.result, "tệp kết quả, mỗi người một dòng", "result file, a line per learner");
  issue.number("--batch", o->issue.batch, 1, chain::kMaxIssueItems, "số văn bản trong một bản ghi (mặc định 64)",
               "documents per record (default 64)");
  issue.flag("--dry-run", o->issue.dry_run, "chỉ kiểm tra, không ghi gì", "checks everything, records nothing");
  issue.flag("--skip-bad", o->issue.skip_bad, "bỏ qua người không cấp được",
             "leaves out those who can't be issued one");
  issue.action([o, &run] { return run.finish(issue_training(run, *o)); });
}

}  // namespace hocba::cli

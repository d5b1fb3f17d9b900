#include "tools/district/play_training.hpp"

#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

namespace hocba::district {

using nlohmann::json;
using sample::PlannedClass;
using sample::StaffMember;
using sample::TrainingSchool;
using sample::TrainingTotals;

namespace {

constexpr const char* kProgramme = "DE_AN_869";
constexpr const char* kType = "training-certificate";
constexpr const char* kWardThatGoesOn = "99XA01";
constexpr int kNotAllInForce = 3;  // exit code of `hocba training check`

std::string two(int number) { return (number < 10 ? "0" : "") + std::to_string(number); }
std::string iso(const Date& date, const char* clock) {
  return std::to_string(date.year) + "-" + two(date.month) + "-" + two(date.day) + "T" + clock + "Z";
}

}  // namespace

TrainingPlay::TrainingPlay(const StageOptions& options, sample::TrainingSize size, std::string programme_file)
    : Stage(options), d_(sample::make_training(options.seed, size)), programme_file_(std::move(programme_file)) {}

Stage::Words TrainingPlay::by(const std::string& unit, const std::string& role) const {
  return {"--unit", unit, "--key", key(role + unit)};
}

TrainingPlay::Command TrainingPlay::grant(const std::string& unit, const std::string& role, const std::string& holder,
                                          const Words& who) const {
  return {with({"grant", "add", "--for", unit, "--role", role, "--to-key", key(holder), "--person",
                "Người giữ " + holder, "--to", unit == sample::kTrainingDistrict ? "30/06/2025" : "31/12/2026"},
               who),
          {}};
}

void TrainingPlay::units() {
  const Words so = {"--key", key("so"), "--unit", sample::kTrainingDepartment};
  const Words district = by(sample::kTrainingDistrict, "ql-");
  std::vector<Command> commands = {
      {with({"unit", "register", sample::kTrainingDepartment, "--type", "department", "--name", "Sở GDĐT Mẫu"},
            founders()),
       {}},
      grant(sample::kTrainingDepartment, "manager", "so", founders()),
      {with({"unit", "register", sample::kTrainingDistrict, "--type", "district_office", "--parent",
             sample::kTrainingDepartment, "--name", "Phòng GDĐT TP Mẫu A", "--to", "30/06/2025"},
            so),
       {}},
      grant(sample::kTrainingDistrict, "manager", std::string("ql-") + sample::kTrainingDistrict, so)};
  for (const char* code : {sample::kTrainingProvider, sample::kTrainingPartner}) {
    commands.push_back(
        {with({"unit", "register", code, "--type", "training_provider", "--parent", sample::kTrainingDepartment,
               "--name", code == sample::kTrainingProvider ? "Trường Đại học Mẫu" : "Cơ sở phối hợp Mẫu",
               "--serial-secret", secret(code)},
              so),
         {}});
    commands.push_back(grant(code, "manager", std::string("ql-") + code, so));
  }
  for (const TrainingSchool& school : d_.schools)
    commands.push_back({with({"unit", "register", school.code, "--type", school.type, "--parent",
                              sample::kTrainingDistrict, "--name", school.name},
                             district),
                        {}});
  const std::size_t all = commands.size();
  step(say("đơn vị", "units"), all, std::move(commands), 1);
}

void TrainingPlay::rights() {
  const Words district = by(sample::kTrainingDistrict, "ql-"), provider = by(sample::kTrainingProvider, "ql-");
  std::vector<Command> commands;
  commands.push_back(grant(sample::kTrainingDistrict, "officer", std::string("cv-") + sample::kTrainingDistrict,
                           {"--key", key("so"), "--unit", sample::kTrainingDepartment}));
  for (const auto& [role, name] :
       {std::pair("registrar", "vt-"), std::pair("principal", "ht-"), std::pair("seal", "dau-")})
    commands.push_back(grant(sample::kTrainingProvider, role, name + std::string(sample::kTrainingProvider), provider));
  for (const TrainingSchool& school : d_.schools)
    commands.push_back(grant(school.code, "principal", "ht-" + school.code, district));
  const std::size_t all = commands.size();
  step(say("quyền ký", "rights to sign"), all, std::move(commands));
}

void TrainingPlay::programme() {
  std::vector<Command> commands;
  for (const char* period : {"2024", "2025"})
    commands.push_back(
        {with({"policy", "set", "--type", kType, "--period", period, "--record-roles", "principal,seal", "--proposers",
               "registrar", "--approvers", "principal", "--document-roles", "principal,seal"},
              founders()),
         {}});
  commands.push_back({with({"training", "programme", "publish", programme_file_, "--provider",
                            sample::kTrainingProvider, "--provider", sample::kTrainingPartner},
                           office()),
                      {}});
  step(say("chính sách và chương trình", "policies and the programme"), 3, std::move(commands), 1);
}

// What the schools send in time, or late, and the office's approval of all that waits.
void TrainingPlay::rosters(bool late) {
  std::vector<Command> proposals;
  std::size_t seats = 0;
  for (const TrainingSchool& school : d_.schools) {
    if (school.late != late) continue;
    const sample::Sheet sheet = roster_sheet(d_, school);
    write_text("/sheets/" + sheet.file_name, sheet.bytes);
    proposals.push_back(
        {with({"training", "roster", "propose", o_.folder + "/sheets/" + sheet.file_name, "--programme", kProgramme},
              by(school.code, "ht-")),
         {}});
    for (const std::size_t i : school.staff) seats += d_.staff[i].advanced ? 2 : 1;
  }
  const std::size_t all = proposals.size();
  step(late ? say("danh sách nộp muộn", "lists sent late") : say("danh sách của trường", "lists of schools"), all,
       std::move(proposals));
  step(late ? say("chỗ học duyệt, nộp muộn", "seats approved, from late lists")
            : say("chỗ học được duyệt", "seats approved"),
       seats,
       // The late lists are those of few schools.
       {{with({"training", "roster", "approve", "--all", "--alone", "--programme", kProgramme}, office()),
         [](const json& answer) { return answer.value("seats", std::size_t{0}); }}},
       1);
}

void TrainingPlay::classes(const std::vector<const PlannedClass*>& list) {
  for (const PlannedClass* one : list) {
    const sample::Sheet learners = learner_sheet(d_, *one), results = result_sheet(d_, *one);
    for (const sample::Sheet* sheet : {&learners, &results}) write_text("/sheets/" + sheet->file_name, sheet->bytes);
    const std::string people = o_.folder + "/sheets/" + learners.file_name;
    const std::string file = o_.folder + "/sheets/" + results.file_name;
    const Words named = with({"--programme", kProgramme}, provider());
    Words open =
        with({"training", "class", "open", "--course", one->course, "--audience", one->audience, "--level", one->level,
              "--topic", one->topic, "--number", std::to_string(one->number), "--trainer",
              one->trainer + ";" + one->degree + (one->title.empty() ? "" : ";" + one->title), "--learners", people},
             named);
    std::vector<Command> commands = {{std::move(open), [](const json&) { return 0u; }}};
    for (const sample::TrainingMeeting& meeting : one->meetings)
      commands.push_back(
          {with({"training", "class", "session", "add", one->name(), "--date", to_screen(meeting.date), "--periods",
                 std::to_string(meeting.periods), "--mode", meeting.online ? "online" : "in_person"},
                named),
           [](const json&) { return 0u; }});
    commands.push_back(
        {with({"training", "class", "result", one->name(), file}, named), [](const json&) { return 0u; }});
    commands.push_back({with({"training", "class", "close", one->name()}, named), {}});
    go(std::move(commands), 1);
  }
}

void TrainingPlay::issue(const std::string& name, std::size_t wanted) {
  const std::string& unit = sample::kTrainingProvider;
  step(name, wanted,
       {{with({"training", "issue", "--all", "--programme", kProgramme, "--serial-secret", secret(unit), "--sign",
               "principal=" + key("ht-" + unit), "--sign", "seal=" + key("dau-" + unit), "--key", key("ht-" + unit),
               "--key", key("dau-" + unit)},
              with(provider(), run_files("chung-chi-" + std::to_string(++issues_)))),
         [](const json& answer) {
           std::size_t issued = 0;
           for (const json& row : answer["rows"]) {
             if (!row.contains("index")) continue;
             ++issued;
           }
           return issued;
         }}},
       1);
}

void TrainingPlay::month(int year, int month) {
  std::vector<const PlannedClass*> list;
  const Date from{year, month, 1}, to{year, month, 31};
  std::size_t passed = 0;
  for (const PlannedClass& klass : d_.classes) {
    if (klass.closed_on < from || to < klass.closed_on) continue;
    list.push_back(&klass);
    for (const sample::TrainingLearner& learner : klass.learners) passed += learner.passes ? 1 : 0;
  }
  if (list.empty()) return;
  const std::string when = two(month) + "/" + std::to_string(year);
  clock(iso({year, month, 28}, "09:00:00"));
  begin(std::string(say("lớp kết thúc ", "classes closed ")) + when, list.size());
  classes(list);
  end();
  issue(std::string(say("chứng chỉ cấp ", "certificates issued ")) + when, passed);
}

void TrainingPlay::revoke() {
  std::vector<Command> commands;
  const std::string unit = sample::kTrainingProvider;
  for (const sample::RevokedCertificate& one : d_.revoked) {
    std::string id;
    const json evidence = ask(with({"training", "evidence", "--programme", kProgramme, "--person",
                                    d_.staff[one.staff].person.personal_number, "--purpose", "Thu hồi chứng chỉ"},
                                   office()));
    for (const json& person : evidence["people"])
      for (const json& module : person["modules"])
        if (module["course"] == one.course) id = module["certificate"]["id"];
    commands.push_back(
        {with({"revoke", id, "--yes", "--reason", one.cause, "--basis", one.basis, "--key", key("ht-" + unit)},
              provider()),
         {}});
  }
  const std::size_t all = commands.size();
  step(say("chứng chỉ thu hồi", "certificates revoked"), all, std::move(commands), 1);
}

// Wards take over the schools, and the first of them what the district office had begun.
void TrainingPlay::change_of_units() {
  const Words so = {"--key", key("so"), "--unit", sample::kTrainingDepartment};
  std::vector<Command> commands;
  for (const sample::TrainingWard& ward : d_.wards) {
    commands.push_back({with({"unit", "register", ward.code, "--type", "commune_office", "--parent",
                              sample::kTrainingDepartment, "--name", ward.name},
                             so),
                        {}});
    commands.push_back(grant(ward.code, "manager", "ql-" + ward.code, so));
  }
  commands.push_back(
      grant(kWardThatGoesOn, "officer", std::string("cv-") + kWardThatGoesOn, by(kWardThatGoesOn, "ql-")));
  commands.push_back(
      {with({"unit", "merge", sample::kTrainingDistrict, "--into", kWardThatGoesOn, "--at", "01/07/2025"}, so), {}});
  const std::size_t all = commands.size();
  step(say("phường thay phòng GDĐT từ 01/07/2025", "wards take over on 01/07/2025"), all, std::move(commands), 1);
  clock("2025-07-01T01:00:00Z");
  std::vector<Command> moved;
  for (const TrainingSchool& school : d_.schools)
    moved.push_back({with({"unit", "update", school.code, "--parent", school.ward}, by(kWardThatGoesOn, "ql-")), {}});
  const std::size_t schools = moved.size();
  step(say("trường về phường", "schools move to wards"), schools, std::move(moved), 1);
  office_ = kWardThatGoesOn;
}

void TrainingPlay::coverage(const TrainingTotals& totals, const std::string& level, const std::string& audience) {
  const std::string whose = level.empty() && audience.empty() ? say("tất cả", "all") : level + " " + audience;
  for (const auto& [course, people, passed] : {std::tuple("CDS_CB", totals.basic_people, totals.basic_passed),
                                               std::tuple("CDS_NC", totals.advanced_people, totals.advanced_passed)}) {
    Words words = with({"training", "coverage", "--programme", kProgramme, "--course", course}, office());
    if (!level.empty()) words = with(words, {"--by", "level"});
    if (!audience.empty()) words = with(words, {"--audience", audience});
    const auto sum = [level](const char* field) {
      return [level, field](const json& answer) {
        std::size_t out = 0;
        for (const json& row : answer["rows"])
          if (level.empty() || row.value("key", "") == level) out += row.value(field, std::size_t{0});
        return out;
      };
    };
    step(std::string(course) + " " + whose + say(": người có chỗ học", ": people with a seat"), people,
         {{words, sum("people")}}, 1);
    step(std::string(course) + " " + whose + say(": người đạt", ": people who passed"), passed,
         {{words, sum("passed")}}, 1);
  }
}

void TrainingPlay::report(int year) {
  const std::string period = std::to_string(year);
  const TrainingTotals totals = expected(d_, {year, 12, 31});
  coverage(totals, "", "");
  const auto plan_sum = [](const char* field) {
    return [field](const json& answer) {
      std::size_t out = 0;
      for (const json& row : answer["plan"]) out += row.value(field, std::size_t{0});
      return out;
    };
  };
  const Words plan = with({"training", "coverage", "--programme", kProgramme}, office());
  step(say("lớp của kế hoạch đã hoàn thành", "classes of the plan completed"), totals.classes,
       {{plan, plan_sum("closed")}}, 1);
  step(say("lớp chỉ dạy lại", "classes that only re-teach"), 0, {{plan, plan_sum("retakes")}}, 1);
  for (const char* level : {"TIEU_HOC", "THCS_VA_TRUC_THUOC"})
    for (const char* audience : {"CBQL", "GV", "NV"})
      coverage(expected_of(d_, {year, 12, 31}, level, audience), level, audience);
  step(say("báo cáo tháng 12 đã nộp", "December report filed"), 1,
       {{with({"report", "file", "--programme", kProgramme, "--kind", "yearly", "--period", period, "-o",
               o_.folder + "/files/bao-cao-" + period + ".pdf"},
              office()),
         [this, year](const json& answer) {
           report_index_[year] = std::to_string(answer.value("index", std::size_t{0}));
           report_digest_[year] = answer.value("digest", "");
           return answer.value("late", true) ? 0u : 1u;
         }}},
       1);
}

void TrainingPlay::staff_check() {
  const TrainingSchool& school = d_.schools.front();
  const sample::Sheet sheet = staff_sheet(d_, school);
  write_text("/sheets/" + sheet.file_name, sheet.bytes);
  std::set<std::size_t> revoked, certified;
  for (const sample::RevokedCertificate& one : d_.revoked) revoked.insert(one.staff);
  for (const PlannedClass& klass : d_.classes)
    for (const sample::TrainingLearner& learner : klass.learners)
      if (learner.passes && d_.staff[learner.staff].school == 0 &&
          !(klass.course == "CDS_CB" && revoked.count(learner.staff) != 0))
        certified.insert(learner.staff);
  const bool all = certified.size() == school.staff.size();
  step(say("đối chiếu danh sách một trường: còn hiệu lực", "staff list of one school: in force"), certified.size(),
       {{with({"training", "check", o_.folder + "/sheets/" + sheet.file_name, "--programme", kProgramme, "--purpose",
               "Đối chiếu danh sách"},
              office()),
         [](const json& answer) {
           std::size_t found = 0;
           for (const json& row : answer["rows"]) found += row["verdict"] == "in_force" ? 1 : 0;
           return found;
         },
         all ? 0 : kNotAllInForce}},
       1);
}

int TrainingPlay::run() {
  found("demo.hocba.example/boi-duong-mau", "2024-08-20T01:00:00Z");
  std::vector<std::string> names = {
      "so", std::string("ql-") + sample::kTrainingDistrict, std::string("cv-") + sample::kTrainingDistrict,
      std::string("ql-") + sample::kTrainingPartner, std::string("cv-") + kWardThatGoesOn};
  for (const char* prefix : {"ql-", "vt-", "ht-", "dau-"})
    names.push_back(prefix + std::string(sample::kTrainingProvider));
  for (const TrainingSchool& school : d_.schools) names.push_back("ht-" + school.code);
  for (const sample::TrainingWard& ward : d_.wards) names.push_back("ql-" + ward.code);
  make_keys(names);
  units();
  rights();
  programme();
  clock("2024-09-16T09:00:00Z");
  rosters(false);
  clock("2024-09-20T09:00:00Z");
  rosters(true);
  for (int month_of = 10; month_of <= 12; ++month_of) month(2024, month_of);
  clock("2024-12-30T02:00:00Z");
  report(2024);
  for (int month_of = 1; month_of <= 4; ++month_of) month(2025, month_of);
  revoke();
  for (int month_of = 5; month_of <= 6; ++month_of) month(2025, month_of);
  clock("2025-06-29T02:00:00Z");
  change_of_units();
  for (int month_of = 7; month_of <= 12; ++month_of) month(2025, month_of);
  clock("2025-12-30T02:00:00Z");
  report(2025);
  step(say("báo cáo 2024 lập lại: cùng mã băm", "report of 2024 built again: same digest"), 1,
       {{with({"report", "rebuild", report_index_[2024]}, office()),
         [](const json& answer) { return answer.value("same", false) ? 1u : 0u; }}},
       1);
  staff_check();
  audit();
  return tell();
}

}  // namespace hocba::district

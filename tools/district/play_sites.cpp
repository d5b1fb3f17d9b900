#include "tools/district/play_sites.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>

namespace hocba::district {

using nlohmann::json;
using sample::ProvinceDistrict;
using sample::Site;

namespace {

constexpr const char* kProgramme = "QUANG_NGAI_2023";
constexpr const char* kCourse = "TAP_HUAN_CDS";
constexpr const char* kConfirmation = "attendance-confirmation";
constexpr const char* kTitle = "Giấy xác nhận tham dự tập huấn chuyển đổi số";  // of its own: no certificate
constexpr const char* kReportDay = "2023-10-02";
constexpr int kRefused = 6;

std::string two(int number) { return (number < 10 ? "0" : "") + std::to_string(number); }

// Minutes of a day in Việt Nam as the moment in UTC. Not before 07:00.
std::string at(const Date& day, int minutes) {
  constexpr int kAhead = 7 * 60;
  const int utc = minutes - kAhead;
  return std::to_string(day.year) + "-" + two(day.month) + "-" + two(day.day) + "T" + two(utc / 60) + ":" +
         two(utc % 60) + ":00Z";
}

}  // namespace

SitesPlay::SitesPlay(const StageOptions& options, sample::ProvinceSize size, std::string programme_file)
    : Stage(options),
      d_(sample::make_province(options.seed, size)),
      totals_(sample::totals(d_)),
      programme_file_(std::move(programme_file)) {}

SitesPlay::Command SitesPlay::grant(const std::string& unit, const std::string& role, const std::string& holder,
                                    const Words& who) const {
  return {with({"grant", "add", "--for", unit, "--role", role, "--to-key", key(holder), "--person",
                "Người giữ " + holder, "--to", "31/12/2023"},
               who),
          {}};
}

std::string SitesPlay::sheet(const sample::Sheet& sheet, const std::string& folder) {
  const std::string path = "/sheets/" + folder + sheet.file_name;
  std::filesystem::create_directories(o_.folder + "/sheets/" + folder);
  write_text(path, sheet.bytes);
  return o_.folder + path;
}

void SitesPlay::units() {
  std::vector<Command> offices = {
      {with({"unit", "register", sample::kProvinceDepartment, "--type", "department", "--name", "Sở GDĐT Mẫu B",
             "--serial-secret", secret(sample::kProvinceDepartment)},
            founders()),
       {}},
      grant(sample::kProvinceDepartment, "manager", "so", founders()),
      {with({"unit", "register", sample::kProvinceProvider, "--type", "training_provider", "--parent",
             sample::kProvinceDepartment, "--name", "Trung tâm Bồi dưỡng Mẫu B", "--serial-secret",
             secret(sample::kProvinceProvider)},
            so()),
       {}},
      grant(sample::kProvinceProvider, "manager", "ql-dt", so())};
  for (const ProvinceDistrict& district : d_.districts) {
    offices.push_back({with({"unit", "register", district.code, "--type", "district_office", "--parent",
                             sample::kProvinceDepartment, "--name", district.name},
                            so()),
                       {}});
    offices.push_back(grant(district.code, "manager", "ql-" + district.code, so()));
  }
  const std::size_t all = offices.size();
  step(say("Sở, phòng GDĐT", "the department, district offices"), all, std::move(offices), 1);
  std::vector<Command> sites;
  for (const Site& site : d_.sites) {
    const std::string district = d_.districts[site.district].code;
    const Words above = site.under_department ? so() : Words{"--unit", district, "--key", key("ql-" + district)};
    sites.push_back({with({"unit", "register", site.code, "--type", site.type, "--parent",
                           site.under_department ? sample::kProvinceDepartment : district, "--name", site.name},
                          above),
                     {}});
  }
  step(say("điểm cầu", "sites"), totals_.sites, std::move(sites));
}

void SitesPlay::rights() {
  std::vector<Command> commands;
  for (const auto& [role, holder] :
       {std::pair("officer", "cv-so"), std::pair("principal", "gd-so"), std::pair("seal", "dau-so")})
    commands.push_back(grant(sample::kProvinceDepartment, role, holder, so()));
  for (const auto& [role, holder] :
       {std::pair("officer", "cv-dt"), std::pair("principal", "gd-dt"), std::pair("seal", "dau-dt")})
    commands.push_back(
        grant(sample::kProvinceProvider, role, holder, {"--unit", sample::kProvinceProvider, "--key", key("ql-dt")}));
  for (const ProvinceDistrict& district : d_.districts)
    commands.push_back(grant(district.code, "officer", "cv-" + district.code,
                             {"--unit", district.code, "--key", key("ql-" + district.code)}));
  for (const Site& site : d_.sites) {
    const std::string district = d_.districts[site.district].code;
    commands.push_back(grant(site.code, "principal", "ht-" + site.code,
                             site.under_department ? so() : Words{"--unit", district, "--key", key("ql-" + district)}));
  }
  const std::size_t all = commands.size();
  step(say("quyền ký", "rights to sign"), all, std::move(commands));
}

// As the plan has it, but for the day on which lists are due: it names none, and this department set one.
void SitesPlay::programme() {
  std::string text = read_whole(programme_file_);
  const std::string unknown = "\"roster\", ", phase = "[phase]";
  const auto place = text.find(unknown), before = text.find(phase);
  if (place == std::string::npos || before == std::string::npos) fail(programme_file_ + ": roster");
  text.erase(place, unknown.size());
  text.insert(text.find(phase), "[roster]\ndue = \"" + to_screen(sample::kListDue) + "\"\n\n");
  write_text("/files/chuong-trinh.toml", text);
  std::vector<Command> commands;
  for (const char* type : {kConfirmation, "award"})
    commands.push_back(
        {with({"policy", "set", "--type", type, "--period", "2023", "--record-roles", "principal,seal", "--proposers",
               "officer", "--approvers", "principal", "--document-roles", "principal,seal"},
              founders()),
         {}});
  commands.push_back({with({"training", "programme", "publish", o_.folder + "/files/chuong-trinh.toml", "--provider",
                            sample::kProvinceProvider},
                           officer()),
                      {}});
  step(say("chính sách và chương trình", "policies and the programme"), 3, std::move(commands), 1);
}

void SitesPlay::lists(bool late) {
  std::vector<Command> proposals;
  for (const Site& site : d_.sites) {
    if (site.late_list != late) continue;
    proposals.push_back({{"training", "roster", "propose", sheet(sample::list_of(site)), "--programme", kProgramme,
                          "--unit", site.code, "--key", key("ht-" + site.code)},
                         {}});
  }
  const std::size_t all = late ? totals_.late_lists : totals_.sites - totals_.late_lists;
  step(late ? say("danh sách nộp muộn", "lists sent late") : say("danh sách của trường", "lists of schools"), all,
       std::move(proposals));
  const std::size_t people = late ? totals_.people_of_late_lists : totals_.people - totals_.people_of_late_lists;
  step(late ? say("chỗ học duyệt, đánh dấu nộp muộn", "seats approved, flagged as late")
            : say("chỗ học được duyệt", "seats approved"),
       people,
       {{with({"training", "roster", "approve", "--all", "--programme", kProgramme}, officer()),
         [late](const json& answer) {
           return answer.value("late", !late) == late ? answer.value("seats", std::size_t{0}) : 0;
         }}},
       1);
}

// District after district, half an hour apart, within one day.
void SitesPlay::training_day() {
  constexpr int kBegin = 7 * 60 + 30, kApart = 45;  // minutes
  std::size_t people = 0, classes = 0;
  int minutes = kBegin;
  begin(say("điểm cầu xác nhận tham dự", "sites confirm attendance"), totals_.sites);
  for (std::size_t d = 0; d < d_.districts.size(); ++d, minutes += kApart) {
    Words words = {"training", "import-attendance"};
    for (const Site& site : d_.sites)
      if (site.district == d) words.push_back(sheet(sample::attendance_of(site), d_.districts[d].code + "/"));
    if (words.size() == 2) continue;
    clock(at(sample::kTrainingDay, minutes));
    go({{with(with(words, {"--programme", kProgramme, "--course", kCourse, "--date", to_screen(sample::kTrainingDay),
                           "--periods", std::to_string(sample::kDayPeriods), "--mode", "online"}),
              holder()),
         [&](const json& answer) {
           people += answer.value("people", std::size_t{0});
           classes += answer["classes"].size();
           std::size_t sites = 0;
           for (const json& file : answer["files"]) sites += file.value("people", 0) > 0 ? 1 : 0;
           return sites;
         }}},
       1);
  }
  end();
  begin(say("người có kết quả trong ngày", "people with a result that day"), totals_.people);
  count(people);
  end();
  begin(say("lớp của ngày ấy", "classes of that day"), totals_.classes);
  count(classes);
  end();
}

SitesPlay::Words SitesPlay::signers(const std::string& unit, const std::string& of) const {
  return {"--unit",          unit,
          "--serial-secret", secret(unit),
          "--sign",          "principal=" + key("gd-" + of),
          "--sign",          "seal=" + key("dau-" + of),
          "--key",           key("gd-" + of),
          "--key",           key("dau-" + of)};
}

void SitesPlay::confirmations(const std::string& name, std::size_t wanted) {
  const Words files = run_files("xac-nhan-" + std::to_string(++issues_));
  results_.push_back(files.back());
  step(name, wanted,
       {{with(with({"training", "issue", "--all", "--programme", kProgramme}, signers(sample::kProvinceProvider, "dt")),
              files),
         [](const json& answer) {
           std::size_t issued = 0;
           for (const json& row : answer["rows"]) issued += row.contains("index") ? 1 : 0;
           return issued;
         }}},
       1);
}

// When each class was closed and each confirmation recorded, as the ledger's blocks have it and the receipts prove.
void SitesPlay::day_by_the_ledger() {
  const std::string day = at(sample::kTrainingDay, 12 * 60).substr(0, 10);
  std::string first, last;
  std::size_t sessions = 0;
  step(say("lớp kết thúc trong ngày, theo giờ của khối", "classes closed that day, by the blocks' times"),
       totals_.classes,
       {{{"training", "class", "list", "--programme", kProgramme, "--state", "closed"},
         [&](const json& answer) {
           std::size_t closed = 0;
           for (const json& one : answer["classes"]) {
             const std::string time = one.value("closed", "");
             // 28/09 in Việt Nam, and in UTC as well: nothing was recorded before 07:00.
             closed += time.substr(0, day.size()) == day && time < day + "T17" ? 1 : 0;
             sessions += one.value("first_day", "") == day && one.value("last_day", "") == day ? 1 : 0;
             if (first.empty() || time < first) first = time;
             if (time > last) last = time;
           }
           return closed;
         }}},
       1);
  begin(say("buổi học của ngày ấy", "sessions of that day"), totals_.classes);
  count(sessions);
  end();
  std::printf("    %s %s – %s\n", say("khối đầu, khối cuối:", "first and last block:"), first.c_str(), last.c_str());
  // As holders have them: genuine, with a title of their own, recorded on the day.
  const std::string folder = o_.folder + "/files/giay";
  std::vector<std::string> files;
  begin(say("giấy xác nhận có tên riêng", "confirmations with a title of their own"), totals_.confirmed);
  ask({"fetch", "--from", results_.front(), "--to", folder, "--key", key("dau-dt")});
  std::size_t titled = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    files.push_back(entry.path().string());
    titled += read_whole(files.back()).find(kTitle) != std::string::npos ? 1 : 0;
  }
  count(titled);
  end();
  // Each holder's file proves when its record was taken.
  std::size_t that_day = 0;
  auto commands = verifying(files, 0);
  for (Command& command : commands)
    command.counts = [&, counts = command.counts](const json& answer) {
      for (const json& file : answer["files"])
        for (const json& check : file["report"]["checks"])
          if (check["check"] == "recorded")
            that_day += check["evidence"].get<std::string>().find(day) != std::string::npos;
      return counts(answer);
    };
  step(say("giấy xác nhận thật, còn hiệu lực", "confirmations genuine and in force"), totals_.confirmed,
       std::move(commands));
  begin(say("giấy ghi sổ trong ngày, theo biên nhận", "confirmations recorded that day, by their receipts"),
        totals_.confirmed);
  count(that_day);
  end();
}

// Teachers who were absent, on a day after the plan's September: noticed, not refused.
void SitesPlay::make_up() {
  const std::string file = sheet(sample::make_up_of(d_));
  const std::string name = std::string(kCourse) + "-" + std::to_string(totals_.classes + 1);
  const Words named = with({"--programme", kProgramme}, holder());
  begin(say("lớp bù, ngoài thời gian của kế hoạch", "a make-up class, outside the plan's phase"), 1);
  go({{with({"training", "class", "open", "--course", kCourse, "--audience", "GV", "--number",
             std::to_string(totals_.classes + 1), "--learners", file},
            named),
       [](const json&) { return 0u; }},
      {with({"training", "class", "session", "add", name, "--date", to_screen(sample::kMakeUpDay), "--periods",
             std::to_string(sample::kDayPeriods), "--mode", "online", "--attendance", file},
            named),
       [](const json&) { return 0u; }, 0, say("ngoài", "outside")},
      {with({"training", "class", "result", name, file}, named), [](const json&) { return 0u; }},
      {with({"training", "class", "close", name}, named), {}}},
     1);
  end();
  confirmations(say("giấy xác nhận của lớp bù", "confirmations of the make-up class"), totals_.absent_teachers);
}

void SitesPlay::awards() {
  const std::string quota = sheet(sample::quota_sheet()), proposals = sheet(sample::proposals_sheet(d_));
  std::size_t late = 0;
  step(say("đề nghị khen thưởng trong chỉ tiêu", "awards proposed within the quotas"), d_.proposals.size(),
       {{{"award", "check", proposals, "--quota", quota},
         [&](const json& answer) {
           std::size_t proposed = 0;
           for (const json& one : answer["counts"]) {
             if (one.value("exceeded", true)) return std::size_t{0};
             proposed += one.value("proposed", std::size_t{0});
             late += one.value("late", std::size_t{0});
           }
           return proposed;
         }}},
       1);
  begin(say("hồ sơ muộn được nêu tên", "late dossiers named"), totals_.late_dossiers);
  count(late);
  end();
  const auto issue = [&](const std::string& file) {
    return with({"issue", "award", file, "--quota", quota, "--period", "2023"},
                signers(sample::kProvinceDepartment, "so"));
  };
  constexpr std::size_t kCollectives = 5;  // of the quota
  const std::size_t over = kCollectives - totals_.collectives_awarded + 1;
  step(say("một tập thể vượt chỉ tiêu: bị từ chối", "one collective beyond the quota: refused"), 1,
       {{issue(sheet(sample::awards_sheet(d_, over))), [](const json&) { return 1u; }, kRefused, "cli.rows_refused"}},
       1);
  step(say("giấy khen cấp trong chỉ tiêu", "awards issued within the quota"),
       totals_.collectives_awarded + totals_.people_awarded,
       {{issue(sheet(sample::awards_sheet(d_))),
         [](const json& answer) { return answer.value("issued", std::size_t{0}); }}},
       1);
}

void SitesPlay::coverage() {
  const Words words = with({"training", "coverage", "--programme", kProgramme, "--course", kCourse}, officer());
  const auto sum = [](const char* field) {
    return [field](const json& answer) {
      std::size_t out = 0;
      for (const json& row : answer["rows"]) out += row.value(field, std::size_t{0});
      return out;
    };
  };
  step(say("người trong danh sách", "people on rosters"), totals_.people, {{words, sum("people")}}, 1);
  step(say("người được xác nhận", "people confirmed"), totals_.confirmed + totals_.absent_teachers,
       {{words, sum("passed")}}, 1);
  step(say("người của danh sách nộp muộn", "people of late lists"), totals_.people_of_late_lists,
       {{words, sum("late")}}, 1);
  step(say("điểm cầu trong bảng theo trường", "sites in the table by school"), totals_.sites,
       {{with(words, {"--by", "school"}), [](const json& answer) { return answer["rows"].size(); }}}, 1);
}

void SitesPlay::report(bool late) {
  std::vector<Command> commands;
  std::size_t wanted = 0;
  for (std::size_t d = 0; d < d_.districts.size(); ++d) {
    const ProvinceDistrict& district = d_.districts[d];
    if (district.late_report != late) continue;
    ++wanted;
    const std::size_t people = sample::people_of(d_, d);
    commands.push_back({with({"report", "file", "--programme", kProgramme, "--kind", "ad-hoc", "--period", kReportDay},
                             office(district.code)),
                        [this, late, people](const json& answer) {
                          if (late) late_report_ = std::to_string(answer.value("index", std::size_t{0}));
                          const json told = json::parse(answer.value("report", ""), nullptr, false);
                          std::size_t found = 0;
                          for (const json& row : told.value("coverage", json::array()))
                            if (row.value("by", "") == "all") found += row.value("people", std::size_t{0});
                          return answer.value("late", !late) == late && found == people ? 1u : 0u;
                        }});
  }
  step(late ? say("báo cáo của phòng, nộp muộn", "a district's report, filed late")
            : say("báo cáo của phòng, đúng hạn", "reports of districts, in time"),
       wanted, std::move(commands), 1);
}

void SitesPlay::department_report() {
  std::string index;
  std::size_t missing = 0, below = 0;
  step(say("báo cáo của Sở, đúng hạn", "the department's report, in time"), 1,
       {{with({"report", "file", "--programme", kProgramme, "--kind", "ad-hoc", "--period", kReportDay, "-o",
               o_.folder + "/files/bao-cao.pdf"},
              officer()),
         [&](const json& answer) {
           index = std::to_string(answer.value("index", std::size_t{0}));
           missing = answer["late_units"].size();
           below = answer["based_on"].size();
           return answer.value("late", true) ? 0u : 1u;
         }}},
       1);
  begin(say("báo cáo của phòng được tổng hợp", "reports of districts that it rolls up"),
        d_.districts.size() - totals_.late_reports);
  count(below);
  end();
  begin(say("phòng nêu là nộp muộn khi còn trong hạn", "districts named as late before the day is over"), 0);
  count(missing);
  end();
  constexpr Date kAfter{2023, 10, 11};
  clock(at(kAfter, 9 * 60));
  report(true);
  step(say("báo cáo muộn trong danh sách", "late reports listed"), totals_.late_reports,
       {{{"report", "list", "--programme", kProgramme, "--kind", "ad-hoc", "--period", kReportDay, "--late"},
         [](const json& answer) { return answer["reports"].size(); }}},
       1);
  step(say("báo cáo của Sở lập lại: cùng mã băm", "the department's report built again: same digest"), 1,
       {{with({"report", "rebuild", index}, officer()),
         [](const json& answer) { return answer.value("same", false) ? 1u : 0u; }}},
       1);
}

int SitesPlay::run() {
  found("demo.hocba.example/tap-huan-mau", "2023-08-25T01:00:00Z");
  std::vector<std::string> names = {"so", "cv-so", "gd-so", "dau-so", "ql-dt", "cv-dt", "gd-dt", "dau-dt"};
  for (const ProvinceDistrict& district : d_.districts)
    for (const char* prefix : {"ql-", "cv-"}) names.push_back(prefix + district.code);
  for (const Site& site : d_.sites) names.push_back("ht-" + site.code);
  make_keys(names);
  units();
  rights();
  programme();
  clock("2023-09-20T02:00:00Z");
  lists(false);
  clock("2023-09-26T02:00:00Z");
  lists(true);
  training_day();
  clock(at(sample::kTrainingDay, 20 * 60));
  confirmations(say("giấy xác nhận tham dự cấp trong ngày", "confirmations of attendance issued that day"),
                totals_.confirmed);
  day_by_the_ledger();
  clock(at(sample::kMakeUpDay, 17 * 60));
  make_up();
  coverage();
  clock("2023-10-08T02:00:00Z");
  report(false);
  clock("2023-10-09T02:00:00Z");
  department_report();
  clock("2023-10-20T02:00:00Z");
  awards();
  audit();
  return tell();
}

}  // namespace hocba::district

#include "tools/district/play.hpp"

#include <nlohmann/json.hpp>
#include <set>

namespace hocba::district {

using nlohmann::json;
using sample::School;
using sample::SchoolClass;

Play::Play(const PlayOptions& options) : Stage(options), d_(sample::make_district(options.seed, options.scale)) {}

// --- the network, its units and rights ---------------------------------------------------------------------------

Play::Words Play::grant(const std::string& unit, const std::string& role, const std::string& name,
                        const Words& more) const {
  Words words = {"grant",    "add",
                 "--for",    unit,
                 "--role",   role,
                 "--to-key", key(name),
                 "--person", "Người giữ " + name,
                 "--to",     unit == "99PGDA" ? "30/06/2025" : "31/08/2026"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

std::vector<std::string> Play::teachers_of(const SchoolClass& one) const {
  const std::string place = d_.schools[one.school].code + "-" + one.name;
  constexpr int kLastOfPrimary = 5;
  if (one.grade <= kLastOfPrimary) return {"GDTC-" + place};  // the specialist; the rest is the homeroom teacher's
  return {"TOAN-" + place, "VAN-" + place};
}

void Play::units() {
  const Words so = {"--key", key("so"), "--unit", "99SO"}, district = {"--key", key("pgd"), "--unit", "99PGDA"};
  begin(say("đơn vị", "units"), 5 + 2 * d_.schools.size() + 2);
  go({{with({"unit", "register", "99SO", "--type", "department", "--name", "Sở GDĐT Mẫu"}, founders()), {}},
      {with(grant("99SO", "manager", "so", {}), founders()), {}},
      {with({"unit", "register", "99PGDA", "--type", "district_office", "--parent", "99SO", "--name",
             "Phòng GDĐT TP Mẫu A", "--to", "30/06/2025"},
            so),
       {}},
      {with(grant("99PGDA", "manager", "pgd", {}), so), {}},
      {with({"unit", "register", "99DHM", "--type", "training_provider", "--parent", "99SO", "--name",
             "Trường Đại học Mẫu"},
            so),
       {}},
      {with({"unit", "register", "99DT", "--type", "company", "--parent", "99SO", "--name", "Đơn vị phối hợp Mẫu"}, so),
       {}}},
     1);
  std::vector<Command> schools;
  for (const School& school : d_.schools) {
    const Words& above = school.under_department ? so : district;
    schools.push_back({with({"unit", "register", school.code, "--type", school.type, "--parent", above.back(), "--name",
                             school.name, "--serial-secret", secret(school.code)},
                            above),
                       {}});
    schools.push_back({with(grant(school.code, "manager", "ql-" + school.code, {}), above), {}});
  }
  schools.push_back({{"unit", "list"}, {}});
  go(std::move(schools), 1);
  end();
}

void Play::rights() {
  std::vector<Command> commands;
  std::set<std::string> places;  // a class of every year has the same teachers
  for (const School& school : d_.schools) {
    const Words by = {"--key", key("ql-" + school.code)};
    for (const auto& [role, name] :
         {std::pair("registrar", "vt-"), std::pair("principal", "ht-"), std::pair("seal", "dau-")})
      commands.push_back({grant(school.code, role, name + school.code, by), {}});
  }
  for (const SchoolClass& one : d_.classes) {
    const std::string& code = d_.schools[one.school].code;
    if (!places.insert(code + one.name).second) continue;
    const Words by = {"--class", one.name, "--key", key("ql-" + code)};
    commands.push_back({grant(code, "homeroom", "cn-" + code + "-" + one.name, by), {}});
    for (const std::string& teacher : teachers_of(one)) {
      Words more = by;
      more.insert(more.end(), {"--subject", teacher.substr(0, teacher.find('-'))});
      commands.push_back({grant(code, "teacher", teacher, more), {}});
    }
  }
  const std::size_t all = commands.size();
  step(say("quyền ký", "rights to sign"), all, std::move(commands));
}

void Play::policies() {
  std::vector<Command> commands;
  for (const std::string& year : d_.years)
    commands.push_back(
        {{"policy", "set", "--type", "transcript", "--period", year, "--record-roles", "seal", "--proposers",
          "registrar,seal", "--approvers", "principal", "--document-roles", "teacher:1,homeroom:1,principal:1,seal:1",
          "--key", o_.folder + "/net/founders/founder-1.key", "--key", o_.folder + "/net/founders/founder-2.key"},
         {}});
  step(say("chính sách", "policies"), d_.years.size(), std::move(commands), 1);
}

void Play::write_sheets() {
  begin(say("bảng lớp", "class sheets"), d_.classes.size());
  for (const SchoolClass& one : d_.classes) {
    const auto sheet = sample::class_sheet(d_, one);
    write_text("/sheets/" + sheet.file_name, sheet.bytes);
    count(1);
  }
  const auto odd = sample::planted_sheet(d_);
  write_text("/" + odd.file_name, odd.bytes);
  end();
}

// --- all of it ---------------------------------------------------------------------------------------------------

int Play::run() {
  found("demo.hocba.example/quan-mau", d_.years.front().substr(0, 4) + "-08-14T01:00:00Z");
  std::vector<std::string> names = {"so", "pgd", "xa"};
  std::set<std::string> seen;
  for (const School& school : d_.schools)
    for (const char* prefix : {"ql-", "vt-", "ht-", "dau-"}) names.push_back(prefix + school.code);
  for (const SchoolClass& one : d_.classes) {
    const std::string place = d_.schools[one.school].code + "-" + one.name;
    if (!seen.insert(place).second) continue;
    names.push_back("cn-" + place);
    for (const std::string& teacher : teachers_of(one)) names.push_back(teacher);
  }
  for (const char* name : {"ht2", "pht"}) names.emplace_back(name);
  make_keys(names);
  units();
  rights();
  policies();
  write_sheets();
  for (int year = 0; year < static_cast<int>(d_.years.size()); ++year) play_year(year);
  fetch();
  verify();
  audit();
  return tell();
}

}  // namespace hocba::district

#include "tools/district/play_vocational.hpp"

#include <nlohmann/json.hpp>
#include <set>

#include "ledger/exchange/csv.hpp"
#include "ledger/exchange/import.hpp"

namespace hocba::district {

using nlohmann::json;
using sample::VocationalUnit;

namespace {

constexpr const char* kType = "diploma";
constexpr const char* kYear = "2025";  // of the book: that in which old diplomas are digitised, too

std::vector<credential::DiplomaData> diplomas_in(const VocationalUnit& unit, const sample::Sheet& sheet) {
  exchange::ImportDefaults defaults;
  defaults.issuer.name = unit.name;
  return exchange::import_diplomas(*exchange::parse_csv(sheet.bytes), defaults).items;
}

}  // namespace

VocationalPlay::VocationalPlay(const StageOptions& options)
    : Stage(options), d_(sample::make_vocational(options.seed)) {}

Stage::Words VocationalPlay::by(const std::string& unit, const std::string& role) const {
  return {"--unit", unit, "--key", key(role + unit)};
}

void VocationalPlay::units() {
  const Words so = {"--key", key("so"), "--unit", "99SO"};
  std::vector<Command> commands = {
      {with({"unit", "register", "99SO", "--type", "department", "--name", "Sở GDĐT Mẫu"}, founders()), {}},
      {with({"grant", "add", "--for", "99SO", "--role", "manager", "--to-key", key("so"), "--person", "Người giữ so",
             "--to", "31/08/2026"},
            founders()),
       {}}};
  for (const VocationalUnit& unit : d_.units) {
    commands.push_back({with({"unit", "register", unit.code, "--type", "vocational", "--parent", "99SO", "--name",
                              unit.name, "--serial-secret", secret(unit.code)},
                             so),
                        {}});
    commands.push_back({with({"grant", "add", "--for", unit.code, "--role", "manager", "--to-key",
                              key("ql-" + unit.code), "--person", "Người giữ ql-" + unit.code, "--to", "31/08/2026"},
                             so),
                        {}});
  }
  const std::size_t all = commands.size();
  step(say("đơn vị", "units"), all, std::move(commands), 1);
}

void VocationalPlay::rights() {
  std::vector<Command> commands;
  for (const VocationalUnit& unit : d_.units)
    for (const auto& [role, name] :
         {std::pair("registrar", "vt-"), std::pair("principal", "ht-"), std::pair("seal", "dau-")})
      commands.push_back({with({"grant", "add", "--for", unit.code, "--role", role, "--to-key", key(name + unit.code),
                                "--person", std::string("Người giữ ") + name + unit.code, "--to", "31/08/2026"},
                               by(unit.code, "ql-")),
                          {}});
  const std::size_t all = commands.size();
  step(say("quyền ký", "rights to sign"), all, std::move(commands));
}

// A policy for the year of each diploma, the old ones' too.
void VocationalPlay::policies() {
  std::set<int> years;
  for (const VocationalUnit& unit : d_.units)
    for (const sample::Sheet* sheet : {&unit.diplomas, &unit.old_diplomas})
      for (const auto& diploma : diplomas_in(unit, *sheet)) years.insert(diploma.common.issued_on.year);
  std::vector<Command> commands;
  for (const int year : years)
    commands.push_back(
        {with({"policy", "set", "--type", kType, "--period", std::to_string(year), "--record-roles", "principal,seal",
               "--proposers", "registrar", "--approvers", "principal", "--document-roles", "principal,seal"},
              founders()),
         {}});
  const std::size_t all = commands.size();
  step(say("chính sách", "policies"), all, std::move(commands), 1);
}

void VocationalPlay::issue(const std::string& name, bool digitised) {
  std::vector<Command> commands;
  std::size_t wanted = 0;
  for (std::size_t u = 0; u < d_.units.size(); ++u) {
    const VocationalUnit& unit = d_.units[u];
    const sample::Sheet& sheet = digitised ? unit.old_diplomas : unit.diplomas;
    write_text("/sheets/" + sheet.file_name, sheet.bytes);
    wanted += digitised ? unit.digitised : unit.born_digital;
    commands.push_back(
        {{"issue", kType, o_.folder + "/sheets/" + sheet.file_name, "--book", kYear, "--unit", unit.code,
          "--serial-secret", secret(unit.code), "--sign", "principal=" + key("ht-" + unit.code), "--sign",
          "seal=" + key("dau-" + unit.code), "--key", key("ht-" + unit.code), "--key", key("dau-" + unit.code)},
         [this, u](const json& answer) {
           std::size_t issued = 0;
           for (const json& row : answer["rows"]) {
             if (!row.contains("index")) continue;
             issued_.push_back({u, row["id"], row["serial"]});
             id_of_serial_[row["serial"]] = row["id"];
             ++issued;
           }
           return issued;
         }});
  }
  step(name, wanted, std::move(commands), 1);
}

// Case 27: a blank is spoiled; its number is never used.
void VocationalPlay::spoil() {
  const std::string& unit = d_.units.front().code;
  const Words of = with({"--type", kType, "--year", kYear}, by(unit, "vt-"));
  const std::size_t next = d_.units.front().born_digital + d_.units.front().digitised + 1;
  step(say("phôi hỏng", "spoiled number"), 2,
       {{with({"register", "reserve", "--count", "1"}, of), {}},
        {with({"register", "spoil", "--number", std::to_string(next), "--reason", "damaged"}, of), {}}},
       1);
}

// The eleventh was asked for on a Friday after 15:00 and is due on this Monday; the twelfth is late.
void VocationalPlay::copies() {
  std::vector<Command> commands;
  for (std::size_t i = 0; i < d_.copies.size(); ++i) {
    const sample::RegisterCopy& copy = d_.copies[i];
    const VocationalUnit& unit = d_.units[copy.unit];
    const auto diplomas = diplomas_in(unit, unit.diplomas);
    const auto& common = diplomas.at(copy.row).common;
    const std::string& id = id_of_serial_.at(common.serial);
    const bool another = i == 1 || i == 2;  // asks for the holder
    Words words = with({"register", "copy", id, "--year", kYear, "--asker", another ? copy.to : common.holder.name,
                        "--basis", copy.basis},
                       by(unit.code, "vt-"));
    if (i == 1) words = with(words, {"--capacity", "representative", "--proof", "Giấy ủy quyền số 7"});
    if (i == 2)
      words = with(words, {"--capacity", "child", "--proof", "Giấy khai sinh số 12", "--death", "Khai tử số 3"});
    if (i % 2 == 1) words = with(words, {"--form", "digital"});
    if (i + 2 == d_.copies.size()) words = with(words, {"--received", "05/09/2025 15:01"});
    if (i + 1 == d_.copies.size()) words = with(words, {"--received", "04/09/2025 09:00"});
    commands.push_back({words, {}});
  }
  const std::size_t all = commands.size();
  step(say("bản sao từ sổ gốc", "copies from the register"), all, std::move(commands), 1);
}

void VocationalPlay::revoke() {
  const Issued& one = issued_.front();
  revoked_ = one.serial;
  const std::string& unit = d_.units[one.unit].code;
  step(say("thu hồi: để người khác sử dụng", "revoked: lent to another person"), 1,
       {{with({"revoke", one.id, "--yes", "--reason", "CHO_MUON", "--basis", "QĐ 15/QĐ-CĐ ngày 15/09/2025", "--key",
               key("ht-" + unit)},
              by(unit, "vt-")),
         {}}},
       1);
}

void VocationalPlay::merge() {
  std::vector<Command> commands;
  for (const VocationalUnit& unit : d_.units)
    if (!unit.merged_into.empty())
      commands.push_back({{"unit", "merge", unit.code, "--into", unit.merged_into, "--at", "01/10/2025", "--key",
                           key("so"), "--unit", "99SO"},
                          {}});
  step(say("sáp nhập", "merger"), 1, std::move(commands), 1);
}

// Each book as its keeper reads it: the school that was merged by the college, without a gap, and what is said of it.
void VocationalPlay::registers() {
  const auto keeper = [](const VocationalUnit& unit) {
    return unit.merged_into.empty() ? unit.code : unit.merged_into;
  };
  const auto lines = [](const json& answer) { return answer["lines"].size(); };
  const auto originality = [](const char* word) {
    return [word](const json& answer) {
      std::size_t found = 0;
      for (const json& line : answer["lines"]) found += line.value("originality", "") == word ? 1 : 0;
      return found;
    };
  };
  const auto view = [&](const char* part, const VocationalUnit& unit, auto counts) {
    Words words = with({"register", part, "--type", kType, "--year", kYear}, by(keeper(unit), "vt-"));
    if (!unit.merged_into.empty()) words = with(words, {"--predecessor", unit.code});
    return Command{words, counts};
  };
  std::size_t born = 0, digitised = 0;
  std::vector<Command> numbers, originals, copies_of_paper, copies, late, annex, inherited;
  for (const VocationalUnit& unit : d_.units) {
    born += unit.born_digital;
    digitised += unit.digitised;
    numbers.push_back(view("book", unit, lines));
    originals.push_back(view("book", unit, originality("GOC_DIEN_TU")));
    copies_of_paper.push_back(view("book", unit, originality("SO_HOA")));
    copies.push_back(view("copies", unit, lines));
    late.push_back(view("copies", unit, [](const json& answer) {
      std::size_t found = 0;
      for (const json& line : answer["lines"]) found += line.value("late", false) ? 1 : 0;
      return found;
    }));
    annex.push_back(view("annex", unit, lines));
    if (unit.merged_into.empty())
      inherited.push_back(view("book", unit, [](const json& answer) {
        return answer.contains("inherited") ? answer["inherited"][0]["lines"].size() : 0u;
      }));
  }
  step(say("sổ gốc: số, kể cả phôi hỏng", "register: numbers, the spoiled one too"), born + digitised + 1,
       std::move(numbers));
  step(say("sổ gốc: bản gốc điện tử", "register: electronic originals"), born, std::move(originals));
  step(say("sổ gốc: số hóa từ bản giấy", "register: digitised from paper"), digitised, std::move(copies_of_paper));
  step(say("sổ của trường đã sáp nhập, nơi tiếp nhận xem", "book of the merged school, read by its successor"),
       d_.units.back().born_digital + d_.units.back().digitised, std::move(inherited));
  step(say("sổ cấp bản sao", "register of copies"), d_.copies.size(), std::move(copies));
  step(say("bản sao trễ hạn", "late copies"), 1, std::move(late));
  step(say("phụ lục sổ gốc", "annex"), 1, std::move(annex));
}

void VocationalPlay::fetch() {
  std::vector<Command> commands;
  for (const Issued& one : issued_) {
    const VocationalUnit& unit = d_.units[one.unit];
    commands.push_back({with({"fetch", one.id, "-o", file_of(one)},
                             by(unit.merged_into.empty() ? unit.code : unit.merged_into, "vt-")),
                        {}});
  }
  const std::size_t all = commands.size();
  step(say("tệp người giữ", "holders' files fetched"), all, std::move(commands));
}

void VocationalPlay::verify() {
  std::vector<std::string> valid, revoked;
  for (const Issued& one : issued_) (one.serial == revoked_ ? revoked : valid).push_back(file_of(one));
  step(say("kiểm tra: có hiệu lực", "verified offline: valid"), issued_.size() - 1, verifying(valid, 0));
  step(say("kiểm tra: đã thu hồi", "verified offline: revoked"), 1, verifying(revoked, 3));
}

int VocationalPlay::run() {
  found("demo.hocba.example/nghe-mau", "2025-07-01T01:00:00Z");
  std::vector<std::string> names = {"so"};
  for (const VocationalUnit& unit : d_.units)
    for (const char* prefix : {"ql-", "vt-", "ht-", "dau-"}) names.push_back(prefix + unit.code);
  make_keys(names);
  units();
  rights();
  policies();
  issue(say("bằng phát hành", "diplomas issued"), false);
  issue(say("bằng cũ số hóa", "old diplomas digitised"), true);
  spoil();
  clock("2025-09-08T03:00:00Z");
  copies();
  clock("2025-09-16T01:00:00Z");
  revoke();
  clock("2025-10-02T01:00:00Z");
  merge();
  registers();
  fetch();
  verify();
  audit();
  return tell();
}

}  // namespace hocba::district

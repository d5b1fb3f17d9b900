// The years: what schools issue, put right, hand over; then every document is fetched and verified.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "tools/district/play.hpp"

namespace hocba::district {

using nlohmann::json;
using sample::Move;
using sample::Replacement;
using sample::School;
using sample::SchoolClass;

std::string Play::principal_of(const School& school) const {
  const auto found = principals_.find(school.code);
  return key(found == principals_.end() ? "ht-" + school.code : found->second);
}

Play::Words Play::signs(const SchoolClass& one) const {
  const School& school = d_.schools[one.school];
  Words out = {"--unit", school.code, "--serial-secret", secret(school.code)};
  for (const std::string& teacher : teachers_of(one)) out.insert(out.end(), {"--sign", "teacher=" + key(teacher)});
  out.insert(out.end(), {"--sign", "homeroom=" + key("cn-" + school.code + "-" + one.name), "--sign",
                         "principal=" + principal_of(school), "--sign", "seal=" + key("dau-" + school.code), "--key",
                         key("dau-" + school.code)});
  return out;
}

std::size_t Play::note_ids(const json& answer) {
  std::size_t issued = 0;
  for (const json& row : answer["rows"]) {
    if (!row.contains("index")) continue;
    id_of_serial_[row["serial"]] = row["id"];
    ++issued;
  }
  return issued;
}

void Play::play_year(int year) {
  const int start = std::stoi(d_.years[static_cast<std::size_t>(year)].substr(0, 4));
  const std::string in = std::to_string(start + 1);
  const bool last = static_cast<std::size_t>(year) + 1 == d_.years.size();
  if (static_cast<std::size_t>(year) + 2 == d_.years.size()) {  // the year of the odd cases
    clock(std::to_string(start) + "-10-21T01:00:00Z");
    move(year, Move::When::autumn);
    clock(std::to_string(start) + "-11-18T01:00:00Z");
    move(year, Move::When::autumn_back);
    clock(in + "-01-13T01:00:00Z");
    replace_principal(year);
  }
  clock(in + "-05-31T01:00:00Z");
  issue(year);
  issue_by_desk(year);
  clock(in + "-06-10T01:00:00Z");
  replace({year, Replacement::Round::june});
  if (!last) {
    clock(in + "-06-25T01:00:00Z");
    move(year, Move::When::summer);
  }
  clock(in + "-08-20T01:00:00Z");
  replace({year, Replacement::Round::august});
}

// Case 25: the principal leaves in the middle of the year; the new one delegates to the deputy, who signs for her.
void Play::replace_principal(int year) {
  const School& school = d_.schools.back();
  const std::string manager = key("ql-" + school.code);
  begin(std::string(say("thay hiệu trưởng, ủy quyền ", "principal replaced, deputy ")) +
            d_.years[static_cast<std::size_t>(year)],
        3);
  std::uint64_t old = 0, fresh = 0;
  const json held = ask({"grant", "list", "--of", key("ht-" + school.code)});
  for (const json& one : held["grants"]) old = one["index"];
  go({{{"grant", "revoke", std::to_string(old), "--reason", "left", "--key", manager}, {}}}, 1);
  Words words = grant(school.code, "principal", "ht2", {"--key", manager});
  go({{words, [&](const json& answer) { return fresh = answer["index"], std::size_t{1}; }}}, 1);
  words = grant(school.code, "deputy", "pht", {"--delegated-by", std::to_string(fresh), "--key", manager});
  go({{words, {}}}, 1);
  principals_[school.code] = "pht";
  end();
}

void Play::issue(int year) {
  std::vector<Command> commands;
  std::size_t pages = 0;
  for (const SchoolClass& one : d_.classes) {
    if (one.year != year || one.by_desk) continue;
    Words words = {"issue", "transcript", o_.folder + "/sheets/" + one.file_name};
    const Words more = signs(one);
    words.insert(words.end(), more.begin(), more.end());
    commands.push_back({words, [this](const json& answer) { return note_ids(answer); }});
    pages += one.pages.size();
  }
  step(std::string(say("học bạ phát hành ", "transcripts issued ")) + d_.years[static_cast<std::size_t>(year)], pages,
       std::move(commands));
  for (const SchoolClass& one : d_.classes)
    if (one.year == year && !one.by_desk)
      for (const std::size_t page : one.pages) current_[page] = id_of_serial_.at(d_.pages[page].serial);
}

// One school signs on the node's desk: each signatory on a machine of their own, the principal the whole school at
// once.
void Play::issue_by_desk(int year) {
  std::size_t pages = 0, signatures = 0;
  std::vector<Command> deposits, teachers, homerooms, last;
  std::string unit;
  const auto signing = [&](const std::string& who, const std::string& class_name) {
    Words words = {"desk", "sign", "--all", "--yes", "--unit", unit, "--key", key(who)};
    if (!class_name.empty()) words.insert(words.end(), {"--class", class_name});
    return Command{words, [](const json& answer) { return answer["signed"].get<std::size_t>(); }};
  };
  for (const SchoolClass& one : d_.classes) {
    if (one.year != year || !one.by_desk) continue;
    unit = d_.schools[one.school].code;
    deposits.push_back({{"issue", "transcript", o_.folder + "/sheets/" + one.file_name, "--desk", "--unit", unit,
                         "--serial-secret", secret(unit), "--key", key("vt-" + unit)},
                        [](const json&) { return std::size_t{0}; }});
    for (const std::string& teacher : teachers_of(one)) teachers.push_back(signing(teacher, one.name));
    homerooms.push_back(signing("cn-" + unit + "-" + one.name, one.name));
    pages += one.pages.size();
    signatures += one.pages.size() * (teachers_of(one).size() + 3);
  }
  if (pages == 0) return;
  begin(std::string(say("bàn ký ", "desk: signatures and issues ")) + d_.years[static_cast<std::size_t>(year)],
        signatures + pages);
  go(std::move(deposits));
  go(std::move(teachers));
  go(std::move(homerooms));
  go({signing("ht-" + unit, "")}, 1);
  go({signing("dau-" + unit, "")}, 1);
  go({{{"desk", "issue", "--unit", unit, "--serial-secret", secret(unit), "--key", key("dau-" + unit)},
       [this](const json& answer) { return note_ids(answer); }}},
     1);
  end();
  for (const SchoolClass& one : d_.classes)
    if (one.year == year && one.by_desk)
      for (const std::size_t page : one.pages) current_[page] = id_of_serial_.at(d_.pages[page].serial);
}

// The corrected documents first, then, per school, that they stand in place of the old ones.
void Play::replace(sample::ReplacementRound round) {
  std::vector<Command> commands;
  for (const SchoolClass& one : d_.classes) {
    const auto sheet = sample::replacement_sheet(d_, one, round, id_of_serial_);
    if (!sheet.ok()) fail(sheet.error().to_string());
    if (sheet->bytes.empty()) continue;
    const std::string path = o_.folder + "/sheets/" + sheet->file_name;
    std::ofstream(path, std::ios::binary | std::ios::trunc) << sheet->bytes;
    Words words = {"issue", "transcript", path};
    const Words more = signs(one);
    words.insert(words.end(), more.begin(), more.end());
    commands.push_back({words, [this](const json& answer) { return note_ids(answer); }});
  }
  const auto wanted = static_cast<std::size_t>(
      std::count_if(d_.replacements.begin(), d_.replacements.end(),
                    [&](const Replacement& one) { return one.year == round.year && one.round == round.round; }));
  if (wanted == 0) return;
  const std::string name = round.round == Replacement::Round::june
                               ? say("sửa và thay thế ", "corrected and superseded ")
                               : say("đánh giá lại và thay thế ", "re-tested and superseded ");
  begin(name + d_.years[static_cast<std::size_t>(round.year)], 2 * wanted);
  go(std::move(commands));
  supersede(round);
  end();
}

void Play::supersede(sample::ReplacementRound round) {
  std::vector<Command> commands;
  for (std::size_t s = 0; s < d_.schools.size(); ++s) {
    const School& school = d_.schools[s];
    std::string lines = "id,by,reason,basis\n";
    const std::size_t empty = lines.size();
    for (const Replacement& one : d_.replacements) {
      const auto& page = d_.pages[one.page];
      if (one.year != round.year || one.round != round.round || page.school != s) continue;
      const std::string fresh = id_of_serial_.at(page.serial + sample::kReplacementSuffix);
      lines += current_.at(one.page) + "," + fresh + "," + std::string(credential::to_text(one.reason)) + "," +
               one.basis + "\n";
      current_[one.page] = fresh;
    }
    if (lines.size() == empty) continue;
    const std::string path = o_.folder + "/sheets/" + school.code + "-thay-the-" + std::to_string(round.year) +
                             (round.round == Replacement::Round::june ? "-6.csv" : "-8.csv");
    std::ofstream(path, std::ios::binary | std::ios::trunc) << lines;
    Words words = {
        "supersede",         "--from", path, "--yes", "--unit", school.code, "--key", key("vt-" + school.code), "--key",
        principal_of(school)};
    commands.push_back({words, [](const json& answer) {
                          std::size_t done = 0;
                          for (const json& one : answer["results"]) done += one.contains("index") ? 1 : 0;
                          return done;
                        }});
  }
  go(std::move(commands), 1);
}

// Districts ended on 01/07/2025: wards take their schools over.
void Play::unit_change() {
  const Words so = {"--key", key("so"), "--unit", "99SO"}, ward = {"--key", key("xa"), "--unit", "99XA01"};
  constexpr int kWards = 12;
  begin(say("12 phường thay PGDĐT", "12 wards take over from the district"), kWards + 2 + d_.schools.size() - 1);
  std::vector<Command> commands;
  for (int n = 1; n <= kWards; ++n) {
    const std::string number = (n < 10 ? "0" : "") + std::to_string(n);
    commands.push_back({with({"unit", "register", "99XA" + number, "--type", "commune_office", "--parent", "99SO",
                              "--from", "01/07/2025", "--name", "Phòng VH-XH Phường Mẫu " + number},
                             so),
                        {}});
  }
  commands.push_back({with(grant("99XA01", "manager", "xa", {}), so), {}});
  commands.push_back({with({"unit", "merge", "99PGDA", "--into", "99XA01", "--at", "01/07/2025"}, so), {}});
  go(std::move(commands), 1);
  commands.clear();
  for (const School& school : d_.schools)
    if (!school.ward.empty())
      commands.push_back({with({"unit", "update", school.code, "--parent", school.ward}, ward), {}});
  go(std::move(commands), 1);
  end();
}

// Asked for and answered, released with all documents of the pupil, received; in the summer of 2025 the district ends
// between the release and the receipt (case 13).
void Play::move(int year, Move::When when) {
  std::vector<const Move*> moves;
  for (const Move& one : d_.moves)
    if (one.year == year && one.when == when) moves.push_back(&one);
  if (moves.empty()) return;
  const std::string& period = d_.years[static_cast<std::size_t>(year)];
  std::vector<std::string> ids(moves.size());
  begin(std::string(say("đề nghị, đồng ý, bàn giao ", "transfers asked, accepted, released ")) + period,
        3 * moves.size());
  release(moves, ids);
  end();
  if (when == Move::When::summer) {
    const std::string in = period.substr(5);
    clock(in + "-07-01T01:00:00Z");
    if (in == "2025") unit_change();
    clock(in + "-07-02T01:00:00Z");
  }
  std::vector<Command> receipts;
  for (std::size_t i = 0; i < moves.size(); ++i) {
    const School& to = d_.schools[moves[i]->to];
    receipts.push_back({{"transfer", "receive", ids[i], "--unit", to.code, "--key", principal_of(to)}, {}});
  }
  step(std::string(say("tiếp nhận ", "transfers received ")) + period, moves.size(), std::move(receipts));
}

void Play::release(const std::vector<const Move*>& moves, std::vector<std::string>& ids) {
  std::vector<Command> asked, accepted, released;
  const std::string interim = o_.folder + "/sheets/bang-tong-hop.txt";
  std::ofstream(interim) << "Bảng tổng hợp kết quả rèn luyện và học tập (mẫu)\n";
  for (std::size_t i = 0; i < moves.size(); ++i) {
    const Move& move = *moves[i];
    const School &from = d_.schools[move.from], &to = d_.schools[move.to];
    const auto& person = d_.pupils[move.pupil].person;
    asked.push_back({{"transfer", "request", "--leaving", from.code, "--receiving", to.code, "--name", person.name,
                      "--birth-date", to_screen(person.birth_date), "--application", move.application, "--unit",
                      from.code, "--key", key("vt-" + from.code)},
                     [&ids, i](const json& answer) { return ids[i] = answer["transfer"], std::size_t{1}; }});
  }
  go(std::move(asked));
  for (std::size_t i = 0; i < moves.size(); ++i) {
    const Move& move = *moves[i];
    const School &from = d_.schools[move.from], &to = d_.schools[move.to];
    accepted.push_back({{"transfer", "accept", ids[i], "--unit", to.code, "--key", principal_of(to)}, {}});
    Words words = {
        "transfer", "release",         ids[i], "--sheet", interim, "--unit", from.code, "--key", key("vt-" + from.code),
        "--key",    principal_of(from)};
    for (const std::size_t page : move.pages) words.insert(words.end(), {"--credential", current_.at(page)});
    released.push_back({words, {}});
  }
  go(std::move(accepted));
  go(std::move(released));
}

// --- every document, as its holder has it ------------------------------------------------------------------------

void Play::fetch() {
  std::map<std::size_t, Words> of_school;  // ids
  for (std::size_t i = 0; i < d_.pages.size(); ++i) {
    const std::string& serial = d_.pages[i].serial;
    Words& ids = of_school[d_.pages[i].school];
    ids.push_back(id_of_serial_.at(serial));
    if (ids.back() != current_.at(i)) ids.push_back(current_.at(i));
  }
  std::vector<Command> commands;
  for (const auto& [at, ids] : of_school) {
    const std::string& code = d_.schools[at].code;
    std::string sheet = "id\n";
    for (const std::string& id : ids) sheet += id + "\n";
    const std::string path = o_.folder + "/sheets/" + code + "-lay-tep.csv";
    std::ofstream(path, std::ios::binary | std::ios::trunc) << sheet;
    commands.push_back(
        {{"fetch", "--from", path, "--to", o_.folder + "/files", "--unit", code, "--key", key("vt-" + code)},
         [](const json& answer) { return answer["files"].size(); }});
  }
  step(say("tệp người giữ", "holders' files fetched"), d_.pages.size() + d_.replacements.size(), std::move(commands));
}

void Play::verify() {
  std::vector<std::string> valid, superseded;
  const auto path = [&](const std::string& id) { return o_.folder + "/files/" + id + ".json"; };
  for (std::size_t i = 0; i < d_.pages.size(); ++i) {
    const std::string& first = id_of_serial_.at(d_.pages[i].serial);
    if (first != current_.at(i)) superseded.push_back(path(first));
    valid.push_back(path(current_.at(i)));
  }
  step(say("kiểm tra: có hiệu lực", "verified offline: valid"), d_.pages.size(), verifying(valid, 0));
  step(say("kiểm tra: bị thay thế", "verified offline: superseded"), d_.replacements.size(), verifying(superseded, 3));
}

}  // namespace hocba::district

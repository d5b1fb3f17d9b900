#include "cli/training_tables.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/codes.hpp"
#include "crypto/json.hpp"
#include "ledger/credential/names.hpp"
#include "ledger/training/report.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

constexpr const char* kUntold = "–";

struct WordPair {
  const char *word, *vi, *en;
};
template <std::size_t N>
std::string words_for(const WordPair (&pairs)[N], const std::string& word, Lang lang) {
  for (const WordPair& pair : pairs)
    if (word == pair.word) return std::string(pick(lang, pair.vi, pair.en));
  return word;
}

std::string number_text(std::uint64_t number) { return std::to_string(number); }

std::string group_name(const std::string& by, const std::string& key, const ProgrammeNames& names, Lang lang) {
  if (key.empty()) return std::string(pick(lang, "(không rõ)", "(not known)"));
  if (by == "school") return named(names.units, key);
  if (by == "level") return named(names.levels, key);
  return named(by == "audience" ? names.audiences : names.topics, key);
}

}  // namespace

namespace {

// 42, "<5", ">35", null.
std::string told_count(const json& value) {
  if (value.is_number_unsigned()) return number_text(value.get<std::uint64_t>());
  if (!value.is_string()) return kUntold;
  const std::string text = value.get<std::string>();
  return text.empty() ? kUntold : text.substr(0, 1) + " " + text.substr(1);
}

}  // namespace

Result<training::By> public_cut(const std::string& cut) {
  if (std::find(std::begin(kPublicCuts), std::end(kPublicCuts), cut) == std::end(kPublicCuts))
    return Error(kUsage, "--public --by " + cut + "; all, audience, level, school");
  return training::by_from_text(cut == "school" ? "unit" : cut);
}

Result<PublicCounts> public_counts(std::map<std::string, std::vector<CoverageLine>>& coverage, const std::string& cut) {
  HOCBA_TRY(const training::By by_cut, public_cut(cut));
  std::erase_if(coverage, [&](const auto& part) { return part.first != "all" && part.first != cut; });
  json rows = json::array();
  for (auto& [by, lines] : coverage)
    for (CoverageLine& line : lines) {
      line.denominator = line.people;
      line.target.reset();
      line.reached = false;
      rows.push_back({{"by", by == "school" ? "unit" : by},
                      {"key", line.key},
                      {"course", line.course},
                      {"people", line.people},
                      {"passed", line.passed}});
    }
  HOCBA_TRY(const std::string text, training::public_view(crypto::canonical({{"coverage", std::move(rows)}}), by_cut));
  HOCBA_TRY(const json told, crypto::parse_json(text));
  PublicCounts out;
  std::size_t place = 0;
  for (const auto& [by, lines] : coverage) {
    auto& counts = out[by];
    for (const CoverageLine& line : lines) {
      const json& row = told.at("coverage").at(place++);
      const json &people = row.at("people"), &passed = row.at("passed");
      const bool exact = people.is_number() && passed.is_number();
      counts.push_back({told_count(people), told_count(passed), exact ? share_of(line.passed, line.people) : kUntold});
    }
  }
  return out;
}

ReportTable coverage_table(const std::vector<CoverageLine>& lines, const std::string& by, const ProgrammeNames& names,
                           Lang lang, const std::vector<PublicCount>* told) {
  const auto say = [&](const char* vi, const char* en) { return std::string(pick(lang, vi, en)); };
  const bool all = by == "all";
  ReportTable out{.name = say("Mức độ bao phủ", "Coverage"),
                  .if_empty = say("Chưa có ai trong danh sách.", "Nobody is on a roster yet.")};
  if (!all) {
    out.columns.push_back({say("Mã", "Code"), Shows::text, 1.3, by == "school", by == "school"});
    out.columns.push_back({by == "school"     ? say("Đơn vị", "Unit")
                           : by == "level"    ? say("Cấp học", "Level")
                           : by == "audience" ? say("Đối tượng", "Audience")
                                              : say("Chuyên đề", "Topic"),
                           Shows::text, 3});
  }
  out.columns.push_back({say("Khóa", "Course"), Shows::text, 1.3});
  // A public copy counts by who enlisted for the course; targets and shares of reports by everybody it is for.
  out.columns.push_back({told == nullptr ? say("Số người", "People") : say("Đăng ký khóa", "Enlisted"), Shows::whole});
  out.columns.push_back({say("Đã đạt", "Passed"), Shows::whole});
  out.columns.push_back(
      {told == nullptr ? say("Tỷ lệ (%)", "Share (%)") : say("Đạt trong số đăng ký (%)", "Passed of the enlisted (%)"),
       Shows::share});
  if (told == nullptr) {
    out.columns.push_back({say("Mục tiêu (%)", "Target (%)"), Shows::whole});
    out.columns.push_back({say("So với mục tiêu", "Against target"), Shows::text, 1.1});
    out.columns.push_back({say("Đăng ký khóa", "Enlisted"), Shows::whole, 1, false, false});
    out.columns.push_back({say("Đang học", "Learning"), Shows::whole, 0.9});
    out.columns.push_back({say("Chưa đạt", "Not passed"), Shows::whole, 0.9});
    out.columns.push_back({say("Chưa học", "Waiting"), Shows::whole, 0.9});
    out.columns.push_back({say("Có chứng chỉ", "Certified"), Shows::whole, 1});
    out.columns.push_back({say("Đạt sau học lại", "Passed after a re-take"), Shows::whole, 1, false, false});
    out.columns.push_back({say("Danh sách muộn", "Late roster"), Shows::whole, 1, false, false});
  }
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const CoverageLine& line = lines[i];
    std::vector<std::string> row;
    if (!all) row = {line.key, group_name(by, line.key, names, lang)};
    row.push_back(line.course);
    if (told != nullptr) {
      const PublicCount& count = told->at(i);
      row.insert(row.end(), {count.heads, count.passed, count.share});
    } else {
      row.insert(row.end(),
                 {number_text(line.denominator), number_text(line.passed), share_of(line.passed, line.denominator)});
    }
    if (told == nullptr) {
      row.push_back(line.target ? number_text(*line.target) : std::string());
      row.push_back(target_words(line, lang));
      for (const std::uint64_t count :
           {line.people, line.learning, line.failed, line.waiting, line.certified, line.retaken, line.late})
        row.push_back(number_text(count));
    }
    out.rows.push_back(std::move(row));
  }
  return out;
}

ReportTable plan_table(const std::vector<PlanLine>& lines, const ProgrammeNames& names, Lang lang) {
  const auto say = [&](const char* vi, const char* en) { return std::string(pick(lang, vi, en)); };
  ReportTable out{.name = say("Kế hoạch và thực hiện", "Plan and done"),
                  .columns = {{say("Đối tượng", "Audience"), Shows::text, 2},
                              {say("Cấp học", "Level"), Shows::text, 2},
                              {say("Khóa", "Course"), Shows::text, 1.3},
                              {say("Kế hoạch", "Planned"), Shows::whole},
                              {say("Đã mở", "Opened"), Shows::whole},
                              {say("Đã hoàn thành", "Completed"), Shows::whole},
                              {say("Hủy", "Cancelled"), Shows::whole, 0.8},
                              {say("Hoàn thành (%)", "Completed (%)"), Shows::share},
                              {say("Lớp học lại", "Re-take classes"), Shows::whole, 0.8}},
                  .if_empty = say("Chương trình không nêu số lớp, và chưa có lớp nào.",
                                  "The programme plans no number of classes, and none was opened.")};
  PlanLine sum;
  for (const PlanLine& line : lines) {
    out.rows.push_back({named(names.audiences, line.audience), named(names.levels, line.level), line.course,
                        number_text(line.planned), number_text(line.opened), number_text(line.closed),
                        number_text(line.cancelled), share_of(line.closed, line.planned), number_text(line.retakes)});
    sum.planned += line.planned, sum.opened += line.opened;
    sum.closed += line.closed, sum.cancelled += line.cancelled;
    sum.retakes += line.retakes;
  }
  if (lines.size() > 1) {
    out.rows.push_back({say("Cộng", "Total"),
                        {},
                        {},
                        number_text(sum.planned),
                        number_text(sum.opened),
                        number_text(sum.closed),
                        number_text(sum.cancelled),
                        share_of(sum.closed, sum.planned),
                        number_text(sum.retakes)});
    out.sums = 1;
  }
  return out;
}

ReportTable missing_table(std::vector<MissingLine> lines, const ProgrammeNames& names, Lang lang) {
  const auto say = [&](const char* vi, const char* en) { return std::string(pick(lang, vi, en)); };
  ReportTable out{.name = say("Chưa hoàn thành", "Missing"),
                  .columns = {{say("STT", "No."), Shows::whole, 0.5},
                              {say("Họ và tên", "Name"), Shows::text, 2.4},
                              {say("Ngày sinh", "Date of birth"), Shows::day, 1.2},
                              {say("Mã đơn vị", "Unit code"), Shows::text, 1.2, true, false},
                              {say("Đơn vị", "Unit"), Shows::text, 2.6},
                              {say("Cấp học", "Level"), Shows::text, 1.4, false, false},
                              {say("Đối tượng", "Audience"), Shows::text, 1.4},
                              {say("Khóa", "Course"), Shows::text, 1.2},
                              {say("Tình trạng", "State"), Shows::text, 1.2}},
                  .if_empty = say("Không thiếu ai.", "Nobody is missing.")};
  std::vector<std::pair<std::string, const MissingLine*>> order;
  for (const MissingLine& line : lines)
    order.emplace_back(line.unit + '\0' + credential::name_sort_key(line.name), &line);
  std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (const auto& [key, line] : order)
    out.rows.push_back(
        {number_text(out.rows.size() + 1), line->erased ? say(kErasedPerson.vi, kErasedPerson.en) : line->name,
         screen_date(line->birth_date), line->unit, named(names.units, line->unit), named(names.levels, line->level),
         named(names.audiences, line->audience), line->course, learner_state_words(line->state, lang)});
  return out;
}

ReportTable evidence_table(std::vector<EvidencePerson> people, const ProgrammeNames& names, Lang lang) {
  const auto say = [&](const char* vi, const char* en) { return std::string(pick(lang, vi, en)); };
  // Of one unit, which the title names, the column says nothing.
  const bool several_units =
      std::any_of(people.begin(), people.end(), [&](const auto& one) { return one.unit != people.front().unit; });
  ReportTable out{.name = say("Minh chứng", "Evidence"),
                  .above = {say("MINH CHỨNG KẾT QUẢ BỒI DƯỠNG", "EVIDENCE OF TRAINING"), no_ranking_words(lang)},
                  .columns = {{say("STT", "No."), Shows::whole, 0.5},
                              {say("Họ và tên", "Name"), Shows::text, 2.4, true, true, true},
                              {say("Ngày sinh", "Date of birth"), Shows::day, 1.2, true, true, true},
                              {say("Số định danh", "Personal number"), Shows::text, 1.5, true, true, true},
                              {say("Mã đơn vị", "Unit code"), Shows::text, 1.2, true, false},
                              {say("Đơn vị", "Unit"), Shows::text, 2.4, true, several_units, true},
                              {say("Chương trình", "Programme"), Shows::text, 1.3, false, false},
                              {say("Khóa", "Course"), Shows::text, 1.2},
                              {say("Chuyên đề", "Topic"), Shows::text, 1.8, false},
                              {say("Lớp", "Class"), Shows::text, 1.3},
                              {say("Ngày đạt", "Passed on"), Shows::day, 1.2},
                              {say("Điểm", "Score"), Shows::share, 0.7},
                              {say("Số chứng chỉ", "Certificate no."), Shows::text, 1.5},
                              {say("Tình trạng", "Standing"), Shows::text, 1.4}},
                  .if_empty = say("Không có ai.", "Nobody.")};
  std::vector<std::pair<std::string, const EvidencePerson*>> order;
  for (const EvidencePerson& one : people) order.emplace_back(credential::name_sort_key(one.name), &one);
  std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::size_t number = 0;
  for (const auto& [key, one] : order) {
    const std::vector<std::string> who = {number_text(++number),
                                          one->erased ? say(kErasedPerson.vi, kErasedPerson.en) : one->name,
                                          screen_date(one->birth_date),
                                          one->personal_number,
                                          one->unit,
                                          named(names.units, one->unit)};
    if (one->modules.empty()) {
      out.rows.push_back(who);
      out.rows.back().resize(out.columns.size());
      out.rows.back().back() = say("chưa có mô đun đạt", "no module passed");
    }
    for (const EvidenceModule& m : one->modules) {
      std::vector<std::string> row = who;
      row.insert(
          row.end(),
          {m.programme, m.course, named(names.topics, m.topic), m.class_name, screen_date(m.passed_on),
           m.score ? number_text(*m.score) : std::string(), m.serial.empty() ? m.certificate : m.serial,
           m.certificate.empty() ? say("chưa cấp chứng chỉ", "no certificate") : standing_words(m.standing, lang)});
      out.rows.push_back(std::move(row));
    }
  }
  return out;
}

ReportTable staff_table(const std::vector<CheckedStaff>& checked, Lang lang) {
  const auto say = [&](const char* vi, const char* en) { return std::string(pick(lang, vi, en)); };
  ReportTable out{.name = say("Đối chiếu", "Check"),
                  .columns = {{say("Dòng", "Row"), Shows::whole, 0.5},
                              {say("Họ và tên", "Name"), Shows::text, 2.4},
                              {say("Ngày sinh", "Date of birth"), Shows::day, 1.2},
                              {say("Số hiệu trong bảng", "Serial in the list"), Shows::text, 1.4},
                              {say("Kết quả", "Result"), Shows::text, 2.4},
                              {say("Số chứng chỉ", "Certificate no."), Shows::text, 1.5},
                              {say("Khóa", "Course"), Shows::text, 1.2},
                              {say("Ngày đạt", "Passed on"), Shows::day, 1.2}},
                  .if_empty = say("Bảng không có dòng nào.", "The list has no rows.")};
  for (const CheckedStaff& one : checked) {
    const auto standing = [&](const EvidenceModule& module) {
      std::string words = standing_words(module.standing, lang);
      if (module.standing != "in_force" && !module.since.empty())
        words += say(" từ ", " since ") + screen_date(module.since);
      return words;
    };
    const auto add = [&](std::vector<std::string> row, const EvidenceModule* module) {
      if (module != nullptr)
        row.insert(row.end(), {module->serial.empty() ? module->certificate : module->serial, module->course,
                               screen_date(module->passed_on)});
      row.resize(out.columns.size());
      out.rows.push_back(std::move(row));
    };
    const bool judged = one.verdict == StaffVerdict::in_force || one.verdict == StaffVerdict::not_in_force;
    add({number_text(one.row.line), one.row.name, screen_date(one.row.birth_date), one.row.serial,
         one.verdict == StaffVerdict::not_in_force ? standing(one.shown.front())
                                                   : staff_verdict_words(one.verdict, lang)},
        judged ? &one.shown.front() : nullptr);
    // Their other documents, below.
    for (std::size_t i = judged ? 1 : 0; i < one.shown.size(); ++i)
      add({{}, {}, {}, {}, standing(one.shown[i])}, &one.shown[i]);
  }
  return out;
}

ReportTable filed_table(const std::vector<FiledLine>& lines, const ProgrammeNames& names, Lang lang) {
  const auto say = [&](const char* vi, const char* en) { return std::string(pick(lang, vi, en)); };
  ReportTable out{.name = say("Báo cáo đã ghi", "Reports"),
                  .columns = {{say("Mục", "Index"), Shows::text, 0.8},
                              {say("Mã đơn vị", "Unit code"), Shows::text, 1.2},
                              {say("Đơn vị", "Unit"), Shows::text, 2.6},
                              {say("Kỳ", "Period"), Shows::text, 1.8},
                              {say("Ngày ghi", "Filed"), Shows::day, 1.2},
                              {say("Hạn", "Due"), Shows::text, 1},
                              {say("Thay cho mục", "Replaces"), Shows::text, 0.9},
                              {say("Tổng hợp từ", "Rolls up"), Shows::whole, 0.9},
                              {say("Tính đến mục", "As of"), Shows::whole, 1, false},
                              {"SHA-256", Shows::text, 2, false, false}},
                  .if_empty = say("Chưa có báo cáo nào.", "No report yet.")};
  for (const FiledLine& line : lines)
    out.rows.push_back({number_text(line.index), line.unit, named(names.units, line.unit),
                        report_period_words(line.kind, line.period, lang), to_screen(date_in_utc7(line.time)),
                        line.late ? say("MUỘN", "LATE") : say("không muộn", "not late"),
                        line.replaces ? number_text(*line.replaces) : std::string(), number_text(line.based_on.size()),
                        number_text(line.as_of), line.digest});
  return out;
}

std::string no_ranking_words(Lang lang) {
  return std::string(
      pick(lang,
           "Minh chứng từng người để xét thu nhập tăng thêm (NQ 08/2023/NQ-HĐND) và thi đua; không phải bảng xếp hạng, "
           "xếp theo họ tên.",
           "Evidence of each person for additional income (NQ 08/2023/NQ-HĐND) and emulation; no ranking, in the order "
           "of names."));
}

std::string staff_count_words(const std::vector<CheckedStaff>& checked, Lang lang) {
  std::map<StaffVerdict, std::size_t> counts;
  for (const CheckedStaff& one : checked) ++counts[one.verdict];
  std::string out = grouped(checked.size(), lang) + std::string(pick(lang, " người", " people"));
  std::string_view before = ": ";
  for (const auto& [verdict, count] : counts) {
    out += std::string(before) + grouped(count, lang) + " " + staff_verdict_words(verdict, lang);
    before = ", ";
  }
  return out;
}

std::string course_words(const ProgrammeNames& names, const std::string& course) {
  const std::string name = named(names.courses, course);
  return name == course ? course : course + ": " + name;
}

std::string unit_words(const ProgrammeNames& names, const std::string& unit) {
  const std::string name = named(names.units, unit);
  return name == unit ? unit : name + " (" + unit + ")";
}

std::string standing_words(const std::string& standing, Lang lang) {
  static constexpr WordPair kStandings[] = {{"in_force", "còn hiệu lực", "in force"},
                                            {"suspended", "tạm đình chỉ", "suspended"},
                                            {"revoked", "đã thu hồi", "revoked"},
                                            {"superseded", "đã thay thế", "superseded"},
                                            {"erased", "đã hủy văn bản", "destroyed"}};
  return words_for(kStandings, standing, lang);
}

std::string late_as_of_words(const std::optional<Time>& last, Lang lang) {
  if (!last) return {};
  return std::string(pick(lang, " (tính đến ngày ghi sổ gần nhất: ", " (as of the ledger's last day then: ")) +
         to_screen(date_in_utc7(*last)) + ")";
}

std::string report_kind_words(const std::string& kind, Lang lang) {
  static constexpr WordPair kKinds[] = {{"monthly", "tháng", "monthly"},
                                        {"quarterly", "quý", "quarterly"},
                                        {"yearly", "năm", "yearly"},
                                        {"ad_hoc", "đột xuất", "ad hoc"}};
  return words_for(kKinds, kind, lang);
}

std::string report_period_words(const std::string& kind, const std::string& period, Lang lang) {
  const auto known = training::report_kind_from_text(kind);
  if (!known.ok() || !training::is_report_period(*known, period)) return period;
  const std::string year = period.substr(0, 4);
  static constexpr const char* kQuarters[] = {"I", "II", "III", "IV"};
  static constexpr const char* kMonths[] = {"January", "February", "March",     "April",   "May",      "June",
                                            "July",    "August",   "September", "October", "November", "December"};
  const training::Days days = training::days_of(*known, period);
  const auto month = static_cast<std::size_t>(days.to.month);
  switch (*known) {
    case training::ReportKind::monthly:
      return lang == Lang::vi ? "tháng " + std::to_string(month) + " năm " + year
                              : std::string(kMonths[month - 1]) + " " + year;
    case training::ReportKind::quarterly:
      return std::string(pick(lang, "quý ", "quarter ")) + kQuarters[month / 3 - 1] +
             std::string(pick(lang, " năm ", " of ")) + year;
    case training::ReportKind::yearly:
      return std::string(pick(lang, "năm ", "")) + year;
    case training::ReportKind::ad_hoc:
      return std::string(pick(lang, "đột xuất ngày ", "ad hoc, ")) + to_screen(days.from);
  }
  return period;
}

std::string target_words(const CoverageLine& line, Lang lang) {
  if (!line.target || line.denominator == 0) return kUntold;
  return std::string(line.reached ? pick(lang, "đạt", "reached") : pick(lang, "chưa đạt", "not reached"));
}

std::string staff_verdict_words(StaffVerdict verdict, Lang lang) {
  switch (verdict) {
    case StaffVerdict::in_force:
      return std::string(pick(lang, "còn hiệu lực", "in force"));
    case StaffVerdict::not_in_force:
      return std::string(pick(lang, "không còn hiệu lực", "not in force"));
    case StaffVerdict::other_serial:
      return std::string(pick(lang, "số hiệu không phải của người này", "serial is not this person's"));
    case StaffVerdict::other_person:
      return std::string(pick(lang, "số định danh này ghi với họ tên hoặc ngày sinh khác",
                              "personal number is recorded with another name or birth date"));
    case StaffVerdict::none:
      return std::string(pick(lang, "chưa có chứng chỉ", "without a certificate"));
    case StaffVerdict::unknown:
      return std::string(pick(lang, "không tìm thấy", "not found"));
  }
  return {};
}

std::string screen_date(const std::string& iso) {
  if (const auto day = date_from_text(iso); day.ok()) return to_screen(*day);
  const auto time = time_from_text(iso);
  return time.ok() ? to_screen(date_in_utc7(*time)) : iso;
}

std::string percent_words(std::uint64_t part, std::uint64_t whole, Lang lang) {
  return whole == 0 ? kUntold : shown(share_of(part, whole), Shows::share, lang) + "\u00a0%";
}

std::uint64_t lacking(const CoverageLine& line) {
  constexpr std::uint64_t kWhole = 100;
  if (!line.target || line.reached) return 0;
  const std::uint64_t needed = (line.denominator * *line.target + kWhole - 1) / kWhole;
  return needed > line.passed ? needed - line.passed : 0;
}

}  // namespace hocba::cli

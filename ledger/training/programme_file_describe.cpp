// A programme's file in sentences: one line per rule, with where it stands in the plan.
#include <algorithm>
#include <array>

#include "ledger/training/programme_file.hpp"
#include "ledger/training/programme_file_parts.hpp"

namespace hocba::training {

namespace {

using QuestionAbout = OpenQuestion::About;
constexpr std::array<OpenQuestion, 26> kQuestions = {{
    {"assessment", QuestionAbout::people, "cách đánh giá (tệp này chọn một cách)",
     "how it is assessed (this file chose a way)"},
    {"certificates", QuestionAbout::programme, "văn bản cấp cho người học", "what is issued to learners"},
    {"decisions", QuestionAbout::programme, "số và ngày văn bản", "numbers and dates of its documents"},
    {"duties", QuestionAbout::programme, "ai làm việc gì", "who does what"},
    {"form", QuestionAbout::people, "biểu mẫu đính kèm", "the form that is attached"},
    {"levels", QuestionAbout::programme, "cấp học", "levels of schools"},
    {"max_learners", QuestionAbout::course, "số học viên tối đa của lớp", "the most learners of a class"},
    {"max_online", QuestionAbout::course, "tỉ lệ trực tuyến tối đa", "the largest share online"},
    {"min_attendance", QuestionAbout::course, "tỉ lệ tham dự tối thiểu", "the least attendance"},
    {"min_periods", QuestionAbout::course, "số tiết tối thiểu", "the least number of periods"},
    {"modules_per_course", QuestionAbout::people, "số mô đun của mỗi khóa", "how many modules a course has"},
    {"pass_mark", QuestionAbout::course, "mức điểm đạt", "the pass mark"},
    {"period_minutes", QuestionAbout::course, "số phút của một tiết", "the minutes of a period"},
    {"phase", QuestionAbout::programme, "thời gian thực hiện (cả ngày đầu và ngày cuối)",
     "its phase (first and last day)"},
    {"planned", QuestionAbout::programme, "số lớp dự kiến", "the planned classes"},
    {"providers", QuestionAbout::programme, "đơn vị đào tạo", "who teaches"},
    {"report_day", QuestionAbout::report, "ngày nộp báo cáo", "the day on which a report is due"},
    {"report_who", QuestionAbout::people, "đơn vị nào phải báo cáo", "who has to report"},
    {"roster", QuestionAbout::programme, "hạn nộp danh sách", "when rosters are due"},
    {"survey", QuestionAbout::programme, "thời gian khảo sát", "when people are surveyed"},
    {"targets", QuestionAbout::programme, "chỉ tiêu", "targets"},
    {"title", QuestionAbout::people, "tên đầy đủ của kế hoạch (tên ở đây do tệp này đặt)",
     "the plan's full title (the one here is this file's)"},
    {"topics", QuestionAbout::course, "chuyên đề", "topics"},
    {"trainer", QuestionAbout::programme, "yêu cầu đối với giảng viên", "what trainers need"},
    {"uses", QuestionAbout::programme, "sử dụng kết quả", "what results are used for"},
    {"weights", QuestionAbout::course, "tỉ trọng các điểm thành phần", "the weights of partial marks"},
}};

// 1350 -> 1.350 and 1,350.
std::string grouped_digits(std::uint64_t number, char separator) {
  std::string out = std::to_string(number);
  for (std::size_t at = out.size(); at > 3; at -= 3) out.insert(at - 3, 1, separator);
  return out;
}
Words counted_words(std::uint64_t number, const char* vi, const char* one, const char* many) {
  return {grouped_digits(number, '.') + " " + vi, grouped_digits(number, ',') + " " + (number == 1 ? one : many)};
}
std::string mark_words(std::uint32_t tenths) { return std::to_string(tenths / 10) + "," + std::to_string(tenths % 10); }
std::string days_words(const Phase& days) { return to_screen(days.from) + " – " + to_screen(days.to); }

Words join_words(const std::vector<Words>& parts, const char* separator = ", ") {
  Words out;
  for (const Words& part : parts) {
    out.vi += (out.vi.empty() ? "" : separator) + part.vi;
    out.en += (out.en.empty() ? "" : separator) + part.en;
  }
  return out;
}
Words both_words(std::string text) { return {text, std::move(text)}; }
Words glue_words(const Words& a, const char* between, const Words& b) {
  return {a.vi + between + b.vi, a.en + between + b.en};
}

Words assessment_words(Assessment assessment) {
  switch (assessment) {
    case Assessment::scored:
      return {"chấm điểm; người đạt được cấp chứng chỉ bồi dưỡng", "scored; who passes gets a training certificate"};
    case Assessment::attendance:
      return {"tham dự; cấp giấy xác nhận tham dự, không phải chứng chỉ",
              "attendance; a confirmation of attendance, which is no certificate"};
    case Assessment::external:
      return {"hệ thống ngoài đánh giá; cấp giấy xác nhận, có ghi rõ điều đó",
              "another system assesses; a confirmation that says so"};
  }
  return {};
}
Words degree_words(Degree degree) {
  switch (degree) {
    case Degree::bachelor:
      return {"cử nhân, kỹ sư trở lên", "bachelor or higher"};
    case Degree::master:
      return {"thạc sĩ trở lên", "master or higher"};
    case Degree::doctor:
      return {"tiến sĩ", "doctor"};
  }
  return {};
}
Words reporter_words(Reporter reporter) {
  switch (reporter) {
    case Reporter::school:
      return {"trường, cơ sở", "schools"};
    case Reporter::office:
      return {"cơ quan quản lý", "the office"};
    case Reporter::provider:
      return {"đơn vị đào tạo", "providers"};
  }
  return {};
}
Words kind_words(ReportKind kind) {
  switch (kind) {
    case ReportKind::monthly:
      return {"Báo cáo tháng", "Monthly report"};
    case ReportKind::quarterly:
      return {"Báo cáo quý", "Quarterly report"};
    case ReportKind::yearly:
      return {"Báo cáo năm", "Yearly report"};
    case ReportKind::ad_hoc:
      return {"Báo cáo đột xuất, một lần", "Report on one occasion"};
  }
  return {};
}
Words due_words(const std::optional<ReportRule>& rule) {
  if (!rule) return {"kế hoạch không nêu ngày", "the plan names no day"};
  const std::string day = std::to_string(rule->day);
  switch (rule->kind) {
    case ReportKind::monthly:
      return {"chậm nhất ngày " + day + " của tháng sau", "by day " + day + " of the next month"};
    case ReportKind::quarterly:
      return {"chậm nhất ngày " + day + " của tháng cuối quý", "by day " + day + " of the quarter's last month"};
    case ReportKind::yearly: {
      const Date due{2024, static_cast<int>(rule->month.value_or(1)), static_cast<int>(rule->day)};
      const std::string date = to_screen(due).substr(0, 5);  // 09/12
      return {"chậm nhất ngày " + date + " hằng năm", "by " + date + " (day/month) of the year"};
    }
    case ReportKind::ad_hoc: {
      const Date date{static_cast<int>(rule->year.value_or(0)), static_cast<int>(rule->month.value_or(0)),
                      static_cast<int>(rule->day)};
      return {"chậm nhất " + to_screen(date), "by " + to_screen(date)};
    }
  }
  return {};
}

class ProgrammeDescriber {
 public:
  explicit ProgrammeDescriber(const ProgrammeFile& file) : file_(file) {}

  std::vector<DescribedRule> all() {
    programme();
    for (const CourseRule& rule : file_.rules.courses) course(rule);
    documents();
    planned();
    targets();
    reports();
    people();
    open();
    return std::move(out_);
  }

 private:
  void add(const std::string& place, Words rule, Words value) {
    const auto based = file_.based_on.find(place);
    DescribedRule line{place, section_, std::move(rule), std::move(value), {}, false};
    if (based != file_.based_on.end()) line.sources = based->second;
    line.defaulted = std::count(file_.defaulted.begin(), file_.defaulted.end(), place) != 0;
    out_.push_back(std::move(line));
  }
  static std::string item(const char* list, std::size_t i) { return std::string(list) + "[" + std::to_string(i) + "]"; }
  Words course_name(const CodeText& code) const {
    return glue_words(both_words(code.str()), ": ", words_of(file_.courses, code));
  }
  Words course_list(const std::vector<CodeText>& codes) const {
    std::vector<Words> names;
    for (const CodeText& code : codes) names.push_back(both_words(code.str()));
    return join_words(names, " + ");
  }

  void programme() {
    section_ = {"Chương trình", "Programme"};
    add("title", both_words(file_.rules.programme.str()), file_.title);
    for (std::size_t i = 0; i < file_.decisions.size(); ++i) {
      const Decision& decision = file_.decisions[i];
      Words value = both_words(decision.number);
      if (decision.date)
        value = glue_words(value, "", {", ngày " + to_screen(*decision.date), ", " + to_screen(*decision.date)});
      if (decision.title) value = glue_words(value, ": ", *decision.title);
      add(item("decisions", i), {"Căn cứ", "Rests on"}, value);
    }
    if (file_.rules.phase) add("phase", {"Thời gian thực hiện", "Phase"}, both_words(days_words(*file_.rules.phase)));
    if (file_.survey) add("survey", {"Khảo sát", "Survey"}, both_words(days_words(*file_.survey)));
    if (file_.rules.roster_due)
      add("roster", {"Hạn nộp danh sách", "Rosters due"},
          {"hết ngày " + to_screen(*file_.rules.roster_due) + "; sau đó vẫn nhận, ghi NỘP MUỘN",
           "until the end of " + to_screen(*file_.rules.roster_due) + "; later ones are taken and marked late"});
    if (file_.trainer_requirement) {
      Words value = *file_.trainer_requirement;
      if (file_.rules.trainer_degree) value = glue_words(value, " → ", degree_words(*file_.rules.trainer_degree));
      add("trainer", {"Giảng viên", "Trainers"}, value);
    }
    if (!file_.rules.providers.empty()) {
      std::vector<Words> codes;
      for (const UnitCode& provider : file_.rules.providers) codes.push_back(both_words(provider.str()));
      add("providers", {"Đơn vị đào tạo", "Providers"}, join_words(codes));
    }
    names("levels", file_.levels, {"Cấp học", "Level of schools"});
    names("uses", file_.uses, {"Sử dụng kết quả", "Results are used for"});
  }
  void names(const char* table, const NamedWords& names, const Words& rule) {
    for (const auto& [code, words] : names)
      add(std::string(table) + "." + code.str(), rule, glue_words(both_words(code.str()), ": ", words));
  }

  void course(const CourseRule& rule) {
    const std::string place = "courses[" + rule.course.str() + "]";
    section_ = glue_words({"Khóa ", "Course "}, "", course_name(rule.course));
    add(place + ".title", {"Tên khóa", "Course"}, words_of(file_.courses, rule.course));
    add(place + ".assessment", {"Đánh giá", "Assessment"}, assessment_words(rule.assessment));
    if (rule.min_periods) periods(rule, place);
    if (rule.period_minutes)
      add(place + ".period_minutes", {"Một tiết", "A period"},
          counted_words(*rule.period_minutes, "phút", "minute", "minutes"));
    if (rule.max_learners)
      add(place + ".max_learners", {"Học viên của một lớp", "Learners of a class"},
          glue_words({"không quá ", "at most "}, "", both_words(std::to_string(*rule.max_learners))));
    if (rule.max_online) online(rule, place);
    if (rule.min_attendance)
      add(place + ".min_attendance", {"Tham dự", "Attendance"},
          {"ít nhất " + std::to_string(*rule.min_attendance) + " % số tiết",
           "at least " + std::to_string(*rule.min_attendance) + " % of the periods"});
    if (rule.weights) {
      const std::string a = std::to_string(rule.weights->attendance), b = std::to_string(rule.weights->test);
      add(place + ".weights", {"Điểm", "Score"},
          {a + " % chuyên cần, thảo luận + " + b + " % khảo sát, đánh giá cuối mô đun",
           a + " % attendance and discussion + " + b + " % survey or test at the end of the module"});
    }
    if (rule.assessment != Assessment::attendance) pass_mark(rule, place);
    for (const AudienceRule& audience : rule.audiences) topics(audience, place);
  }
  void pass_mark(const CourseRule& rule, const std::string& place) {
    const std::string mark = mark_words(rule.pass_tenths);
    Words value{"từ " + mark + " điểm", "from " + mark};
    if (rule.assessment == Assessment::external)
      value = glue_words(value, "", {", nếu nơi đánh giá cho điểm", ", where a mark is given"});
    add(place + ".pass_mark", {"Đạt", "Passed"}, value);
  }
  void periods(const CourseRule& rule, const std::string& place) {
    Words value =
        glue_words({"ít nhất ", "at least "}, "", counted_words(*rule.min_periods, "tiết", "period", "periods"));
    if (rule.period_minutes) {
      const Words minutes =
          counted_words(std::uint64_t{*rule.min_periods} * *rule.period_minutes, "phút", "minute", "minutes");
      value = glue_words(value, "", glue_words({" (", " ("}, "", glue_words(minutes, "", both_words(")"))));
    }
    add(place + ".min_periods", {"Thời lượng một mô đun", "Length of a module"}, value);
  }
  void online(const CourseRule& rule, const std::string& place) {
    const std::string share = std::to_string(*rule.max_online);
    Words value{"không quá " + share + " % số tiết", "at most " + share + " % of the periods"};
    if (rule.min_periods) {
      const std::string all = std::to_string(*rule.min_periods);
      const std::string most = std::to_string(*rule.min_periods * *rule.max_online / 100);
      value = glue_words(value, "",
                         {" (" + all + " tiết: nhiều nhất " + most + ")", " (of " + all + ": at most " + most + ")"});
    }
    add(place + ".max_online", {"Trực tuyến", "Online"}, value);
  }
  void topics(const AudienceRule& audience, const std::string& place) {
    std::vector<Words> names;
    for (const CodeText& topic : audience.topics) names.push_back(words_of(file_.topics, topic));
    const Words name = words_of(file_.audiences, audience.audience);
    Words value = join_words(names, "; ");
    if (names.empty()) value = {"không có danh mục chuyên đề", "no list of topics"};
    add(place + ".audiences." + audience.audience.str(), glue_words({"Đối tượng ", "For "}, "", name), value);
  }

  void documents() {
    section_ = {"Văn bản cấp cho người học", "What is issued"};
    for (std::size_t i = 0; i < file_.documents.size(); ++i)
      add(item("certificates", i), course_list(file_.documents[i].rule.courses), file_.documents[i].title);
  }
  void planned() {
    section_ = {"Số lớp dự kiến", "Planned classes"};
    std::map<CodeText, std::uint64_t> by_audience;
    std::uint64_t total = 0;
    for (std::size_t i = 0; i < file_.rules.planned.size(); ++i) {
      const PlannedClasses& plan = file_.rules.planned[i];
      std::vector<Words> names;
      if (plan.level) names.push_back(words_of(file_.levels, *plan.level));
      names.push_back(words_of(file_.audiences, plan.audience));
      if (plan.course) names.push_back(both_words(plan.course->str()));
      add(item("planned", i), join_words(names), counted_words(plan.classes, "lớp", "class", "classes"));
      by_audience[plan.audience] += plan.classes;
      total += plan.classes;
    }
    if (total == 0) return;
    std::vector<Words> sums;
    for (const auto& [audience, classes] : by_audience)
      sums.push_back(glue_words(words_of(file_.audiences, audience), " ", both_words(std::to_string(classes))));
    const Words parts = glue_words(both_words(" ("), "", glue_words(join_words(sums), "", both_words(")")));
    add("planned", {"Tổng cộng", "Together"}, glue_words(counted_words(total, "lớp", "class", "classes"), "", parts));
  }
  void targets() {
    section_ = {"Chỉ tiêu", "Targets"};
    for (std::size_t i = 0; i < file_.rules.targets.size(); ++i) {
      const TargetRule& target = file_.rules.targets[i];
      const std::string percent = std::to_string(target.percent) + " %";
      const Words who = target.audience ? words_of(file_.audiences, *target.audience)
                                        : Words{"tất cả các đối tượng", "everybody on the rosters"};
      Words value{percent + " " + who.vi, percent + " of: " + who.en};
      if (target.by) value = glue_words(value, "", {", đến " + to_screen(*target.by), ", by " + to_screen(*target.by)});
      add(item("targets", i), course_name(target.course), value);
    }
  }
  void reports() {
    section_ = {"Báo cáo", "Reports"};
    for (std::size_t i = 0; i < file_.reports.size(); ++i) {
      const ReportDuty& duty = file_.reports[i];
      Words value = due_words(duty.rule);
      std::vector<Words> to;
      for (const CodeText& code : duty.to) to.push_back(words_of(file_.recipients, code));
      if (!to.empty()) value = glue_words(value, "", glue_words({"; gửi ", "; to "}, "", join_words(to)));
      add(item("reports", i), glue_words(kind_words(duty.kind), ": ", reporter_words(duty.reporter)), value);
    }
  }
  void people() {
    section_ = {"Ngày cần nhớ", "Days to keep"};
    for (std::size_t i = 0; i < file_.checklist.size(); ++i) {
      const ChecklistItem& entry = file_.checklist[i];
      Words value{"kế hoạch không nêu ngày", "the plan names no day"};
      if (entry.from && entry.by) value = both_words(days_words({*entry.from, *entry.by}));
      if (entry.from && !entry.by) value = {"từ " + to_screen(*entry.from), "from " + to_screen(*entry.from)};
      if (!entry.from && entry.by)
        value = {"đến hết " + to_screen(*entry.by), "until the end of " + to_screen(*entry.by)};
      add(item("checklist", i), entry.what, value);
    }
    section_ = {"Khen thưởng", "Awards"};
    for (std::size_t i = 0; i < file_.awards.size(); ++i) {
      const PlannedAward& award = file_.awards[i];
      const std::string a = std::to_string(award.collectives), b = std::to_string(award.individuals);
      Words value{a + " tập thể, " + b + " cá nhân", a + " collectives, " + b + " individuals"};
      if (award.due_before) {
        const std::string day = to_screen(*award.due_before);
        value = glue_words(value, "", {"; hồ sơ trước ngày " + day, "; dossiers before " + day});
      }
      add(item("awards", i), both_words(award.title), value);
    }
    section_ = {"Phân công", "Who does what"};
    for (std::size_t i = 0; i < file_.duties.size(); ++i)
      add(item("duties", i), file_.duties[i].who, file_.duties[i].what);
  }
  void unknown(const std::string& text) {
    const auto dot = text.rfind('.');
    const OpenQuestion* question = find_question(dot == std::string::npos ? text : text.substr(dot + 1));
    if (question == nullptr) return;
    Words value{"kế hoạch không nêu", "not stated"};
    if (question->name == "pass_mark") {
      const std::string mark = mark_words(kDefaultPassTenths);
      value = {"kế hoạch không nêu; tính từ " + mark, "not stated; " + mark + " is taken"};
    }
    if (dot != std::string::npos) value = glue_words(both_words(text.substr(0, dot)), ": ", value);
    add("unknown." + text, {std::string(question->vi), std::string(question->en)}, value);
  }
  void open() {
    section_ = {"Kế hoạch không nêu", "What the plan does not say"};
    for (const std::string& text : file_.unknown) unknown(text);
    section_ = {"Chỗ kế hoạch chưa rõ, và tệp này hiểu thế nào",
                "Where the plan is unclear, and how this file reads it"};
    for (std::size_t i = 0; i < file_.ambiguities.size(); ++i)
      add(item("ambiguities", i), both_words(std::to_string(i + 1)), file_.ambiguities[i]);
    section_ = {"Ghi chú", "Notes"};
    for (std::size_t i = 0; i < file_.notes.size(); ++i)
      add(item("notes", i), both_words(std::to_string(i + 1)), file_.notes[i]);
  }

  const ProgrammeFile& file_;
  Words section_;
  std::vector<DescribedRule> out_;
};

}  // namespace

std::span<const OpenQuestion> open_questions() { return kQuestions; }

const OpenQuestion* find_question(std::string_view name) {
  const auto* found =
      std::find_if(kQuestions.begin(), kQuestions.end(), [&](const OpenQuestion& q) { return q.name == name; });
  return found == kQuestions.end() ? nullptr : found;
}

std::vector<DescribedRule> describe_programme(const ProgrammeFile& file) { return ProgrammeDescriber(file).all(); }

}  // namespace hocba::training

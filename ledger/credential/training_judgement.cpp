// What a document of training derives from its own content, and how it reads: BD-3 (score from its parts, pass mark)
// and what the three kinds may be called.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "ledger/credential/codes.hpp"
#include "ledger/credential/names.hpp"
#include "ledger/credential/schema.hpp"
#include "ledger/credential/training_parts.hpp"

namespace hocba::credential {
namespace {

using nlohmann::json;

constexpr std::uint32_t kHighest = 100;  // tenths
constexpr std::uint32_t kWhole = 100;    // per cent
constexpr std::string_view kFailed = "Chưa đạt";

std::string on_screen(std::uint32_t tenths) { return tenths_to_screen(static_cast<int>(tenths)); }

// "5,35": of thousandths.
std::string thousandths_on_screen(std::uint64_t thousandths) {
  std::string fraction = std::to_string(1000 + thousandths % 1000).substr(1);
  while (fraction.size() > 1 && fraction.back() == '0') fraction.pop_back();
  return std::to_string(thousandths / 1000) + "," + fraction;
}

std::string module_place(std::size_t module, const char* member) {
  return "hocba.modules[" + std::to_string(module) + "]." + member;
}

struct OneModule {
  TrainingKind kind;
  std::size_t index;
  const TrainingModule& module;
  TrainingJudgement& out;

  void fail(const Code& code, const char* member, std::string expected, std::string found) const {
    out.remarks.push_back({true, &code, module_place(index, member), std::move(expected), std::move(found), {}});
  }
  // Whether every mark is one; else nothing is worked out from them.
  bool marks_in_range() const {
    bool good = true;
    const std::pair<const char*, const std::optional<std::uint32_t>&> marks[] = {
        {"attendance", module.attendance_tenths}, {"test", module.test_tenths}, {"score", module.score_tenths}};
    for (const auto& [name, mark] : marks) {
      if (!mark || *mark <= kHighest) continue;
      fail(kMarkOutOfRange, name, "0,0 – 10,0", on_screen(*mark));
      good = false;
    }
    return good;
  }
  void judge_bounds() const {
    if (module.online_periods > module.periods)
      fail(kOnlineExceedsTotal, "onlinePeriods", "≤ " + std::to_string(module.periods),
           std::to_string(module.online_periods));
    if (module.attended > module.periods)
      fail(kAttendedExceedsTotal, "attended", "≤ " + std::to_string(module.periods), std::to_string(module.attended));
    if (module.from && module.to && *module.to < *module.from)
      fail(kModuleDatesWrong, "to", "≥ " + to_screen(*module.from), to_screen(*module.to));
  }
  void judge_score() const {
    if (!module.weights) return;
    const auto& [attendance, test] = *module.weights;
    if (attendance + test != kWhole) return fail(kWeightsSumWrong, "weights", "100", std::to_string(attendance + test));
    if (!module.attendance_tenths || !module.test_tenths) return;
    const std::uint64_t sum = weighted_thousandths(*module.weights, *module.attendance_tenths, *module.test_tenths);
    const std::uint32_t score = tenths_half_up(sum);
    Derivation how{
        "BD-3", "trọng số do chương trình quy định, ghi trong văn bản",
        "(" + std::to_string(attendance) + " × " + on_screen(*module.attendance_tenths) + " + " + std::to_string(test) +
            " × " + on_screen(*module.test_tenths) + ") : 100 = " + thousandths_on_screen(sum) + " → " +
            on_screen(score),
        "chuyên cần " + std::to_string(attendance) + " %, khảo sát " + std::to_string(test) + " %",
        "attendance and discussion " + std::to_string(attendance) + " %, test " + std::to_string(test) + " %"};
    out.derived.push_back({module_place(index, "score"),
                           module.name + ", điểm tổng kết",
                           module.name + ", score",
                           on_screen(score),
                           module.score_tenths ? on_screen(*module.score_tenths) : std::string(),
                           &kTrainingScoreWrong,
                           {std::move(how)}});
  }
  void judge_result() const {
    bool passed = true;
    std::string sums;
    const auto ask = [&](bool met, const std::string& sum) {
      passed = passed && met;
      sums += (sums.empty() ? "" : "; ") + sum;
    };
    if (module.score_tenths && module.pass_tenths) {
      const bool met = *module.score_tenths >= *module.pass_tenths;
      ask(met, on_screen(*module.score_tenths) + (met ? " ≥ " : " < ") + on_screen(*module.pass_tenths));
    }
    if (kind == TrainingKind::attendance) {
      const bool met = module.attended >= 1;
      ask(met, std::to_string(module.attended) + (met ? " ≥ 1" : " < 1"));
    }
    if (module.min_attendance) {
      const bool met = attended_share(module.attended, module.periods, *module.min_attendance);
      ask(met, std::to_string(module.attended) + " × 100 " + (met ? "≥ " : "< ") +
                   std::to_string(*module.min_attendance) + " × " + std::to_string(module.periods));
    }
    if (sums.empty()) return;  // another system's word, without a score
    const std::string word(kTrainingResults[static_cast<std::size_t>(kind)]);
    out.derived.push_back(
        {module_place(index, "result"),
         module.name + ", kết quả",
         module.name + ", result",
         passed ? word : std::string(kFailed),
         word,
         &kTrainingResultWrong,
         {{"BD-3", "điểm đạt, số tiết phải dự do chương trình quy định, ghi trong văn bản", std::move(sums), {}, {}}}});
  }
  void judge() const {
    judge_bounds();
    if (!marks_in_range()) return;
    judge_score();
    judge_result();
  }
};

}  // namespace

// What the title begins with, folded, and what else it must say.
bool title_fits(TrainingKind kind, const std::string& title) {
  const std::string words = fold_words(title) + " ";
  const auto begins = [&](std::string_view with) { return words.compare(0, with.size(), with) == 0; };
  switch (kind) {
    case TrainingKind::certificate:
      return begins("chung chi ") || begins("giay chung nhan ");
    case TrainingKind::attendance:
      return begins("giay xac nhan tham du ") || begins("xac nhan tham du ");
    case TrainingKind::external:
      break;
  }
  const auto says = [&](std::string_view what) { return words.find(what) != std::string::npos; };
  return (begins("giay xac nhan hoan thanh ") || begins("xac nhan hoan thanh ")) &&
         (says(" ben ngoai ") || says(" ngoai he thong "));
}

namespace {

// Each part of a module as people read it.
struct Part {
  std::string vi, en;
};
// The name is the issuer's word; the code beside it the ledger's, compared by every verifier.
std::string assessor_of(const TrainingModule& module) {
  return module.assessed_by + (module.source ? " (" + module.source->str() + ")" : "");
}

std::vector<Part> parts_of(const TrainingModule& module, TrainingKind kind) {
  std::vector<Part> out;
  const auto same = [&](std::string vi, std::string en) { out.push_back({std::move(vi), std::move(en)}); };
  if (!module.class_name.empty()) same("lớp " + module.class_name, "class " + module.class_name);
  if (module.topic) {
    const std::string topic = module.topic->str() + (module.topic_name.empty() ? "" : " " + module.topic_name);
    same("chuyên đề " + topic, "topic " + topic);
  }
  if (kind == TrainingKind::external) {
    const std::string who = assessor_of(module);
    same("do " + who + " tổ chức và đánh giá", "taught and assessed by " + who);
  } else {
    const std::string periods = std::to_string(module.periods), online = std::to_string(module.online_periods);
    same(periods + " tiết" + (module.online_periods == 0 ? "" : " (" + online + " trực tuyến)"),
         periods + " periods" + (module.online_periods == 0 ? "" : " (" + online + " online)"));
    same("đã dự " + std::to_string(module.attended) + " tiết",
         "attended " + std::to_string(module.attended) + " periods");
  }
  if (module.from && module.to) {
    const std::string days = to_screen(*module.from) + " – " + to_screen(*module.to);
    same(days, days);
  } else if (module.from || module.to) {
    const std::string one = to_screen(module.to ? *module.to : *module.from);
    same(one, one);
  }
  if (module.attendance_tenths)
    same("chuyên cần " + on_screen(*module.attendance_tenths),
         "attendance and discussion " + on_screen(*module.attendance_tenths));
  if (module.test_tenths) same("khảo sát " + on_screen(*module.test_tenths), "test " + on_screen(*module.test_tenths));
  if (module.score_tenths) {
    const std::string score = on_screen(*module.score_tenths);
    const std::string pass = module.pass_tenths ? on_screen(*module.pass_tenths) : std::string();
    same("điểm " + score + (pass.empty() ? "" : " (đạt từ " + pass + ")"),
         "score " + score + (pass.empty() ? "" : " (pass mark " + pass + ")"));
  }
  constexpr std::string_view kEnglish[] = {"passed", "attended", "completed"};
  same(std::string(kTrainingResults[static_cast<std::size_t>(kind)]),
       std::string(kEnglish[static_cast<std::size_t>(kind)]));
  return out;
}

Line line(std::string label_vi, std::string label_en, std::string value, std::string value_en = {}) {
  if (value_en == value) value_en.clear();
  return {{}, {}, std::move(label_vi), std::move(label_en), std::move(value), std::move(value_en)};
}

}  // namespace

TrainingJudgement judge_training(const TrainingContent& content) {
  TrainingJudgement out;
  for (std::size_t i = 0; i < content.modules.size(); ++i) OneModule{content.kind, i, content.modules[i], out}.judge();
  return out;
}

std::optional<TrainingNotice> notice_of(const TrainingContent& content) {
  if (content.kind == TrainingKind::certificate) return std::nullopt;
  if (content.kind == TrainingKind::attendance)
    return TrainingNotice{"chỉ xác nhận đã tham dự, không kiểm tra, đánh giá; không phải là chứng chỉ",
                          "confirms attendance alone, without assessment; it is no certificate"};
  std::vector<std::string> by;
  for (const TrainingModule& module : content.modules)
    if (std::find(by.begin(), by.end(), assessor_of(module)) == by.end()) by.push_back(assessor_of(module));
  std::string who;
  for (const std::string& one : by) who += (who.empty() ? "" : "; ") + one;
  return TrainingNotice{"khóa học ngoài hệ thống, do " + who + " đánh giá; đơn vị cấp không đánh giá",
                        "a course outside the system, assessed by " + who + "; the issuer did not assess it"};
}

void examine_training(const Document& document, std::vector<Finding>& out) {
  const auto content = training_of(document);
  HOCBA_CHECK(content.has_value());
  const auto judgement = judge_training(*content);
  for (const Remark& remark : judgement.remarks)
    out.push_back({remark.fails ? Finding::Level::fail : Finding::Level::warning, remark.code, remark.field,
                   remark.expected, remark.found, remark.rule});
  for (const DerivedValue& value : judgement.derived)
    if (!value.agrees())
      out.push_back(
          {Finding::Level::fail, value.code, value.field, value.expected, value.found, value.how.back().rule});
  const Date issued = document.facts().issued_on;
  for (std::size_t i = 0; i < content->modules.size(); ++i) {
    const auto& to = content->modules[i].to;
    if (to && *to > issued)
      out.push_back({Finding::Level::warning,
                     &kModuleDatesWrong,
                     module_place(i, "to"),
                     "≤ " + to_screen(issued),
                     to_screen(*to),
                     {}});
  }
  const auto& title = document.core().at("name").get_ref<const std::string&>();
  if (!title_fits(content->kind, title))
    out.push_back({Finding::Level::fail, &kTrainingTitleWrong, "name", training_title(content->kind, "…"), title, {}});
}

std::vector<Line> training_lines(const Document& document) {
  const auto content = training_of(document);
  HOCBA_CHECK(content.has_value());
  std::vector<Line> out;
  if (const auto notice = notice_of(*content)) out.push_back(line("Lưu ý", "Note", notice->vi, notice->en));
  out.push_back(line("Chương trình", "Programme",
                     content->programme_name + " (" + content->programme.str() + ", " + content->office.str() + ")"));
  for (const TrainingModule& module : content->modules) {
    Part whole;
    for (const Part& part : parts_of(module, content->kind)) {
      whole.vi += (whole.vi.empty() ? "" : " · ") + part.vi;
      whole.en += (whole.en.empty() ? "" : " · ") + part.en;
    }
    const std::string name = module.course.str() + " " + module.name;
    out.push_back(line("Mô đun " + name, "Module " + name, whole.vi, whole.en));
  }
  return out;
}

}  // namespace hocba::credential

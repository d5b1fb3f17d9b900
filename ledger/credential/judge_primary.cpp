// A year of primary school by the rules of primary.hpp.
#include <algorithm>

#include "ledger/credential/codes.hpp"
#include "ledger/credential/judge_parts.hpp"
#include "ledger/credential/names.hpp"
#include "ledger/credential/subjects.hpp"

namespace hocba::credential {
namespace {

using primary::SubjectLevel;
using primary::YearResult;

class Primary {
 public:
  Primary(YearJudgement& out, const primary::RuleSet& rules, const TranscriptYear& year,
          const std::vector<std::size_t>& usable)
      : out_(out), rules_(rules), year_(year), usable_(usable) {}

  void run() {
    for (const std::size_t i : usable_) read_subject(i);
    read_traits("qualities", year_.qualities);
    read_traits("competences", year_.competences);
    if (readable_) judge_blanks();
    if (subjects_.empty() || !readable_) return;
    auto judged = primary::year_result(rules_, subjects_, traits_);
    result_ = judged.result;
    add_word(out_, "result", {"Đánh giá kết quả giáo dục", "Educational result"}, year_.result, kYearResultWrong,
             to_vietnamese(judged.result), std::move(judged.derivations));
    judge_outcome();
    judge_awards();
  }

 private:
  void remark(bool fails, const Code& code, std::string field, std::string expected, std::string found,
              std::string_view rule) {
    out_.remarks.push_back({fails, &code, std::move(field), std::move(expected), std::move(found), rule});
  }

  void read_subject(std::size_t i) {
    const TranscriptResult& result = year_.results[i];
    const std::string place = result_place(i);
    if (has_marks(result) || assessed(result) || !result.term1_level.empty() || !result.term2_level.empty()) {
      readable_ = false;
      return remark(true, kSubjectKindWrong, place, "T, H, C; 0 – 10", result.name, "HB-TH-1");
    }
    const auto level = primary::subject_level_from(result.year_level);
    if (!result.year_level.empty() && (!level || primary::to_letter(*level) != result.year_level)) {
      readable_ = false;
      return remark(true, kWordUnknown, place + ".yearLevel", "T, H, C", result.year_level, "HB-TH-2");
    }
    if (!level && !result.test) return;
    subjects_.push_back({result.code, result.name, level, result.test});
    doubt(result, place, level);
  }

  // HB-TH-6: a level is never derived from a mark; what looks contradictory is for a person to look at.
  void doubt(const TranscriptResult& result, const std::string& place, std::optional<SubjectLevel> level) {
    const SubjectInfo* info = subject_of("primary", year_.grade, result.code);
    if (info != nullptr) {
      const bool tested = info->first_tested_grade != 0 && year_.grade >= info->first_tested_grade;
      if (tested != result.test.has_value() && !(info->elective && !result.test))
        remark(false, tested ? kAssessmentMissing : kTestUnexpected, place + ".test", {}, result.name, "HB-TH-1");
    }
    if (!result.test) return;
    if (*result.test == 0) remark(false, kTestZero, place + ".test", "1 – 10", "0", "HB-TH-1");
    if (!level) return;
    const bool odd = (*level == SubjectLevel::not_completed) == (*result.test >= rules_.passing_test);
    if (odd)
      remark(false, kLevelAndTestDiffer, place, std::string(primary::to_letter(*level)), std::to_string(*result.test),
             "HB-TH-6");
  }

  void read_traits(const char* field, const std::vector<TranscriptTrait>& traits) {
    for (std::size_t i = 0; i < traits.size(); ++i) {
      const auto level = primary::trait_level_from(traits[i].level);
      if (!traits[i].level.empty() && (!level || primary::to_letter(*level) != traits[i].level)) {
        readable_ = false;
        remark(true, kWordUnknown, std::string(field) + "[" + std::to_string(i) + "].level", "T, Đ, C", traits[i].level,
               "HB-TH-2");
      }
      traits_.push_back({traits[i].code, traits[i].name, level});
    }
  }

  // HB-TH-2 to -4 ask for all subjects, qualities and competences: what is blank is not judged, but a result must not
  // rest on it. With an individual plan blanks are right (HB-TH-10).
  void judge_blanks() {
    const auto said = primary::year_result_from(year_.result);
    const bool title = std::any_of(year_.awards.begin(), year_.awards.end(),
                                   [](const std::string& award) { return !title_of(award).empty(); });
    const bool high = title || (said && *said >= YearResult::well_completed);
    const bool plan = std::any_of(year_.results.begin(), year_.results.end(),
                                  [](const auto& result) { return result.not_assessed == kIndividualPlan; });
    if (plan || (!high && said != YearResult::completed)) return;
    const char* rule = high ? "HB-TH-2" : "HB-TH-4";
    for (const std::size_t i : usable_) {
      const TranscriptResult& result = year_.results[i];
      if (!result.year_level.empty()) continue;
      const SubjectInfo* info = subject_of("primary", year_.grade, result.code);
      if (info == nullptr) info = subject_meant("primary", year_.grade, result.code, result.name);
      const bool compulsory = info != nullptr && is_compulsory(*info, year_.grade);
      if (compulsory || result.test)
        remark(high && compulsory, kResultMissing, result_place(i) + ".yearLevel", "T, H, C", result.name, rule);
    }
    miss_traits("qualities", false, year_.qualities, high, rule);
    miss_traits("competences", true, year_.competences, high, rule);
  }

  void miss_traits(const char* field, bool competence, const std::vector<TranscriptTrait>& traits, bool fails,
                   const char* rule) {
    for (std::size_t i = 0; i < traits.size(); ++i)
      if (traits[i].level.empty())
        remark(fails, kResultMissing, std::string(field) + "[" + std::to_string(i) + "].level", "T, Đ, C",
               traits[i].name, rule);
    std::string missing;  // what the page doesn't have at all, as with subjects: a warning
    for (const TraitInfo& info : primary_traits()) {
      if (info.competence != competence || info.first_grade > year_.grade) continue;
      const bool there = std::any_of(traits.begin(), traits.end(), [&](const TranscriptTrait& trait) {
        return trait.code == info.code || fold_words(trait.name) == fold_words(info.name);
      });
      if (!there) missing += (missing.empty() ? "" : ", ") + std::string(info.name);
    }
    if (!missing.empty()) remark(false, kResultMissing, field, missing, {}, rule);
  }

  void judge_outcome() {
    if (year_.outcome.empty()) return;
    const auto words = outcomes("primary", year_.grade);
    const auto said =
        std::find_if(words.begin(), words.end(), [&](const OutcomeWords& one) { return one.word == year_.outcome; });
    std::string all;
    for (const OutcomeWords& one : words) all += (all.empty() ? "" : "; ") + std::string(one.word);
    if (said == words.end()) return remark(true, kWordUnknown, "outcome", all, year_.outcome, "HB-TH-7");
    // Not completed: after support and assessment in summer the principal decides; any of the words may be true.
    const bool decided = primary::outcome(rules_, result_, year_.grade) != primary::Outcome::principal_decides;
    // Who has completed the year is promoted: schools say the one or the other.
    const bool right = !decided || said->ending == Ending::promoted;
    const std::string_view expected = right ? said->word : words.front().word;
    add_word(out_, "outcome", {"Kết quả cuối năm", "Outcome"}, year_.outcome, kOutcomeWrong, expected,
             {{"HB-TH-7", "Thông tư 27/2020/TT-BGDĐT, Điều 11",
               "«" + std::string(to_vietnamese(result_)) + "» → «" + std::string(expected) + "»",
               decided ? "Hoàn thành chương trình" : "Chưa hoàn thành: hiệu trưởng quyết định sau khi đánh giá bổ sung",
               decided ? "The programme is completed" : "Not completed: the principal decides after re-assessment"}});
  }

  void judge_awards() {
    for (std::size_t i = 0; i < year_.awards.size(); ++i) {
      const std::string title = title_of(year_.awards[i]);
      if (title.empty()) continue;
      // In what the pupil stands out and whether the class agreed are judgements of people, who sign for them.
      const auto award = primary::award({result_, true, true});
      const auto claimed = title == "hoc sinh xuat sac"    ? primary::Award::excellent
                           : title == "hoc sinh tieu bieu" ? primary::Award::exemplary
                                                           : primary::Award::none;  // no title of primary school
      add_word(out_, "awards[" + std::to_string(i) + "]", {"Danh hiệu", "Title"}, year_.awards[i], kAwardWrong,
               award == claimed && claimed != primary::Award::none ? year_.awards[i]
               : award == primary::Award::none                     ? std::string("–")
                                                                   : std::string(to_vietnamese(award)),
               {{"HB-TH-8",
                 "Thông tư 27/2020/TT-BGDĐT, Điều 13",
                 "«" + std::string(to_vietnamese(result_)) + "» → «" +
                     (award == primary::Award::none ? "–" : std::string(to_vietnamese(award))) + "»",
                 {},
                 {}}});
    }
  }

  YearJudgement& out_;
  const primary::RuleSet& rules_;
  const TranscriptYear& year_;
  const std::vector<std::size_t>& usable_;
  std::vector<primary::Subject> subjects_;
  std::vector<primary::Trait> traits_;
  bool readable_ = true;
  YearResult result_{};
};

}  // namespace

void judge_primary(YearJudgement& out, const primary::RuleSet& rules, const TranscriptYear& year,
                   const std::vector<std::size_t>& usable) {
  Primary(out, rules, year, usable).run();
}

}  // namespace hocba::credential

// Tables of training as offices read them, and the words for what stands in them. Pure: the node's answers in, tables
// (report_table.hpp) out, in either language.
#pragma once

#include "cli/report_table.hpp"
#include "cli/training_reports.hpp"
#include "ledger/training/book.hpp"

namespace hocba::cli {

inline constexpr const char* kCoverageBys[] = {"all", "audience", "level", "school", "topic"};

// What anybody may see of a line (training::public_view): "< 5" for few people, "–" for what became of them and for
// counts from which it could be worked out. `share` only where both of its numbers are told.
struct PublicCount {
  std::string heads, passed, share;
  bool untold() const { return passed == "–"; }
};
using PublicCounts = std::map<std::string, std::vector<PublicCount>>;  // by kCoverageBys, in the order of the lines
// A cut as the options say it. cli.usage.
Result<training::By> public_cut(const std::string& cut);
// Leaves of the lines what is published: those by `all` and by `cut`, one of kCoverageBys but topic (cli.usage); no
// target; the denominator is people on rosters of the course.
Result<PublicCounts> public_counts(std::map<std::string, std::vector<CoverageLine>>& coverage, const std::string& cut);
inline constexpr const char* kPublicCuts[] = {"all", "audience", "level", "school"};

// `by`: one of kCoverageBys. With `told`: heads, passed and share alone, as they are told there.
ReportTable coverage_table(const std::vector<CoverageLine>& lines, const std::string& by, const ProgrammeNames& names,
                           Lang lang, const std::vector<PublicCount>* told = nullptr);
ReportTable plan_table(const std::vector<PlanLine>& lines, const ProgrammeNames& names, Lang lang);
// By unit, then in the order of Vietnamese names.
ReportTable missing_table(std::vector<MissingLine> lines, const ProgrammeNames& names, Lang lang);
// A line per passed module; who has none has one line that says so. In the order of Vietnamese names: never by marks.
ReportTable evidence_table(std::vector<EvidencePerson> people, const ProgrammeNames& names, Lang lang);
ReportTable staff_table(const std::vector<CheckedStaff>& checked, Lang lang);
ReportTable filed_table(const std::vector<FiledLine>& lines, const ProgrammeNames& names, Lang lang);

// What the evidence is not, and what it is for.
std::string no_ranking_words(Lang lang);
// "120 người: 110 còn hiệu lực, 3 không còn hiệu lực, …".
std::string staff_count_words(const std::vector<CheckedStaff>& checked, Lang lang);

std::string course_words(const ProgrammeNames& names, const std::string& course);  // "CDS_CB: Chuyển đổi số …"
std::string unit_words(const ProgrammeNames& names, const std::string& unit);      // "Trường … (79TH0001)"
std::string standing_words(const std::string& standing, Lang lang);
// As of which day a report names late units: that of the ledger's last block then, so that whoever computes it again
// finds the same ones. Whose day comes after it is not named yet. Begins with a space; empty where it is not known.
std::string late_as_of_words(const std::optional<Time>& last, Lang lang);
std::string report_kind_words(const std::string& kind, Lang lang);                               // "quý"
std::string report_period_words(const std::string& kind, const std::string& period, Lang lang);  // "quý IV năm 2024"
std::string target_words(const CoverageLine& line, Lang lang);  // "đạt", "chưa đạt", "–"
std::string staff_verdict_words(StaffVerdict verdict, Lang lang);
std::string screen_date(const std::string& iso);  // a day or a time; another text as it is
// 93,9 %, with a space that doesn't break.
std::string percent_words(std::uint64_t part, std::uint64_t whole, Lang lang);
// How many more have to pass before the target is reached; 0: it is, or there is none.
std::uint64_t lacking(const CoverageLine& line);

}  // namespace hocba::cli

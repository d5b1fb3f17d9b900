// A programme's file: TOML that an office writes and everybody may read. It gives the rules that the ledger enforces
// (programme.hpp) and what people need beside them: titles, where each rule stands in the plan, dates to keep, who does
// what, and what the plan does not say. The record names the file by the SHA-256 of its bytes.
//
// Foreign bytes: a closed schema with bounds; the first mistake is told with its line and place ("line 31:
// courses[CDS_NC].max_learners: …"). What a plan leaves out is left out here and is no rule; the one value that is
// filled in, the pass mark 5,0, is told in `defaulted`. Normative: docs/formats/programme.md; the files of the known
// plans: docs/programmes/, explained in docs/PROGRAMMES.md.
//
// Pure. Values own what they hold; reading and asking share no state.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/training/programme.hpp"

namespace hocba::training {

inline constexpr std::size_t kMaxProgrammeFile = 128u << 10;  // bytes
inline constexpr std::int64_t kProgrammeFileVersion = 1;      // `hocba = 1`

struct Words {  // the same in both languages; neither is empty
  std::string vi, en;
};
using NamedWords = std::map<CodeText, Words>;

struct Decision {            // the plan itself, what it rests on
  std::string number;        // "869/QĐ-UBND"
  std::optional<Date> date;  // absent: not known
  std::optional<Words> title;
};
struct ChecklistItem {  // a day to keep that the ledger does not enforce
  Words what;
  std::optional<Date> from, by;  // the last day in time; absent: no day is stated
};
struct Duty {
  Words who, what;
};
struct PlannedAward {  // for `hocba award`; see docs/formats/awards.md
  std::string title;   // Vietnamese: it is what documents are called
  std::uint32_t collectives = 0, individuals = 0;
  std::optional<Date> due_before;  // a dossier of that day is late: «trước ngày»
};
struct ReportDuty {  // each [[reports]] of the file
  ReportKind kind{};
  Reporter reporter{};
  std::optional<ReportRule> rule;  // absent: the plan names no day, and the rules have none
  std::vector<CodeText> to;        // keys of `recipients`
};
struct DocumentTitle {  // of what is issued for these courses, as in ProgrammeRules::certificates
  CertificateRule rule;
  Words title;
};

struct ProgrammeFile {
  ProgrammeRules rules;  // `document` is the digest of the bytes; providers may still be missing (rules_with_providers)
  Words title;
  NamedWords courses, audiences, levels, topics, uses, recipients;
  std::vector<DocumentTitle> documents;
  std::vector<ReportDuty> reports;
  std::vector<Decision> decisions;
  std::optional<Phase> survey;
  std::optional<Words> trainer_requirement;
  std::vector<ChecklistItem> checklist;
  std::vector<Duty> duties;
  std::vector<PlannedAward> awards;
  std::vector<Words> notes, ambiguities;
  std::vector<std::string>
      unknown;  // rules that the plan does not state, in the file's order: "pass_mark", "CDS_CB.phase"
  std::vector<std::string> defaulted;          // what was filled in: "courses[CDS_CB].pass_mark"
  std::map<std::string, std::string> sources;  // id -> the plan's words: TD6 -> «Số lượng không quá …»
  std::map<std::string, std::vector<std::string>> based_on;  // place -> ids: "courses[CDS_CB].max_learners" -> TD6
};

// training.file_… with line and place.
Result<ProgrammeFile> read_programme_file(std::string_view bytes);

// The rules as they are recorded: with these providers beside those that the file lists, sorted, each once.
// training.file_no_provider where there is none; what check_programme says.
Result<ProgrammeRules> rules_with_providers(const ProgrammeFile& file, const std::vector<UnitCode>& providers);

// The words for a code; the code itself in both languages where the file has none.
Words words_of(const NamedWords& names, const CodeText& code);

// "Hạn nộp danh sách", "16/09/2024", from TD21. For people: one line per rule, in the order of the page of a plan.
struct DescribedRule {
  std::string place;  // "courses[CDS_CB].max_learners"; of the file's own words: "title", "notes[0]"
  Words section;      // the same in the lines of one part: "Khóa CDS_CB: …"
  Words rule, value;
  std::vector<std::string> sources;  // ids of ProgrammeFile::sources
  bool defaulted = false;            // filled in, since the file leaves it out
};
std::vector<DescribedRule> describe_programme(const ProgrammeFile& file);

}  // namespace hocba::training

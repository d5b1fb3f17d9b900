// The kinds of documents of this version and what they say: certificate, diploma and award (Open Badges 3.0
// AchievementCredential shape), and a transcript with its school years as groups.
//
// A builder turns plain data into an unsigned Document: text is cleaned (names.hpp), empty optional text is left out,
// and what the closed schema or examine() finds wrong is refused with its place; describe() turns any of our documents
// back into labelled lines for people; examine() recomputes what a document derives from its own content, by the rules
// of judgement.hpp.
#pragma once

#include "ledger/credential/correction.hpp"
#include "ledger/credential/document.hpp"
#include "ledger/credential/judgement.hpp"
#include "ledger/credential/school_year.hpp"

namespace hocba::credential {

struct Issuer {
  UnitCode unit;
  std::string name;
};
struct Holder {
  std::string name;                            // NFC, as on the birth certificate; of a collective: its name
  Date birth_date;                             // not of a collective
  std::optional<std::string> personal_number;  // 12 digits; goes into the group `identity`
  std::optional<std::string> sector_code;      // mã định danh Bộ GD&ĐT; group `identity`
  bool collective = false;  // tập thể, of an award alone: nobody's birth date and no personal number
};
struct Common {  // what every document says
  CredentialId id;
  Salt salt;
  Issuer issuer;
  Holder holder;
  PeriodCode period;
  std::string serial;      // số hiệu
  std::uint32_t book = 0;  // register book (year)
  std::uint32_t register_number = 0;
  std::string register_text;  // số vào sổ as printed, e.g. SGU/CDS-CB/2025/00123; empty: 99TH0001/HB/2025/00012
  std::uint64_t status_index = 0;  // shard · 131,072 + index
  std::string status_list_base;    // where the network publishes its lists, e.g. https://node/v1/status-lists
  Date issued_on;
  std::optional<Date> expires_on;
  Originality originality = Originality::electronic_original;
  std::optional<CredentialId> supersedes;
  std::string place;                     // place of issue, may be empty
  std::optional<Correction> correction;  // with `supersedes`; group `correction`
};
struct DecisionRef {
  std::string number;
  std::optional<Date> date;
};  // quyết định số …, ngày …

struct CertificateModule {
  std::string code, name;
  std::uint32_t periods = 0, online_periods = 0;
  std::optional<int> score_tenths;
};
struct CertificateData {
  Common common;
  std::string title;  // "Chứng chỉ Chuyển đổi số trong giáo dục (cơ bản)"
  std::string programme, course, class_code;
  std::string criteria;
  DecisionRef decision;
  std::string grade;  // xếp loại, may be empty
  std::vector<CertificateModule> modules;
  std::string workplace, audience;  // group `work`
};
// Văn bằng (domain §2.1): bằng tốt nghiệp, chứng chỉ sơ cấp, giấy chứng nhận hoàn thành chương trình. diploma.hpp has
// the levels.
struct DiplomaData {
  Common common;
  std::string level;   // lower-secondary, upper-secondary, upper-secondary-completion, elementary, …
  std::string title;   // empty: that of the level
  std::string field;   // ngành, nghề; vocational levels need it
  std::string mode;    // hình thức đào tạo
  std::string course;  // khóa, kỳ thi
  std::optional<int> graduation_year;
  std::string grade;  // xếp loại, where the level has one
  DecisionRef decision;
  std::string sex, birth_place;        // sex: as sex_from_cell reads it, or empty
  std::string school;                  // where the holder learnt, if it is not the issuer
  std::string paper_issuer;            // who issued the paper, where the custodian digitises it
  std::string ethnicity, nationality;  // group `sensitive`
};

struct AwardData {
  Common common;
  std::string title;        // "Giấy khen"
  std::string achievement;  // for what
  std::string level;        // school, district, province …
  bool sudden = false;      // đột xuất
  DecisionRef decision;
  std::string workplace = {};           // đơn vị; group `work`
  std::optional<Digest> evidence = {};  // SHA-256 of the report of achievements (báo cáo thành tích)
};
struct TranscriptData {
  Common common;
  std::string level;                        // primary, lower-secondary, upper-secondary, vocational
  std::string sex, birth_place, ethnicity;  // sex: as sex_from_cell reads it, or empty; ethnicity: group `sensitive`
  std::string health;                       // group `sensitive`
  std::string address, father, mother, guardian;  // groups `contact`, `family`
  std::string father_occupation, mother_occupation, guardian_occupation;
  std::string hometown;             // quê quán; group `contact`
  std::string nationality, policy;  // quốc tịch; con liệt sĩ, con thương binh …; group `sensitive`
  std::string photo;                // as photo_from_file gives it, or empty; group `photo`
  std::vector<TranscriptYear> years;
  std::string field = {};         // vocational: ngành, nghề
  SchoolPlace school_place = {};  // of the cover
};

// `salts` gives a fresh salt per call, from the caller's randomness.
using SaltSource = std::function<Salt()>;
// As offices abbreviate on paper: HB (học bạ), CC (chứng chỉ), VB (văn bằng), GK (giấy khen).
std::string_view book_letters(std::string_view type);

Result<Document> build_certificate(const CertificateData& data, const SaltSource& salts);
Result<Document> build_diploma(const DiplomaData& data, const SaltSource& salts);
Result<Document> build_award(const AwardData& data, const SaltSource& salts);
Result<Document> build_transcript(const TranscriptData& data, const SaltSource& salts);

// Of what all proofs cover: SHA-256 of the canonical core without them. It stays the same while people sign.
crypto::Digest content_digest(const Document& document);

// What a document is called and who is named as its issuer and holder. For headlines, search keys of a vault.
struct Headline {
  std::string title, issuer_name, holder_name;
  std::optional<Date> birth_date;  // a collective has none
};
Headline headline(const Document& document);
// What the groups that are here say of the holder; empty where withheld. For the vault's search keys.
struct HolderDetails {
  std::optional<std::string> personal_number, sector_code;
  std::vector<std::string> classes;  // of each year that is here; a certificate's class
};
HolderDetails holder_details(const Document& document);

// For people: labelled lines in both languages, dd/mm/yyyy, decimal comma; groups that are not there say so: erased
// where the caller knows it from the ledger, otherwise withheld.
struct Line {
  std::string section_vi, section_en, label_vi, label_en, value;
  std::string value_en = {};  // where the value is our own word and reads otherwise in English; else empty
};
std::vector<Line> describe(const Document& document, const std::vector<std::string>& erased = {});
// What a group is called for people: "year-2024-2025" is "Năm học 2024-2025". Any name has a title.
struct GroupTitle {
  std::string vi, en;
};
GroupTitle group_title(std::string_view name);
// credential.group_unknown with the groups that the document has: "marks; identity (Định danh), year-2024-2025 (Năm học
// 2024-2025)".
Error unknown_group(const std::string& name, const std::vector<GroupDigest>& known);

// Derived values and plausibility: what the document says, what its own content gives, the rule. Builders refuse a
// document with a `fail`; a document that comes from elsewhere is read and then reported.
struct Finding {
  enum class Level { fail, warning } level;
  const Code* code;
  std::string field, expected, found;  // field: a place, e.g. "year-2024-2025.results[3].year"
  std::string_view rule = {};          // HB-MCN; empty where none of ours has a name
};
std::vector<Finding> examine(const Document& document);
// The school years that are shown, with their comments, assessments and health data where these are shown, too.
std::vector<TranscriptYear> school_years(const Document& document);
// Places of assessments whose subject their year's page doesn't have, so that nothing judges them. A page that is
// withheld may have it.
std::vector<std::string> assessments_of_nothing(const Document& document);
// How each derived value of the years that are shown came about (hocba explain).
struct ExplainedYear {
  PeriodCode period;
  YearJudgement judgement;
};
std::vector<ExplainedYear> explain(const Document& document);
// Whether what is shown of the document holds a value that derives from others and that examine() knows the rule of: a
// certificate's modules, a year of a school level with rules. Else its silence says nothing.
bool derives_values(const Document& document);

// The same as document.facts().
Result<LedgerFacts> ledger_facts(const Document& document);

}  // namespace hocba::credential

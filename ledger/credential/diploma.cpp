#include "ledger/credential/diploma.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "ledger/credential/codes.hpp"
#include "ledger/credential/names.hpp"
#include "ledger/credential/schema.hpp"

namespace hocba::credential {
namespace {

using nlohmann::json;

// clang-format off
constexpr DiplomaLevel kLevels[] = {
    {"lower-secondary", "trung học cơ sở", "lower secondary", "Bằng tốt nghiệp trung học cơ sở",
     "trung hoc co so|thcs|lower secondary|bang tot nghiep trung hoc co so|bang tot nghiep thcs", "Diploma", false},
    {"upper-secondary", "trung học phổ thông", "upper secondary", "Bằng tốt nghiệp trung học phổ thông",
     "trung hoc pho thong|thpt|upper secondary|bang tot nghiep trung hoc pho thong|bang tot nghiep thpt|bang tu tai", "Diploma", false},
    {"upper-secondary-completion", "hoàn thành chương trình giáo dục phổ thông", "completion of general education",
     "Giấy chứng nhận hoàn thành chương trình giáo dục phổ thông",
     "hoan thanh chuong trinh giao duc pho thong|hoan thanh chuong trinh gdpt|htct gdpt|upper secondary completion|giay chung nhan hoan thanh chuong trinh giao duc pho thong|giay chung nhan hoan thanh chuong trinh gdpt",
     "CertificateOfCompletion", false},
    {"elementary", "sơ cấp", "elementary vocational", "Chứng chỉ sơ cấp",
     "so cap|so cap nghe|elementary|chung chi so cap|chung chi so cap nghe", "Certificate", true},
    {"vocational-secondary", "trung học nghề", "vocational secondary", "Bằng tốt nghiệp trung học nghề",
     "trung hoc nghe|vocational secondary|bang tot nghiep trung hoc nghe", "Diploma", true},
    {"intermediate", "trung cấp", "intermediate vocational", "Bằng tốt nghiệp trung cấp",
     "trung cap|trung cap nghe|trung cap chuyen nghiep|trung hoc chuyen nghiep|intermediate|bang tot nghiep trung cap|bang tot nghiep trung cap nghe|bang tot nghiep trung cap chuyen nghiep|bang tot nghiep trung hoc chuyen nghiep",
     "Diploma", true},
    {"college", "cao đẳng", "college", "Bằng tốt nghiệp cao đẳng",
     "cao dang|cao dang nghe|college|bang tot nghiep cao dang|bang tot nghiep cao dang nghe", "Diploma", true},
};
// clang-format on

bool is_among(std::string_view folded, std::string_view list) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find('|'), list.size());
    if (list.substr(0, end) == folded) return true;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return false;
}

constexpr Finding::Level kFails = Finding::Level::fail, kWarns = Finding::Level::warning;

// Of a decision with a date.
std::optional<Date> decided_on(const json& hocba) {
  const auto decision = hocba.find("decision");
  if (decision == hocba.end() || !decision->contains("date")) return std::nullopt;
  const auto date = date_from_text(decision->at("date").get_ref<const std::string&>());
  return date.ok() ? std::optional(*date) : std::nullopt;
}

// "Bằng" is what only a diploma is called.
bool is_called_diploma(const std::string& title) { return fold(title).substr(0, 5) == "bang "; }

}  // namespace

std::span<const DiplomaLevel> diploma_levels() { return kLevels; }

const DiplomaLevel* diploma_level(std::string_view word) {
  const auto* found =
      std::find_if(std::begin(kLevels), std::end(kLevels), [&](const auto& l) { return l.word == word; });
  return found == std::end(kLevels) ? nullptr : found;
}

const DiplomaLevel* diploma_level_typed(std::string_view typed) {
  const std::string folded = fold(typed);
  const auto* found = std::find_if(std::begin(kLevels), std::end(kLevels),
                                   [&](const auto& l) { return folded == l.word || is_among(folded, l.also); });
  return found == std::end(kLevels) ? nullptr : found;
}

const DiplomaLevel* diploma_level_called(std::string_view title) {
  std::string words = fold_words(title);
  while (!words.empty()) {
    if (const DiplomaLevel* level = diploma_level_typed(words)) return level;
    const std::size_t last = words.rfind(' ');
    words.resize(last == std::string::npos ? 0 : last);
  }
  return nullptr;
}

void examine_deadline(const Document& document, std::vector<Finding>& out) {
  const auto decided = decided_on(document.core().at("hocba"));
  if (!decided || document.facts().originality != Originality::electronic_original || *decided < kDigitalDeadlineSince)
    return;
  const Date last = date_in_utc7(start_of_day_utc7(*decided) + days(kDigitalDeadlineDays));
  if (document.facts().issued_on > last)
    out.push_back(
        {kWarns, &kIssuedLate, "validFrom", "≤ " + to_screen(last), to_screen(document.facts().issued_on), "VB-1"});
}

void examine_diploma(const Document& document, std::vector<Finding>& out) {
  const json& core = document.core();
  const json& hocba = core.at("hocba");
  const LedgerFacts& facts = document.facts();
  const bool original = facts.originality == Originality::electronic_original;
  const DiplomaLevel* level = diploma_level(hocba.at("level").get_ref<const std::string&>());
  HOCBA_CHECK(level != nullptr);  // the schema read it
  // A paper that was made again in 2026 for an error of its issuer has that year's date: doubtful, not wrong.
  if (level->word == "lower-secondary" && facts.issued_on >= kNoLowerSecondarySince)
    out.push_back({original ? kFails : kWarns, &kDiplomaAbolished, "validFrom",
                   "< " + to_screen(kNoLowerSecondarySince), to_screen(facts.issued_on), "VB-THCS"});
  const auto& title = core.at("name").get_ref<const std::string&>();
  if (level->achievement_type != "Diploma" && is_called_diploma(title))
    out.push_back({kFails, &kDiplomaTitleWrong, "name", std::string(level->title), title});
  else if (const DiplomaLevel* meant = diploma_level_called(title); meant != nullptr && meant != level)
    out.push_back({kFails, &kDiplomaTitleWrong, "name", std::string(level->title), title});
  if (original && hocba.contains("paperIssuer"))
    out.push_back({kFails, &kPaperOfOriginal, "hocba.paperIssuer", "SO_HOA", "GOC_DIEN_TU"});
  if (const auto year = hocba.find("graduationYear"); year != hocba.end() && year->get<int>() > facts.issued_on.year)
    out.push_back({kFails, &kGraduationAfterIssue, "hocba.graduationYear", "≤ " + std::to_string(facts.issued_on.year),
                   year->dump()});
  if (!original) return;
  if (!level->vocational && level->word != "lower-secondary" && hocba.contains("grade"))
    out.push_back({kWarns, &kGradeUnexpected, "hocba.grade", {}, hocba.at("grade").get<std::string>()});
  if (!hocba.contains("decision")) out.push_back({kWarns, &kDecisionMissing, "hocba.decision", {}, {}});
}

}  // namespace hocba::credential

// Documents as labelled lines for people, in both languages.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "crypto/json.hpp"
#include "ledger/credential/codes.hpp"
#include "ledger/credential/kinds.hpp"
#include "ledger/credential/names.hpp"
#include "ledger/credential/schema.hpp"

namespace hocba::credential {
namespace {

using nlohmann::json;

struct Words {
  const char* vi;
  const char* en;
};

constexpr Words kDocument = {"Văn bản", "Document"};
constexpr Words kHolder = {"Người được cấp", "Holder"};
constexpr Words kContent = {"Nội dung", "Content"};
constexpr Words kRegister = {"Sổ gốc", "Register"};

class Lines {
 public:
  explicit Lines(std::vector<Line>& out) : out_(out) {}
  void section(Words words) { section_ = {words.vi, words.en}; }
  void section(std::string vi, std::string en) { section_ = {std::move(vi), std::move(en)}; }
  void add(Words label, std::string value) { add(label.vi, label.en, std::move(value)); }
  void add(std::string vi, std::string en, std::string value) {
    out_.push_back({section_.first, section_.second, std::move(vi), std::move(en), std::move(value)});
  }
  void add(Words label, Words value) {
    add(label, value.vi);
    out_.back().value_en = value.en;
  }
  // The member if it is there: text as it is, numbers as they are.
  void member(const json& object, const char* name, Words label) {
    const auto found = object.find(name);
    if (found == object.end()) return;
    add(label, found->is_string() ? found->get<std::string>() : found->dump());
  }

 private:
  std::vector<Line>& out_;
  std::pair<std::string, std::string> section_;
};

const std::string& text(const json& object, const char* name) { return object.at(name).get_ref<const std::string&>(); }

std::string screen_date(const std::string& iso) {
  const auto date = date_from_text(iso);
  return date.ok() ? to_screen(*date) : iso;
}

std::string period_words(const json& module) {
  std::string out = module.at("periods").dump() + " tiết";
  if (module.at("onlinePeriods") != 0) out += " (" + module.at("onlinePeriods").dump() + " trực tuyến)";
  if (module.contains("score")) out += ", " + tenths_to_screen(module.at("score").get<int>());
  return out;
}

void describe_core(Lines& lines, const Document& document) {
  const json& core = document.core();
  const json& hocba = core.at("hocba");
  const LedgerFacts& facts = document.facts();
  lines.section(kDocument);
  lines.add({"Tên", "Title"}, text(core, "name"));
  lines.add({"Đơn vị cấp", "Issuer"}, text(core.at("issuer"), "name") + " (" + facts.unit.str() + ")");
  lines.add({"Ngày cấp", "Issued on"}, to_screen(facts.issued_on));
  if (facts.expires_on) lines.add({"Có giá trị đến", "Valid until"}, to_screen(*facts.expires_on));
  lines.member(hocba, "place", {"Nơi cấp", "Place of issue"});
  lines.add({"Mã văn bản", "Document id"}, to_text(facts.id));
  lines.add({"Bản chất", "Originality"}, facts.originality == Originality::electronic_original
                                             ? Words{"bản gốc điện tử", "electronic original"}
                                             : Words{"số hóa từ bản giấy", "digitised from paper"});
  if (facts.supersedes) lines.add({"Thay thế văn bản", "Supersedes"}, to_text(*facts.supersedes));
  lines.section(kHolder);
  const json& subject = core.at("credentialSubject");
  lines.add({"Họ và tên", "Name"}, text(subject, "name"));
  lines.add({"Ngày sinh", "Date of birth"}, screen_date(text(subject, "birthDate")));
  if (hocba.contains("sex"))
    lines.add({"Giới tính", "Sex"}, text(hocba, "sex") == "M" ? Words{"Nam", "male"} : Words{"Nữ", "female"});
  lines.member(hocba, "birthPlace", {"Nơi sinh", "Place of birth"});
  lines.section(kRegister);
  lines.add({"Số hiệu", "Serial number"}, facts.serial);
  lines.add({"Số vào sổ", "Register number"}, text(hocba, "registerText"));
  lines.add({"Sổ năm", "Book of the year"}, std::to_string(facts.book));
  lines.add({"Kỳ", "Period"}, facts.period.str());
}

void describe_content(Lines& lines, const Document& document) {
  const json& core = document.core();
  const json& hocba = core.at("hocba");
  lines.section(kContent);
  if (document.facts().type.str() == kAward)
    lines.add({"Thành tích", "For"}, text(core.at("credentialSubject").at("achievement"), "description"));
  if (document.facts().type.str() != kTranscript) lines.member(hocba, "level", {"Cấp khen thưởng", "Level"});
  if (hocba.contains("sudden")) lines.add({"Hình thức", "Form"}, Words{"đột xuất", "sudden"});
  lines.member(hocba, "programme", {"Chương trình", "Programme"});
  lines.member(hocba, "course", {"Khóa", "Course"});
  lines.member(hocba, "className", {"Lớp", "Class"});
  lines.member(hocba, "grade", {"Xếp loại", "Grade"});
  if (const auto decision = hocba.find("decision"); decision != hocba.end()) {
    std::string value = text(*decision, "number");
    if (decision->contains("date")) value += ", " + screen_date(text(*decision, "date"));
    lines.add({"Quyết định", "Decision"}, std::move(value));
  }
  if (!hocba.contains("modules")) return;
  for (const auto& module : hocba.at("modules")) {
    const std::string name = text(module, "code") + " " + text(module, "name");
    lines.add("Mô đun " + name, "Module " + name, period_words(module));
  }
  if (!hocba.at("modules").empty()) lines.add({"Tổng số tiết", "Total periods"}, period_words(hocba));
}

// "I 7,9 · II 8,3 · cả năm 8,2"; levels where there are no marks.
std::string result_words(const json& result) {
  std::string out;
  const auto part = [&](const char* title, const char* mark, const char* level) {
    std::string value;
    if (result.contains(mark)) value = tenths_to_screen(result.at(mark).get<int>());
    if (result.contains(level)) value += (value.empty() ? "" : " ") + text(result, level);
    if (!value.empty()) out += (out.empty() ? "" : " · ") + std::string(title) + " " + value;
  };
  part("I", "term1", "term1Level");
  part("II", "term2", "term2Level");
  part("CN", "year", "yearLevel");
  return out;
}

void describe_year(Lines& lines, const json& year) {
  const std::string& period = text(year, "period");
  lines.section("Năm học " + period, "School year " + period);
  lines.add({"Lớp", "Class"}, text(year, "className"));
  for (const auto& result : year.at("results"))
    lines.add(text(result, "name"), text(result, "name"), result_words(result));
  lines.member(year, "learning", {"Kết quả học tập", "Learning result"});
  lines.member(year, "conduct", {"Kết quả rèn luyện", "Conduct result"});
  lines.member(year, "absences", {"Số buổi nghỉ", "Absences"});
  lines.member(year, "outcome", {"Kết quả cuối năm", "Outcome"});
}

// What the year's part, where it is shown, calls its subjects; else the codes stand for them.
std::map<std::string, std::string> subject_names(const Document& document, const std::string& period) {
  std::map<std::string, std::string> out;
  const Group* group = document.group(std::string(kYearPrefix) + period);
  if (group == nullptr) return out;
  const auto year = crypto::parse_json(group->content);
  HOCBA_CHECK(year.ok());  // Document::make read it
  for (const auto& result : year->at("results")) out.emplace(text(result, "code"), text(result, "name"));
  return out;
}

void describe_comments(Lines& lines, const Document& document, const json& comments) {
  const std::string& period = text(comments, "period");
  const auto names = subject_names(document, period);
  lines.section("Nhận xét năm học " + period, "Comments of school year " + period);
  for (const auto& subject : comments.at("subjects")) {
    const auto name = names.find(text(subject, "code"));
    const std::string& called = name == names.end() ? text(subject, "code") : name->second;
    lines.add(called, called, text(subject, "comment"));
  }
  lines.member(comments, "comment", {"Nhận xét chung", "General comment"});
}

Words plain_title(std::string_view name) {
  if (name == "identity") return {"Định danh", "Identity"};
  if (name == "work") return {"Công tác", "Work"};
  if (name == "family") return {"Gia đình", "Family"};
  if (name == "contact") return {"Liên hệ", "Contact"};
  return {"Thông tin nhạy cảm", "Sensitive data"};
}

void describe_members(Lines& lines, std::string_view name, const json& content) {
  static const std::vector<std::pair<const char*, Words>> kLabels = {
      {"personalNumber", {"Số định danh cá nhân", "Personal number"}},
      {"sectorCode", {"Mã định danh ngành", "Sector code"}},
      {"workplace", {"Đơn vị công tác", "Workplace"}},
      {"audience", {"Đối tượng", "Audience"}},
      {"father", {"Cha", "Father"}},
      {"mother", {"Mẹ", "Mother"}},
      {"guardian", {"Người giám hộ", "Guardian"}},
      {"address", {"Nơi ở", "Address"}},
      {"ethnicity", {"Dân tộc", "Ethnicity"}},
      {"health", {"Sức khỏe", "Health"}},
  };
  lines.section(plain_title(name));
  for (const auto& [member, label] : kLabels) lines.member(content, member, label);
}

bool begins(std::string_view name, std::string_view prefix) { return name.substr(0, prefix.size()) == prefix; }

void describe_missing(Lines& lines, std::string_view name, bool erased) {
  auto title = group_title(name);
  lines.section(std::move(title.vi), std::move(title.en));
  lines.add({"Phần này", "This part"},
            erased ? Words{"đã xóa theo quy định", "erased as the law provides"} : Words{"không đưa ra", "withheld"});
}

}  // namespace

GroupTitle group_title(std::string_view name) {
  if (begins(name, kYearPrefix)) {
    const std::string period(name.substr(kYearPrefix.size()));
    return {"Năm học " + period, "School year " + period};
  }
  if (begins(name, kCommentsPrefix)) {
    const std::string period(name.substr(kCommentsPrefix.size()));
    return {"Nhận xét năm học " + period, "Comments of school year " + period};
  }
  const Words title = plain_title(name);
  return {title.vi, title.en};
}

Error unknown_group(const std::string& name, const std::vector<GroupDigest>& known) {
  std::string out = CodeText::parse(name).ok() ? name : "?";  // a stranger's text reaches no log
  for (std::size_t i = 0; i < known.size(); ++i)
    out += (i == 0 ? "; " : ", ") + known[i].name + " (" + group_title(known[i].name).vi + ")";
  return Error(kGroupUnknown, std::move(out));
}

std::vector<Line> describe(const Document& document, const std::vector<std::string>& erased) {
  std::vector<Line> out;
  Lines lines(out);
  describe_core(lines, document);
  describe_content(lines, document);
  for (const auto& named : document.group_digests()) {
    const Group* group = document.group(named.name);
    if (group == nullptr) {
      describe_missing(lines, named.name, std::find(erased.begin(), erased.end(), named.name) != erased.end());
      continue;
    }
    const auto content = crypto::parse_json(group->content);
    HOCBA_CHECK(content.ok());  // Document::make read it
    if (begins(named.name, kYearPrefix))
      describe_year(lines, *content);
    else if (begins(named.name, kCommentsPrefix))
      describe_comments(lines, document, *content);
    else
      describe_members(lines, named.name, *content);
  }
  return out;
}

Headline headline(const Document& document) {
  const json& core = document.core();
  const json& subject = core.at("credentialSubject");
  const auto birth = date_from_text(text(subject, "birthDate"));
  HOCBA_CHECK(birth.ok());
  return {text(core, "name"), text(core.at("issuer"), "name"), text(subject, "name"), *birth};
}

HolderDetails holder_details(const Document& document) {
  HolderDetails out;
  const json& hocba = document.core().at("hocba");
  if (hocba.contains("className")) out.classes.push_back(text(hocba, "className"));
  for (const auto& group : document.groups()) {
    const bool year = begins(group.name, kYearPrefix);
    if (!year && group.name != "identity") continue;
    const auto content = crypto::parse_json(group.content);
    HOCBA_CHECK(content.ok());
    if (year) out.classes.push_back(text(*content, "className"));
    if (content->contains("personalNumber")) out.personal_number = text(*content, "personalNumber");
    if (content->contains("sectorCode")) out.sector_code = text(*content, "sectorCode");
  }
  return out;
}

}  // namespace hocba::credential

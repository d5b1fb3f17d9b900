// Documents as labelled lines for people, in both languages.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <tuple>

#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/credential/change_words.hpp"
#include "ledger/credential/codes.hpp"
#include "ledger/credential/describe_parts.hpp"
#include "ledger/credential/diploma.hpp"
#include "ledger/credential/draft.hpp"
#include "ledger/credential/kinds.hpp"
#include "ledger/credential/names.hpp"
#include "ledger/credential/originality.hpp"
#include "ledger/credential/photo.hpp"
#include "ledger/credential/schema.hpp"
#include "ledger/credential/subjects.hpp"
#include "ledger/credential/training_parts.hpp"

namespace hocba::credential {
namespace {

using nlohmann::json;

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
    set_english(value.en);
  }
  void add(Line line) {
    std::tie(line.section_vi, line.section_en) = std::tie(section_.first, section_.second);
    out_.push_back(std::move(line));
  }
  // Of the line that was added last.
  void set_english(std::string_view value) { out_.back().value_en = value; }
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

std::string period_words(const json& module) {
  std::string out = module.at("periods").dump() + " tiết";
  if (module.at("onlinePeriods") != 0) out += " (" + module.at("onlinePeriods").dump() + " trực tuyến)";
  if (module.contains("score")) out += ", " + tenths_to_screen(module.at("score").get<int>());
  return out;
}

// "30 + 30 = 60 tiết (15 + 0 = 15 trực tuyến)": the totals that the document states, and the modules that they are of.
std::string sum_words(const json& hocba) {
  const json& modules = hocba.at("modules");
  const auto sum = [&](const char* member) {
    std::string out;
    for (const auto& module : modules) out += (out.empty() ? "" : " + ") + module.at(member).dump();
    return (modules.size() > 1 ? out + " = " : "") + hocba.at(member).dump();
  };
  std::string out = sum("periods") + " tiết";
  if (hocba.at("onlinePeriods") != 0) out += " (" + sum("onlinePeriods") + " trực tuyến)";
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
  const OriginalityWords originality = words_of(facts.originality);
  lines.add({"Bản chất", "Originality"}, Words{originality.vi, originality.en});
  if (facts.supersedes) lines.add({"Thay thế văn bản", "Supersedes"}, to_text(*facts.supersedes));
  lines.section(kHolder);
  const json& subject = core.at("credentialSubject");
  if (hocba.contains("collective"))
    lines.add({"Tập thể", "Collective"}, text(subject, "name"));
  else
    lines.add({"Họ và tên", "Name"}, text(subject, "name"));
  if (subject.contains("birthDate")) lines.add({"Ngày sinh", "Date of birth"}, screen_date(text(subject, "birthDate")));
  if (hocba.contains("sex"))
    lines.add({"Giới tính", "Sex"}, text(hocba, "sex") == "M" ? Words{"Nam", "male"} : Words{"Nữ", "female"});
  lines.member(hocba, "birthPlace", {"Nơi sinh", "Place of birth"});
  lines.section(kRegister);
  lines.add({"Số hiệu", "Serial number"}, facts.serial);
  lines.add({"Số vào sổ", "Register number"}, text(hocba, "registerText"));
  lines.add({"Sổ năm", "Book of the year"}, std::to_string(facts.book));
  lines.add({"Kỳ", "Period"}, facts.period.str());
}

std::string evidence_hex(const json& hocba) {
  const auto digest = crypto::from_base64url(text(hocba, "evidence"));
  HOCBA_CHECK(digest.ok());  // the schema read it
  return crypto::hex(*digest);
}

constexpr Words kSchoolIn = {"Trường đóng tại", "The school is in"};

// From the smallest to the largest, as addresses are written.
std::string place_words(const SchoolPlace& place) {
  std::string out;
  for (const std::string* part : {&place.ward, &place.district, &place.province})
    if (!part->empty()) out += (out.empty() ? "" : ", ") + *part;
  return out;
}

void describe_diploma(Lines& lines, const json& hocba) {
  const DiplomaLevel* level = diploma_level(text(hocba, "level"));
  HOCBA_CHECK(level != nullptr);  // the schema read it
  lines.add({"Trình độ", "Level"}, std::string(level->vi));
  lines.set_english(level->en);
  lines.member(hocba, "field", {"Ngành, nghề", "Field"});
  lines.member(hocba, "mode", {"Hình thức đào tạo", "Mode of study"});
  lines.member(hocba, "course", {"Khóa, kỳ thi", "Course or examination"});
  lines.member(hocba, "school", {"Học tại", "Studied at"});
  lines.member(hocba, "graduationYear", {"Năm tốt nghiệp", "Year of graduation"});
  lines.member(hocba, "grade", {"Xếp loại", "Classification"});
  lines.member(hocba, "paperIssuer", {"Cơ quan cấp bản giấy", "Issuer of the paper"});
}

void describe_content(Lines& lines, const Document& document) {
  const json& core = document.core();
  const json& hocba = core.at("hocba");
  lines.section(kContent);
  const std::string& type = document.facts().type.str();
  if (type == kAward) {
    lines.add({"Thành tích", "For"}, text(core.at("credentialSubject").at("achievement"), "description"));
    lines.member(hocba, "level", {"Cấp khen thưởng", "Level"});
    if (hocba.contains("evidence"))  // as sha256sum prints it, to compare with the report at hand
      lines.add({"Báo cáo thành tích (SHA-256)", "Report of achievements (SHA-256)"}, evidence_hex(hocba));
  }
  if (type == kDiploma) describe_diploma(lines, hocba);
  if (type == kTranscript) {
    lines.member(hocba, "field", {"Ngành, nghề", "Field"});
    if (const auto place = place_words(school_place_of(hocba)); !place.empty()) lines.add(kSchoolIn, place);
  }
  if (hocba.contains("sudden")) lines.add({"Hình thức", "Form"}, Words{"đột xuất", "sudden"});
  if (training_kind(type)) {
    for (Line& line : training_lines(document)) lines.add(std::move(line));
  } else {
    lines.member(hocba, "programme", {"Chương trình", "Programme"});
  }
  if (type != kDiploma) lines.member(hocba, "course", {"Khóa", "Course"});
  lines.member(hocba, "className", {"Lớp", "Class"});
  if (type != kDiploma) lines.member(hocba, "grade", {"Xếp loại", "Grade"});
  if (const auto decision = hocba.find("decision"); decision != hocba.end()) {
    std::string value = text(*decision, "number");
    if (decision->contains("date")) value += ", " + screen_date(text(*decision, "date"));
    lines.add({"Quyết định", "Decision"}, std::move(value));
  }
  if (!hocba.contains("modules")) return;
  const bool training = training_kind(type).has_value();
  for (const auto& module : hocba.at("modules")) {
    if (training) break;  // said above
    const std::string name = text(module, "code") + " " + text(module, "name");
    lines.add("Mô đun " + name, "Module " + name, period_words(module));
  }
  if (!hocba.at("modules").empty()) lines.add({"Tổng số tiết", "Total periods"}, sum_words(hocba));
}

// "HK 2 · 3 tín chỉ · 45 giờ", of a vocational school's module.
std::string module_words(const TranscriptResult& module) {
  std::string out;
  const auto part = [&](const std::optional<int>& value, const char* before, const char* after) {
    if (value) out += (out.empty() ? "" : " · ") + std::string(before) + std::to_string(*value) + after;
  };
  part(module.semester, "HK ", "");
  part(module.credits, "", " tín chỉ");
  part(module.hours, "", " giờ");
  return out;
}

// "I 7,9 · II 8,3 · CN 8,2 · ĐGL 8,5"; levels where there are no marks.
std::string result_words(const TranscriptResult& result) {
  if (result.not_assessed == kExempt) return "Miễn";
  if (result.not_assessed == kIndividualPlan) return "Theo kế hoạch giáo dục cá nhân";
  std::string out = module_words(result);
  const bool module = !out.empty();
  const auto part = [&](const char* title, const std::optional<int>& mark, const std::string& level) {
    std::string value = mark ? tenths_to_screen(*mark) : std::string();
    if (!level.empty()) value += (value.empty() ? "" : " ") + level;
    if (!value.empty()) out += (out.empty() ? "" : " · ") + std::string(title) + " " + value;
  };
  part("I", result.term1_tenths, result.term1_level);
  part("II", result.term2_tenths, result.term2_level);
  part(module ? "điểm" : "CN", result.year_tenths, result.year_level);
  part("ĐGL", result.retest_tenths, result.retest_level);
  part("điểm chữ", {}, result.letter);
  part("hệ 4:", {}, result.four_scale);
  if (result.not_counted) out += (out.empty() ? "" : " · ") + std::string("không tính vào điểm trung bình");
  if (result.test) out += (out.empty() ? "" : " · ") + std::string("KTĐK ") + std::to_string(*result.test);
  return out;
}

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out += (out.empty() ? "" : "; ") + text;
  return out;
}

void describe_year(Lines& lines, const TranscriptYear& year) {
  const std::string& period = year.period.str();
  lines.section("Năm học " + period, "School year " + period);
  const auto say = [&](Words label, const std::string& value) {
    if (!value.empty()) lines.add(label, value);
  };
  const auto count = [&](Words label, const std::optional<int>& value) {
    if (value) lines.add(label, std::to_string(*value));
  };
  say({"Trường", "School"}, year.school);
  say(kSchoolIn, place_words(year.school_place));
  say({"Lớp", "Class"}, year.class_name);
  say({"Số đăng bộ", "Registry number"}, year.registry_number);
  if (year.entered_on) lines.add({"Ngày nhập học", "Entered on"}, to_screen(*year.entered_on));
  for (const TranscriptResult& result : year.results) lines.add(result.name, result.name, result_words(result));
  for (const auto* traits : {&year.qualities, &year.competences})
    for (const TranscriptTrait& trait : *traits) lines.add(trait.name, trait.name, trait.level);
  if (year.average_tenths) lines.add({"Điểm trung bình chung", "Average"}, tenths_to_screen(*year.average_tenths));
  say({"Kết quả học tập, học kỳ I", "Learning result, first term"}, year.learning1);
  say({"Kết quả học tập, học kỳ II", "Learning result, second term"}, year.learning2);
  say({"Kết quả học tập", "Learning result"}, year.learning);
  say({"Kết quả học tập sau đánh giá lại", "Learning result after re-assessment"}, year.learning_retest);
  say({"Kết quả rèn luyện, học kỳ I", "Conduct result, first term"}, year.conduct1);
  say({"Kết quả rèn luyện, học kỳ II", "Conduct result, second term"}, year.conduct2);
  say({"Kết quả rèn luyện", "Conduct result"}, year.conduct);
  say({"Kết quả rèn luyện trong hè", "Conduct result after summer"}, year.conduct_summer);
  say({"Đánh giá kết quả giáo dục", "Educational result"}, year.result);
  count({"Số buổi nghỉ", "Absences"}, year.absences);
  count({"Số ngày nghỉ có phép", "Days absent, excused"}, year.absences_excused);
  count({"Số ngày nghỉ không phép", "Days absent, not excused"}, year.absences_unexcused);
  say({"Kết quả cuối năm", "Outcome"}, year.outcome);
  say({"Khen thưởng", "Awards"}, joined(year.awards));
  say({"Kết quả các cuộc thi", "Competitions"}, joined(year.competitions));
  say({"Chứng chỉ", "Certificates"}, joined(year.certificates));
  if (!year.handover) return;
  lines.add({"Bàn giao lớp", "Class handover"},
            year.handover->from + " → " + year.handover->to + ", " + to_screen(year.handover->date));
  say({"Nội dung bàn giao", "Agreed at the handover"}, year.handover->remark);
}

// "TX 8,0; 7,5 · CĐ 8,0 · GK 9,0 · CK 8,0": the register's assessments of one term.
std::string term_words(const TermAssessments& term) {
  std::string regular = joined(term.regular_levels);
  for (const int mark : term.regular) regular += (regular.empty() ? "" : "; ") + tenths_to_screen(mark);
  std::string out = regular.empty() ? "" : "TX " + regular;
  const auto part = [&](const char* title, const std::optional<int>& mark, const std::string& level) {
    if (mark || !level.empty())
      out += (out.empty() ? "" : " · ") + std::string(title) + " " + (mark ? tenths_to_screen(*mark) : level);
  };
  part("Chuyên đề", term.topics, {});
  part("GK", term.midterm, term.midterm_level);
  part("CK", term.final, term.final_level);
  return out;
}

void describe_marks(Lines& lines, const std::string& period, const json& marks, const TranscriptYear* year) {
  lines.section("Điểm thành phần năm học " + period, "Assessments of school year " + period);
  for (const auto& subject : marks.at("subjects")) {
    const std::string& code = text(subject, "code");
    std::string name = code;  // the page, where it is withheld, keeps the names
    if (year != nullptr)
      for (const TranscriptResult& result : year->results)
        if (result.code == code) name = result.name;
    const TermAssessments first = assessments_of(subject, "term1"), second = assessments_of(subject, "term2");
    if (!first.empty()) lines.add(name + ", học kỳ I", name + ", first term", term_words(first));
    if (!second.empty()) lines.add(name + ", học kỳ II", name + ", second term", term_words(second));
  }
}

void describe_health(Lines& lines, const std::string& period, const json& health) {
  lines.section("Sức khỏe năm học " + period, "Health of school year " + period);
  if (health.contains("height")) lines.add({"Chiều cao", "Height"}, health.at("height").dump() + " cm");
  if (health.contains("weight"))
    lines.add({"Cân nặng", "Weight"}, tenths_to_screen(health.at("weight").get<int>()) + " kg");
  lines.member(health, "health", {"Sức khỏe", "Health"});
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
  if (comments.contains("traits")) {
    for (const auto& trait : comments.at("traits")) {
      const std::string& code = text(trait, "code");
      const auto traits = primary_traits();
      const auto known = std::find_if(traits.begin(), traits.end(), [&](const auto& one) { return one.code == code; });
      const std::string called(known == traits.end() ? std::string_view(code) : known->name);
      lines.add(called, called, text(trait, "comment"));
    }
  }
  lines.member(comments, "comment", {"Nhận xét chung", "General comment"});
  lines.member(comments, "summerComment", {"Nhận xét rèn luyện trong hè", "Comment on summer training"});
}

Words plain_title(std::string_view name) {
  if (name == "identity") return {"Định danh", "Identity"};
  if (name == "work") return {"Công tác", "Work"};
  if (name == "family") return {"Gia đình", "Family"};
  if (name == "contact") return {"Liên hệ", "Contact"};
  if (name == kPhoto) return {"Ảnh", "Photo"};
  if (name == kCorrection) return {"Điều chỉnh", "Correction"};
  return {"Thông tin nhạy cảm", "Sensitive data"};
}

void describe_members(Lines& lines, std::string_view name, const json& content) {
  lines.section(plain_title(name));
  for (const auto& [member, label] : member_labels()) lines.member(content, member, label);
}

void describe_correction(Lines& lines, const Document& document) {
  const auto correction = correction_of(document);
  HOCBA_CHECK(correction.has_value());
  lines.section("Điều chỉnh", "Correction");
  const ReasonWords words = words_of(correction->reason);
  lines.add({"Lý do", "Reason"}, Words{words.vi, words.en});
  lines.add({"Căn cứ", "Legal basis"}, correction->basis);
  for (const Change& change : correction->changes) {
    ChangeWords said = words_of(change, document);
    if (!change.shown) {
      const bool photo = change.place == kPhoto && document.group(kPhoto) != nullptr;
      lines.add(std::move(said.vi), std::move(said.en), photo ? "đã thay" : "đã sửa, không cho xem");
      lines.set_english(photo ? "replaced" : "corrected, not shown");
      continue;
    }
    lines.add(std::move(said.vi), std::move(said.en), said.before + " → " + said.after);
  }
  for (const CorrectedTable& table : corrected_tables(correction->changes)) {
    std::string subjects;
    const auto names = subject_names(document, table.period.str());
    for (const std::string& code : table.subjects) {
      const auto name = names.find(code);
      subjects += (subjects.empty() ? "" : ", ") + (name == names.end() ? code : name->second);
    }
    lines.add("Năm học " + table.period.str(), "School year " + table.period.str(),
              "Trong bảng này có sửa chữa ở: " + std::to_string(table.places) + " chỗ, thuộc các môn học: " + subjects);
  }
}

void describe_photo(Lines& lines, const Document& document) {
  const auto photo = photo_of(document);
  HOCBA_CHECK(photo.has_value());
  lines.section(plain_title(kPhoto));
  lines.add("Ảnh", "Photo",
            (photo->media_type == "image/png" ? "PNG, " : "JPEG, ") + std::to_string(photo->width) + " × " +
                std::to_string(photo->height) + " px");
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
  if (begins(name, kMarksPrefix)) {
    const std::string period(name.substr(kMarksPrefix.size()));
    return {"Điểm thành phần năm học " + period, "Assessments of school year " + period};
  }
  if (begins(name, kHealthPrefix)) {
    const std::string period(name.substr(kHealthPrefix.size()));
    return {"Sức khỏe năm học " + period, "Health of school year " + period};
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
  const auto years = school_years(document);
  const auto year_of = [&](std::string_view period) {
    const auto found =
        std::find_if(years.begin(), years.end(), [&](const auto& year) { return year.period.str() == period; });
    return found == years.end() ? nullptr : &*found;
  };
  for (const auto& named : document.group_digests()) {
    const Group* group = document.group(named.name);
    if (group == nullptr) {
      describe_missing(lines, named.name, std::find(erased.begin(), erased.end(), named.name) != erased.end());
      continue;
    }
    const auto content = crypto::parse_json(group->content);
    HOCBA_CHECK(content.ok());  // Document::make read it
    if (begins(named.name, kYearPrefix))
      describe_year(lines, *year_of(text(*content, "period")));
    else if (named.name == kPhoto)
      describe_photo(lines, document);
    else if (named.name == kCorrection)
      describe_correction(lines, document);
    else if (begins(named.name, kCommentsPrefix))
      describe_comments(lines, document, *content);
    else if (begins(named.name, kMarksPrefix))
      describe_marks(lines, text(*content, "period"), *content, year_of(text(*content, "period")));
    else if (begins(named.name, kHealthPrefix))
      describe_health(lines, text(*content, "period"), *content);
    else
      describe_members(lines, named.name, *content);
  }
  return out;
}

crypto::Digest content_digest(const Document& document) {
  json bare = document.core();
  bare.erase("proof");
  return crypto::sha256(crypto::canonical(bare));
}

Headline headline(const Document& document) {
  const json& core = document.core();
  const json& subject = core.at("credentialSubject");
  Headline out{text(core, "name"), text(core.at("issuer"), "name"), text(subject, "name"), std::nullopt};
  if (subject.contains("birthDate")) {
    const auto birth = date_from_text(text(subject, "birthDate"));
    HOCBA_CHECK(birth.ok());
    out.birth_date = *birth;
  }
  return out;
}

HolderDetails holder_details(const Document& document) {
  HolderDetails out;
  const json& hocba = document.core().at("hocba");
  if (hocba.contains("className")) out.classes.push_back(text(hocba, "className"));
  if (const auto training = training_of(document))
    for (const TrainingModule& module : training->modules)
      if (!module.class_name.empty()) out.classes.push_back(module.class_name);
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

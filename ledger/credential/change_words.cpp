#include "ledger/credential/change_words.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "crypto/json.hpp"
#include "ledger/credential/describe_parts.hpp"
#include "ledger/credential/kinds.hpp"
#include "ledger/credential/names.hpp"
#include "ledger/credential/schema.hpp"

namespace hocba::credential {
namespace {

constexpr std::pair<const char*, Words> kMemberLabels[] = {
    {"personalNumber", {"Số định danh cá nhân", "Personal number"}},
    {"sectorCode", {"Mã định danh ngành", "Sector code"}},
    {"workplace", {"Đơn vị công tác", "Workplace"}},
    {"audience", {"Đối tượng", "Audience"}},
    {"father", {"Cha", "Father"}},
    {"fatherOccupation", {"Nghề nghiệp cha", "Father's occupation"}},
    {"mother", {"Mẹ", "Mother"}},
    {"motherOccupation", {"Nghề nghiệp mẹ", "Mother's occupation"}},
    {"guardian", {"Người giám hộ", "Guardian"}},
    {"guardianOccupation", {"Nghề nghiệp người giám hộ", "Guardian's occupation"}},
    {"address", {"Nơi ở", "Address"}},
    {"hometown", {"Quê quán", "Hometown"}},
    {"ethnicity", {"Dân tộc", "Ethnicity"}},
    {"nationality", {"Quốc tịch", "Nationality"}},
    {"policy", {"Diện chính sách", "Social policy"}},
    {"health", {"Sức khỏe", "Health"}},
};

// What places of changes are called: those of the core, and of a year.
constexpr std::pair<const char*, Words> kPlaceLabels[] = {
    {"name", {"Họ và tên", "Name"}},
    {"title", {"Tên văn bản", "Title"}},
    {"birthDate", {"Ngày sinh", "Date of birth"}},
    {"sex", {"Giới tính", "Sex"}},
    {"birthPlace", {"Nơi sinh", "Place of birth"}},
    {"schoolWard", {"Xã, phường của trường", "The school's ward"}},
    {"schoolDistrict", {"Huyện, quận của trường", "The school's district"}},
    {"schoolProvince", {"Tỉnh, thành phố của trường", "The school's province"}},
    {"issuer.name", {"Tên đơn vị cấp", "Issuer's name"}},
    {"validUntil", {"Có giá trị đến", "Valid until"}},
    {"achievement.description", {"Thành tích", "For"}},
    {"achievement.criteria", {"Tiêu chí", "Criteria"}},
    {"term1", {"học kỳ I", "first term"}},
    {"term2", {"học kỳ II", "second term"}},
    {"year", {"cả năm", "year"}},
    {"retest", {"sau đánh giá lại", "after re-assessment"}},
    {"term1Level", {"học kỳ I", "first term"}},
    {"term2Level", {"học kỳ II", "second term"}},
    {"yearLevel", {"cả năm", "year"}},
    {"retestLevel", {"sau đánh giá lại", "after re-assessment"}},
    {"test", {"điểm KTĐK", "test"}},
    {"notAssessed", {"miễn, không đánh giá", "not assessed"}},
    {"level", {"mức", "level"}},
    {"code", {"mã", "code"}},
    {"comment", {"nhận xét", "comment"}},
    {"summerComment", {"nhận xét rèn luyện trong hè", "comment on summer training"}},
    {"className", {"lớp", "class"}},
    {"grade", {"khối", "grade"}},
    {"learning1", {"học tập, học kỳ I", "learning, first term"}},
    {"learning2", {"học tập, học kỳ II", "learning, second term"}},
    {"learning", {"học tập, cả năm", "learning, year"}},
    {"learningRetest", {"học tập sau đánh giá lại", "learning after re-assessment"}},
    {"conduct1", {"rèn luyện, học kỳ I", "conduct, first term"}},
    {"conduct2", {"rèn luyện, học kỳ II", "conduct, second term"}},
    {"conduct", {"rèn luyện, cả năm", "conduct, year"}},
    {"conductSummer", {"rèn luyện sau hè", "conduct after summer"}},
    {"result", {"đánh giá kết quả giáo dục", "educational result"}},
    {"absences", {"số buổi nghỉ", "absences"}},
    {"outcome", {"kết quả cuối năm", "outcome"}},
    {"from", {"người bàn giao lớp", "class handed over by"}},  // handover.from …
    {"to", {"người nhận bàn giao lớp", "class received by"}},
    {"date", {"ngày bàn giao lớp", "day of the class handover"}},
    {"remark", {"nội dung bàn giao lớp", "agreed at the class handover"}},
    {"height", {"chiều cao", "height"}},
    {"weight", {"cân nặng", "weight"}},
    {"health", {"sức khỏe", "health"}},
    {"programme", {"Mã chương trình", "Programme's code"}},
    {"programmeName", {"Tên chương trình", "Programme's name"}},
    {"programmeOffice", {"Cơ quan ban hành chương trình", "Programme's office"}}};

constexpr std::string_view kModules = "modules";
// Of a module of a certificate or of a document of training.
constexpr std::pair<const char*, Words> kModuleLabels[] = {
    {"name", {"tên", "name"}},
    {"code", {"mã", "code"}},
    {"className", {"lớp", "class"}},
    {"topic", {"chuyên đề", "topic"}},
    {"topicName", {"tên chuyên đề", "name of the topic"}},
    {"periods", {"số tiết", "periods"}},
    {"onlinePeriods", {"số tiết trực tuyến", "online periods"}},
    {"attended", {"số tiết đã dự", "attended periods"}},
    {"from", {"ngày đầu", "first day"}},
    {"to", {"ngày cuối", "last day"}},
    {"attendance", {"điểm chuyên cần", "attendance mark"}},
    {"test", {"điểm khảo sát", "test mark"}},
    {"score", {"điểm", "score"}},
    {"passMark", {"điểm đạt", "pass mark"}},
    {"minAttendance", {"tỷ lệ dự học tối thiểu (%)", "least attendance (%)"}},
    {"weights.attendance", {"trọng số chuyên cần (%)", "weight of attendance (%)"}},
    {"weights.test", {"trọng số khảo sát (%)", "weight of the test (%)"}},
    {"assessedBy", {"bên đánh giá", "assessed by"}},
    {"source", {"mã bên đánh giá", "code of the assessor"}}};

std::optional<Words> label_of(std::string_view member) {
  for (const auto& [name, words] : kPlaceLabels)
    if (member == name) return words;
  for (const auto& [name, words] : member_labels())
    if (member == name) return words;
  return std::nullopt;
}

// A per cent, not a mark: "modules.CDS_NC.weights.test".
bool is_module_weight(std::string_view place) {
  return place.substr(0, place.find('.')) == kModules && place.find(".weights.") != std::string_view::npos;
}

// "year-2024-2025.results.TOAN.term2": Năm học 2024-2025, Toán, học kỳ II. A place that has no words stays as it is.
GroupTitle place_label(const Document& document, const std::string& place) {
  if (const auto label = label_of(place)) return {label->vi, label->en};
  const std::size_t dot = place.find('.'), last = place.rfind('.');
  if (dot == std::string::npos) return {place, place};
  const std::string group = place.substr(0, dot);
  const std::string_view member = std::string_view(place).substr(last + 1);
  if (group == kModules && dot < last) {
    std::string code = place.substr(dot + 1, last - dot - 1);
    std::string_view of = member;
    if (is_module_weight(place)) {
      code.erase(code.rfind('.'));
      of = std::string_view(place).substr(place.rfind('.', last - 1) + 1);
    }
    for (const auto& [name, words] : kModuleLabels)
      if (of == name) return {"Mô đun " + code + ", " + words.vi, "Module " + code + ", " + words.en};
  }
  const auto label = label_of(member);
  const auto& digests = document.group_digests();
  const bool known =
      std::any_of(digests.begin(), digests.end(), [&](const GroupDigest& one) { return one.name == group; });
  if (!label || !known) return {place, place};
  GroupTitle out = group_title(group);
  constexpr std::string_view kLists[] = {".results.", ".subjects."};
  for (const std::string_view list : kLists) {
    if (place.compare(dot, list.size(), list) != 0) continue;
    const std::string code = place.substr(dot + list.size(), last - dot - list.size());
    const auto names = subject_names(document, group.substr(group.find('-') + 1));
    const auto name = names.find(code);
    for (std::string* text : {&out.vi, &out.en}) *text += ", " + (name == names.end() ? code : name->second);
  }
  out.vi += std::string(", ") + label->vi;
  out.en += std::string(", ") + label->en;
  return out;
}

std::string value_words(const std::optional<ContentValue>& value, std::string_view place) {
  if (!value) return "–";
  const std::string_view last = place.substr(place.rfind('.') + 1);
  if (const auto* text = std::get_if<std::string>(&*value)) {
    if (place == "sex") return *text == "M" ? "Nam" : "Nữ";
    if (place == "validUntil") {
      const auto until = time_from_text(*text);
      return until.ok() ? to_screen(date_in_utc7(*until)) : *text;
    }
    const bool of_module = place.substr(0, place.find('.')) == kModules;
    const bool date =
        last == "birthDate" || last == "enteredOn" || last == "date" || (of_module && (last == "from" || last == "to"));
    return date ? screen_date(*text) : *text;
  }
  const auto number = std::get<std::int64_t>(*value);
  constexpr std::string_view kTenths[] = {"term1", "term2",  "year",  "retest", "midterm",
                                          "final", "topics", "score", "weight", "average"};
  constexpr std::string_view kModuleTenths[] = {"attendance", "test", "passMark"};  // elsewhere a test has whole marks
  const bool of_module = place.substr(0, place.find('.')) == kModules && !is_module_weight(place) &&
                         std::find(std::begin(kModuleTenths), std::end(kModuleTenths), last) != std::end(kModuleTenths);
  const bool tenths = of_module || std::find(std::begin(kTenths), std::end(kTenths), last) != std::end(kTenths) ||
                      place.find(".regular.") != std::string_view::npos;
  return tenths ? tenths_to_screen(static_cast<int>(number)) : std::to_string(number);
}

}  // namespace

std::span<const std::pair<const char*, Words>> member_labels() { return kMemberLabels; }

std::string screen_date(const std::string& iso) {
  const auto date = date_from_text(iso);
  return date.ok() ? to_screen(*date) : iso;
}

std::map<std::string, std::string> subject_names(const Document& document, const std::string& period) {
  std::map<std::string, std::string> out;
  const Group* group = document.group(std::string(kYearPrefix) + period);
  if (group == nullptr) return out;
  const auto year = crypto::parse_json(group->content);
  HOCBA_CHECK(year.ok());  // Document::make read it
  for (const auto& result : year->at("results"))
    out.emplace(result.at("code").get<std::string>(), result.at("name").get<std::string>());
  return out;
}

ChangeWords words_of(const Change& change, const Document& document) {
  GroupTitle label = place_label(document, change.place);
  return {std::move(label.vi), std::move(label.en), value_words(change.before, change.place),
          value_words(change.after, change.place)};
}

}  // namespace hocba::credential

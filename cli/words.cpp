#include "cli/words.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <span>

#include "cli/codes.hpp"
#include "cli/run.hpp"
#include "ledger/credential/revocation.hpp"
#include "ledger/verify/details.hpp"

namespace hocba::cli {

namespace {

struct Word {
  std::string_view word, vi, en;
};

constexpr Word kUnitTypes[] = {
    {"ministry", "bộ", "ministry"},
    {"department", "sở", "department"},
    {"district_office", "phòng giáo dục cấp huyện", "district office"},
    {"commune_office", "phòng của xã, phường", "commune office"},
    {"kindergarten", "trường mầm non", "kindergarten"},
    {"primary", "trường tiểu học", "primary school"},
    {"lower_secondary", "trường THCS", "lower secondary school"},
    {"primary_lower_secondary", "trường tiểu học và THCS", "primary and lower secondary"},
    {"upper_secondary", "trường THPT", "upper secondary school"},
    {"multi_level", "trường nhiều cấp học", "school of several levels"},
    {"continuing_centre", "trung tâm GDTX, GDNN-GDTX", "continuing education centre"},
    {"vocational", "cơ sở giáo dục nghề nghiệp", "vocational school"},
    {"training_provider", "cơ sở bồi dưỡng, đào tạo, trường đại học", "training provider, university"},
    {"subordinate", "đơn vị trực thuộc", "subordinate unit"},
    {"inspectorate", "thanh tra", "inspectorate"},
    {"company", "doanh nghiệp", "company"}};
constexpr Word kTypes[] = {
    {"transcript", "học bạ", "transcript"},
    {"certificate", "chứng chỉ", "certificate"},
    {"diploma", "văn bằng", "diploma"},
    {"award", "giấy khen", "award"},
    {"training-certificate", "chứng chỉ bồi dưỡng", "training certificate"},
    {"attendance-confirmation", "giấy xác nhận tham dự", "confirmation of attendance"},
    {"external-completion", "xác nhận hoàn thành khóa học ngoài hệ thống", "completion of an external course"}};
constexpr Word kKinds[] = {{"network.genesis", "lập mạng", "founding of the network"},
                           {"network.upgrade", "đổi phiên bản quy tắc", "change of rules"},
                           {"authority.set", "đổi người sáng lập", "change of founders"},
                           {"unit.register", "đăng ký đơn vị", "registration of a unit"},
                           {"unit.update", "đổi hồ sơ đơn vị", "change of a unit"},
                           {"unit.merge", "sáp nhập đơn vị", "merger of units"},
                           {"key.grant", "cấp quyền ký", "grant of a signing right"},
                           {"key.rotate", "chuyển quyền sang khóa mới", "move of a right to a new key"},
                           {"key.revoke", "thu hồi quyền ký", "revocation of a signing right"},
                           {"policy.set", "đặt chính sách ký", "signing policy"},
                           {"register.reserve", "giữ số vào sổ", "reservation of register numbers"},
                           {"register.spoil", "ghi hỏng số", "spoiled number"},
                           {"register.copy", "cấp bản sao từ sổ gốc", "copy from the register"},
                           {"register.close", "khóa sổ", "closing of a register"},
                           {"credential.issue", "cấp văn bản", "issue of documents"},
                           {"credential.status", "đổi trạng thái văn bản", "change of a document's status"},
                           {"document.erase", "hủy văn bản trong kho", "erasure of a document"},
                           {"status.snapshot", "bản chụp trạng thái", "status snapshot"},
                           {"custody.request", "đề nghị chuyển trường", "request of a transfer"},
                           {"custody.accept", "trả lời chuyển trường", "answer to a transfer"},
                           {"custody.release", "bàn giao hồ sơ chuyển trường", "release of a pupil's record"},
                           {"custody.receive", "tiếp nhận học sinh chuyển đến", "receipt of a pupil's record"},
                           {"training.programme", "ban hành chương trình bồi dưỡng", "training programme"},
                           {"training.roster", "duyệt danh sách cử đi học", "approval of a roster"},
                           {"training.class", "mở lớp bồi dưỡng", "opening of a class"},
                           {"training.enrol", "ghi danh vào lớp", "enrolment in a class"},
                           {"training.session", "buổi học", "session of a class"},
                           {"training.result", "kết quả của lớp", "results of a class"},
                           {"training.close", "kết thúc lớp", "closing of a class"},
                           {"report.file", "nộp báo cáo", "filing of a report"}};
constexpr Word kRevokeReasons[] = {{"left", "thôi việc", "left"},
                                   {"lost", "mất", "lost"},
                                   {"theft", "bị lấy", "stolen"},
                                   {"replaced", "thay", "replaced"},
                                   {"mistake", "cấp nhầm", "mistake"}};
constexpr Word kSpoilReasons[] = {{"misprint", "in sai", "misprint"},
                                  {"damaged", "hỏng", "damaged"},
                                  {"unused", "không dùng", "unused"},
                                  {"mistake", "nhầm", "mistake"}};

constexpr Word kActions[] = {{"revoke", "thu hồi", "revoke"},
                             {"suspend", "tạm đình chỉ hiệu lực", "suspend"},
                             {"reinstate", "khôi phục hiệu lực", "reinstate"},
                             {"supersede", "thay bằng văn bản khác", "supersede"},
                             {"confirm", "xác nhận", "confirm"}};

constexpr Word kAnswers[] = {{"accept", "đồng ý tiếp nhận", "acceptance"},
                             {"refuse", "từ chối tiếp nhận", "refusal"},
                             {"withdraw", "rút đề nghị", "withdrawal"}};
constexpr Word kTransferStandings[] = {
    {"requested", "đã đề nghị", "requested"}, {"accepted", "đã đồng ý", "accepted"},
    {"refused", "bị từ chối", "refused"},     {"withdrawn", "đã rút", "withdrawn"},
    {"released", "đã bàn giao", "released"},  {"received", "đã tiếp nhận", "received"}};

std::string words_of(std::span<const Word> table, std::string_view word, Lang lang) {
  const auto found = std::find_if(table.begin(), table.end(), [&](const Word& w) { return w.word == word; });
  return std::string(found == table.end() ? word : pick(lang, found->vi, found->en));
}

Error unknown(std::string_view list, const std::string& text, const char* option) {
  return Error(kUnknownWord, std::string(option) + " " + text + "; " + std::string(list));
}

// The words with what they mean in Vietnamese: an error has one detail for both languages.
std::string listed(std::span<const Word> table) {
  std::string out;
  for (const Word& w : table) out += (out.empty() ? "" : ", ") + std::string(w.word) + " (" + std::string(w.vi) + ")";
  return out;
}

template <class T>
Result<T> checked(Result<T> parsed, std::span<const Word> table, const std::string& text, const char* option) {
  if (parsed.ok()) return parsed;
  return unknown(listed(table), text, option);
}

}  // namespace

std::vector<std::string> unit_types() {
  std::vector<std::string> out;
  for (const Word& w : kUnitTypes) out.emplace_back(w.word);
  return out;
}
Result<chain::UnitType> unit_type_option(const std::string& text, const char* option) {
  return checked(chain::unit_type_from_text(text), kUnitTypes, text, option);
}
Result<chain::Role> role_option(const std::string& text, const char* option) {
  constexpr std::string_view kRoles[] = {"manager",  "principal", "deputy",  "seal",      "registrar",
                                         "homeroom", "teacher",   "officer", "inspector", "trainer"};
  auto parsed = chain::role_from_text(text);
  if (parsed.ok()) return parsed;
  std::string list;
  for (const std::string_view role : kRoles)
    list += (list.empty() ? "" : ", ") + std::string(role) + " (" + role_words(role, Lang::vi) + ")";
  return unknown(list, text, option);
}
Result<chain::RecordKind> record_kind_option(const std::string& text, const char* option) {
  return checked(chain::record_kind_from_text(text), kKinds, text, option);
}
Result<chain::RevokeReason> revoke_reason_option(const std::string& text, const char* option) {
  return checked(chain::revoke_reason_from_text(text), kRevokeReasons, text, option);
}
Result<chain::SpoilReason> spoil_reason_option(const std::string& text, const char* option) {
  return checked(chain::spoil_reason_from_text(text), kSpoilReasons, text, option);
}
std::vector<std::string> status_reasons(chain::StatusAction action) {
  if (action == chain::StatusAction::revoke) return credential::revocation_causes();
  if (action == chain::StatusAction::supersede) return credential::correction_reasons();
  return {};
}
Result<chain::CodeText> status_reason_option(chain::StatusAction action, const std::string& text, const char* option) {
  const auto codes = status_reasons(action);
  if (codes.empty()) return code_option(text, option);
  const auto cause = credential::revocation_cause(text);
  const auto reason = credential::correction_reason(text);
  if (action == chain::StatusAction::revoke && cause) return chain::CodeText::parse(credential::to_text(*cause));
  if (action == chain::StatusAction::supersede && reason) return chain::CodeText::parse(credential::to_text(*reason));
  std::string list;
  for (const std::string& code : codes)
    list += (list.empty() ? "" : ", ") + code + " (" + credential::reason_title(code, true) + ")";
  return unknown(list, text, option);
}
Result<chain::CodeText> group_option(const std::string& text, const char* option) {
  auto parsed = chain::group_from_text(text);
  if (parsed.ok()) return parsed;
  return unknown("identity, work, family, contact, sensitive, year-2024-2025, comments-2024-2025", text, option);
}
Result<chain::CredentialType> type_option(const std::string& text, const char* option) {
  const bool known = std::any_of(std::begin(kTypes), std::end(kTypes), [&](const Word& w) { return w.word == text; });
  if (!known) return unknown(listed(kTypes), text, option);
  return chain::CredentialType::parse(text);
}

std::string role_words(std::string_view role, Lang lang) {
  return std::string(verify::role_words(role, lang == Lang::vi));
}
std::string roles_words(const std::vector<std::string>& roles, Lang lang) {
  std::string out;
  for (const std::string& role : roles) out += (out.empty() ? "" : ", ") + role_words(role, lang);
  return out;
}
std::string unit_type_words(std::string_view type, Lang lang) { return words_of(kUnitTypes, type, lang); }
std::string type_words(std::string_view type, Lang lang) { return words_of(kTypes, type, lang); }
std::string record_kind_words(std::string_view kind, Lang lang) { return words_of(kKinds, kind, lang); }
std::string action_words(std::string_view action, Lang lang) { return words_of(kActions, action, lang); }
std::string answer_words(std::string_view answer, Lang lang) { return words_of(kAnswers, answer, lang); }
std::string transfer_words(std::string_view standing, Lang lang) {
  return words_of(kTransferStandings, standing, lang);
}
std::string reason_words(std::string_view reason, Lang lang) {
  const std::string said = words_of(kRevokeReasons, reason, lang);
  return said != reason ? said : words_of(kSpoilReasons, reason, lang);
}

std::string end_words(Time end, Lang lang) {
  const Date day = date_in_utc7(end);
  if (start_of_day_utc7(day) != end) return to_screen(day);
  return std::string(pick(lang, "hết ", "the end of ")) + to_screen(date_in_utc7(end - Duration{1}));
}

std::optional<std::string> opened_reason(const nlohmann::json& told, Lang lang) {
  const auto reason = told.find("reason");
  if (reason == told.end() || !reason->is_object()) return std::nullopt;
  const auto member = [&](const char* name) {
    const auto found = reason->find(name);
    return found != reason->end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  const std::string title = credential::reason_title(member("code"), lang == Lang::vi), basis = member("basis");
  return title + (title.empty() || basis.empty() ? "" : "; ") + basis;
}

}  // namespace hocba::cli

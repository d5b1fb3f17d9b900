#include "ledger/verify/details.hpp"

#include <algorithm>
#include <span>

#include "crypto/codes.hpp"
#include "crypto/time.hpp"
#include "ledger/chain/codes.hpp"
#include "ledger/chain/types.hpp"
#include "ledger/credential/codes.hpp"
#include "ledger/exchange/codes.hpp"
#include "ledger/log/codes.hpp"
#include "ledger/training/codes.hpp"
#include "ledger/verify/codes.hpp"

namespace hocba::verify {

namespace {

struct Phrase {
  std::string_view en, vi;
};

constexpr Phrase kRoles[] = {{"manager", "người quản lý"},    {"principal", "hiệu trưởng"},
                             {"deputy", "phó hiệu trưởng"},   {"seal", "con dấu"},
                             {"registrar", "văn thư"},        {"homeroom", "giáo viên chủ nhiệm"},
                             {"teacher", "giáo viên bộ môn"}, {"officer", "chuyên viên"},
                             {"inspector", "thanh tra"},      {"trainer", "giảng viên"}};

// Anywhere in a detail; the longer before what it begins with.
constexpr Phrase kPhrases[] = {
    {"a unit is registered by its parent, a root unit by the founders",
     "đơn vị do cấp trên đăng ký, đơn vị đứng đầu do người sáng lập"},
    {"founders act for no unit", "người sáng lập không thay mặt đơn vị nào"},
    {"the acting unit is missing", "thiếu đơn vị thực hiện"},
    {"no manager has signed", "chưa có người quản lý nào ký"},
    {"only supersede names one", "chỉ supersede mới nêu văn bản thay thế"},
    {"too many mergers after one another", "sáp nhập nối tiếp quá nhiều lần"},
    {"issued by ", "do đơn vị cấp: "},
    {"issued before: ", "đã cấp trước: "},
    {"the next is ", "số kế tiếp là "},
    {"should be ", "phải là "},
    {"in force: ", "đang áp dụng: mục "},
    {"a character that can't be used", "có ký tự không dùng được"},
    {"longer than ", "dài hơn "},
    {"it does not end with a newline", "tệp không kết thúc bằng dấu xuống dòng"},
    {"the last line has no newline", "dòng cuối thiếu dấu xuống dòng"},
    {"there is no quorum line", "thiếu dòng quorum"},
    {"there is a second quorum line", "có hai dòng quorum"},
    {"a line begins with log, witness, group, quorum or #", "mỗi dòng bắt đầu bằng log, witness, group, quorum hoặc #"},
    {"only a rotation needs its block", "chỉ việc đổi khóa mới cần kèm khối"},
    {"one grant stands there twice", "một quyền ký có hai lần"},
    {"the erasure of a group stands beside the group", "việc xóa một phần phải đứng cạnh phần đó"},
    {"no role is named", "không nêu vai trò nào"},
    {"a signature fits no role of the policy, or not in this order",
     "có chữ ký không hợp vai trò nào của quy định, hoặc sai thứ tự"},
    {"register number", "số vào sổ"},
    {"status index", "vị trí trạng thái"},
    {"serial and one more input", "số hiệu và một thông tin nữa"},
    {"the id of a serial number: ", "tìm mã của một số hiệu: "},
    {"the ids of requests: ", "mã của các yêu cầu: "},
    {"the superior is ", "cấp trên là "},
    {"the founders act for a root unit", "việc của đơn vị đứng đầu do người sáng lập ký"},
    {"a founder's key is needed", "cần khóa của người sáng lập"},
    {"only the issuing unit reads the access log", "chỉ đơn vị cấp đọc nhật ký truy cập"},
    {"not a usable Ed25519 key", "không phải khóa Ed25519 dùng được"},
    {" cells, the header has ", " ô, dòng tiêu đề có "},
    {" valid cosignatures, quorum ", " chữ ký xác nhận hợp lệ, cần "},
    {"there is no such folder", "không có thư mục này"},
    {"no directory: ", "không có thư mục: "},
    {"; did you mean ", "; có phải là "},
    {" is a whole number", " phải là số nguyên"},
    {" is a text in quotes", " phải là chữ trong dấu nháy"},
    {" is true or false", " phải là true hoặc false"},
    {" is a list of texts", " phải là danh sách chữ"},
    {" is one of: ", " phải là một trong: "},
    {" is not an IP address", " không phải địa chỉ IP"},
    {" is missing", " bị thiếu"},
    {" is cut", " bị cắt"},
    {", tree of ", ", cây có "},
    {"; the ledger has ", "; sổ cái ghi "}};

// A detail that is this word and no more.
constexpr Phrase kWords[] = {{"type", "loại"},       {"period", "kỳ"},
                             {"book", "năm của sổ"}, {"unit", "đơn vị"},
                             {"grant", "quyền ký"},  {"policy", "chính sách"},
                             {"news", "theo nút"},   {"scope", "phạm vi"},
                             {"person", "người"},    {"name", "tên"},
                             {"profile", "hồ sơ"},   {"credential", "văn bản"},
                             {"register", "sổ"},     {"reservation", "lần giữ số"},
                             {"block", "khối"},      {"proof", "chữ ký"}};

// Why a column is needed (ledger/exchange/columns.cpp): a detail that is this sentence and no more.
constexpr Phrase kNeeds[] = {
    {"whose document it is", "văn bản của ai"},
    {"people of one name are told apart by it", "người trùng tên phân biệt bằng ngày sinh"},
    {"each document says the day of its issue", "văn bản nào cũng ghi ngày cấp"},
    {"certificates and diplomas have a serial of their own (số hiệu)", "chứng chỉ, văn bằng có số hiệu riêng"},
    {"each document says what it is", "văn bản nào cũng có tên gọi"},
    {"each award says for what it is given", "giấy khen ghi thành tích được khen"},
    {"it says which rules hold: Tiểu học TT 27/2020, THCS and THPT TT 22/2021, GDNN",
     "để biết theo quy định nào: Tiểu học TT 27/2020, THCS và THPT TT 22/2021, GDNN"},
    {"a transcript has a page for each school year", "học bạ mỗi năm học một trang"},
    {"each school year's page names its class", "trang của mỗi năm học ghi lớp"},
    {"each school year's page names its grade, 1 to 12, by which promotion and completion are judged",
     "trang của mỗi năm học ghi khối, 1 đến 12, theo đó xét lên lớp, hoàn thành chương trình"},
    {"each row is one subject, known by its code", "mỗi dòng là một môn, nhận ra bằng mã"},
    {"each row is one subject", "mỗi dòng là một môn"},
    {"the level stands there, or in Tên văn bằng", "trình độ ghi ở đó, hoặc trong Tên văn bằng"},
    {"a vocational diploma names it", "văn bằng nghề nghiệp phải ghi"},
    {"who replaces a transcript says why", "thay học bạ phải nêu lý do"},
    {"who replaces a transcript says by what decision", "thay học bạ phải nêu căn cứ, quyết định nào"},
    {"a reason of correction needs the document that is replaced", "có lý do điều chỉnh thì phải ghi văn bản bị thay"}};

// Before a number.
constexpr Phrase kPlaces[] = {{"line", "dòng"},
                              {"column", "cột"},
                              {"entry", "mục"},
                              {"at byte", "ở byte thứ"},
                              {"index", "mục"},
                              {"height", "khối"},
                              {"by grant", "do quyền ở mục"},
                              {"grant", "quyền ở mục"}};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

// Error::to_string() of a lower folder: "log.unknown_origin: this log is not …". The id says nothing to a reader.
void replace_sentences(std::string& text) {
  for (const std::span<const Code* const> codes :
       {crypto::codes(), log::codes(), credential::codes(), training::codes(), chain::codes(), exchange::codes(),
        verify::codes()}) {
    for (const Code* code : codes)
      replace_all(text, std::string(code->id) + ": " + std::string(code->en),
                  std::string(code->vi) + " [" + std::string(code->id) + "]");
  }
}

void replace_times(std::string& text) {
  constexpr std::size_t kLength = 20;  // 2024-09-05T01:02:03Z
  for (std::size_t at = 0; at + kLength <= text.size(); ++at) {
    if (!is_digit(text[at]) || text[at + kLength - 1] != 'Z') continue;
    const auto time = time_from_text(std::string_view(text).substr(at, kLength));
    if (!time.ok()) continue;
    const std::string shown = to_screen(*time);
    text.replace(at, kLength, shown);
    at += shown.size() - 1;
  }
}

// "line 2" -> "dòng 2". Items are counted from 0 in records, and from 1 by people.
void replace_places(std::string& text) {
  for (const auto& [en, vi] : kPlaces) {
    for (std::size_t at = text.find(en); at != std::string::npos; at = text.find(en, at + 1)) {
      const std::size_t end = at + en.size();
      const bool whole =
          (at == 0 || !is_letter(text[at - 1])) && end + 1 < text.size() && text[end] == ' ' && is_digit(text[end + 1]);
      if (whole) text.replace(at, en.size(), vi);
    }
  }
  constexpr std::string_view kItem = "item ";
  const auto at = text.find(kItem);
  if (at == std::string::npos || (at != 0 && is_letter(text[at - 1]))) return;
  std::size_t end = at + kItem.size();
  std::uint64_t number = 0;
  constexpr std::uint64_t kMost = 1'000'000;
  for (; end < text.size() && is_digit(text[end]) && number < kMost; ++end)
    number = number * 10 + static_cast<std::uint64_t>(text[end] - '0');
  if (end > at + kItem.size()) text.replace(at, end - at, "văn bản thứ " + std::to_string(number + 1));
}

// "1 of 2" -> "1 trong 2".
void replace_shares(std::string& text) {
  constexpr std::string_view kOf = " of ", kOfVi = " trong ";
  for (std::size_t at = text.find(kOf); at != std::string::npos; at = text.find(kOf, at + 1)) {
    const std::size_t end = at + kOf.size();
    if (at > 0 && is_digit(text[at - 1]) && end < text.size() && is_digit(text[end]))
      text.replace(at, kOf.size(), kOfVi);
  }
}

void replace_roles(std::string& text) {
  for (const auto& [en, vi] : kRoles) {
    const auto at = text.find(en);
    if (at == std::string::npos || (at != 0 && is_letter(text[at - 1]))) continue;
    const std::size_t end = at + en.size();
    // The word stays beside it: it is what --sign takes.
    if (end == text.size() || !is_letter(text[end]))
      text.replace(at, en.size(), std::string(vi) + " (" + std::string(en) + ")");
  }
}

// --- training ------------------------------------------------------------------------------------------------------

// Anywhere in a detail of training; the longer before what it begins with.
constexpr Phrase kTrainingPhrases[] = {
    {"an attempt came after it",
     "sau lớp này người học đã vào lớp khác, nên kết quả ở đây không sửa được nữa; hãy ghi kết quả ở lớp sau cùng"},
    {"the seat is in this class", "người học đã có tên trong lớp này"},
    {"the first attempt", "đây là lần học đầu, không ghi lớp trước"},
    {" has not begun", " chưa bắt đầu"},
    {"no trainer", "chưa có giảng viên"},
    {"no level", "chưa ghi cấp học"},
    {"no topic", "chưa ghi chuyên đề"},
    {", on the ledger ", ", sổ cái ghi "},
    {", expected ", ", đúng phải là "},
    {", at most ", ", nhiều nhất "},
    {"newest: ", "bản mới nhất là mục "},
    {"next: ", "buổi kế tiếp là "},
    {"after ", "lần trước là lớp "},
    {"seat ", "chỗ học "},
    {" minutes", " phút"},
    {" bytes", " byte"}};
// Words that stand alone.
constexpr Phrase kTrainingWords[] = {{"ad_hoc", "đột xuất"},
                                     {"attempts", "các lần học"},
                                     {"attendance", "chuyên cần"},
                                     {"attendance-confirmation", "giấy xác nhận tham dự"},
                                     {"attended", "số tiết dự"},
                                     {"bachelor", "đại học"},
                                     {"cancelled", "đã hủy"},
                                     {"class", "lớp"},
                                     {"closed", "đã kết thúc"},
                                     {"code", "mã"},
                                     {"course", "khóa học"},
                                     {"doctor", "tiến sĩ"},
                                     {"external", "hệ thống ngoài đánh giá"},
                                     {"external-completion", "xác nhận hoàn thành ngoài hệ thống"},
                                     {"from", "từ ngày"},
                                     {"master", "thạc sĩ"},
                                     {"minAttendance", "mức tham dự tối thiểu"},
                                     {"monthly", "tháng"},
                                     {"none", "không có"},
                                     {"of", "của"},
                                     {"office", "cơ quan ban hành"},
                                     {"online", "số tiết trực tuyến"},
                                     {"onlinePeriods", "số tiết trực tuyến"},
                                     {"open", "đang mở"},
                                     {"passMark", "điểm đạt"},
                                     {"periods", "số tiết"},
                                     {"programme", "chương trình"},
                                     {"quarterly", "quý"},
                                     {"result", "kết quả"},
                                     {"score", "điểm"},
                                     {"scored", "chấm điểm"},
                                     {"seat", "chỗ học"},
                                     {"source", "hệ thống đã đánh giá"},
                                     {"test", "khảo sát"},
                                     {"to", "đến ngày"},
                                     {"topic", "chuyên đề"},
                                     {"training-certificate", "chứng chỉ bồi dưỡng"},
                                     {"type", "loại văn bản"},
                                     {"weights", "trọng số"},
                                     {"yearly", "năm"}};

// 2024-10-12 as 12/10/2024, anywhere but within an id.
void replace_days(std::string& text) {
  constexpr std::size_t kDay = 10;
  const auto joins = [&](std::size_t i) { return i < text.size() && (is_digit(text[i]) || is_letter(text[i])); };
  for (std::size_t at = 0; at + kDay <= text.size(); ++at) {
    if ((at > 0 && joins(at - 1)) || joins(at + kDay)) continue;
    if (const auto day = date_from_text(std::string_view(text).substr(at, kDay)); day.ok())
      text.replace(at, kDay, to_screen(*day));
  }
}

// "54, on the ledger 55" -> "5,4, on the ledger 5,5": these are tenths.
void replace_tenths(std::string& text, std::string_view between) {
  const std::size_t at = text.find(between);
  if (at == std::string::npos) return;
  const auto with_comma = [&](std::size_t begin, std::size_t end) {
    constexpr std::size_t kMostDigits = 3;
    const auto is_comma = [&](std::size_t i) { return i < text.size() && text[i] == ','; };
    if (begin == end || end - begin > kMostDigits || (begin > 0 && is_comma(begin - 1))) return;
    if (is_comma(end) && end + 1 < text.size() && is_digit(text[end + 1])) return;
    const int tenths = std::stoi(text.substr(begin, end - begin));
    text.replace(begin, end - begin, std::to_string(tenths / 10) + "," + std::to_string(tenths % 10));
  };
  std::size_t end = at + between.size();
  while (end < text.size() && is_digit(text[end])) ++end;
  with_comma(at + between.size(), end);
  std::size_t begin = at;
  while (begin > 0 && is_digit(text[begin - 1])) --begin;
  with_comma(begin, at);
}

void replace_training_words(std::string& text) {
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && is_letter(text[end])) ++end;
    const bool joined = (at > 0 && (is_digit(text[at - 1]) || static_cast<unsigned char>(text[at - 1]) >= 0x80)) ||
                        (end < text.size() && (is_digit(text[end]) || static_cast<unsigned char>(text[end]) >= 0x80));
    const std::string_view word = std::string_view(text).substr(at, end - at);
    const auto* const found = std::find_if(std::begin(kTrainingWords), std::end(kTrainingWords),
                                           [&](const Phrase& p) { return !joined && p.en == word; });
    if (end > at && found != std::end(kTrainingWords)) {
      text.replace(at, end - at, found->vi);
      end = at + found->vi.size();
    }
    at = end + 1;
  }
}

// "modules[0].periods" -> "mô đun 1: periods"
void replace_modules(std::string& text) {
  constexpr std::string_view kModules = "modules[";
  const auto at = text.find(kModules);
  const auto end = at == std::string::npos ? at : text.find("].", at);
  if (end == std::string::npos || end == at + kModules.size() || end - at > kModules.size() + 6) return;
  const std::string digits = text.substr(at + kModules.size(), end - at - kModules.size());
  if (!std::all_of(digits.begin(), digits.end(), is_digit)) return;
  text.replace(at, end + 2 - at, "mô đun " + std::to_string(std::stoul(digits) + 1) + ": ");
}

// Places in a file, which are written there so.
bool names_places(std::string_view id) {
  return id.substr(0, 14) == "training.file_" || id == training::kProgrammeMalformed.id ||
         id == training::kReportMalformed.id;
}

// "99TH0001: primary": the sentence says which units are offices.
void leave_out_type(std::string& text) {
  const std::size_t end = text.find(": ");
  if (end == std::string::npos || text.find(' ') < end) return;
  const bool word = std::all_of(text.begin() + static_cast<std::ptrdiff_t>(end) + 2, text.end(),
                                [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
  if (word) text.erase(end);
}

// Said once or several times: what is in words already stays.
void say_of_training(const Code& code, std::string& text, bool vietnamese) {
  bool of_marks = false;
  for (const std::string_view mark : {"score: ", "test: ", "attendance: "})
    of_marks = of_marks || text.find(mark) != std::string::npos;
  if (code.id == training::kWrongScore.id) replace_tenths(text, ", expected ");
  if (code.id == training::kAttemptDiffers.id && of_marks) replace_tenths(text, ", on the ledger ");
  replace_days(text);
  if (!vietnamese || names_places(code.id)) return;
  if (code.id == training::kNotOffice.id) leave_out_type(text);
  for (const auto& [en, vi] : kTrainingPhrases) replace_all(text, en, vi);
  replace_modules(text);
  replace_shares(text);
  replace_training_words(text);
}

}  // namespace

std::string_view role_words(std::string_view role, bool vietnamese) {
  const auto* const found =
      std::find_if(std::begin(kRoles), std::end(kRoles), [&](const Phrase& p) { return p.en == role; });
  if (found != std::end(kRoles) && vietnamese) return found->vi;
  if (role == "homeroom") return "homeroom teacher";
  return role;
}

std::string detail_words(const Code& code, std::string_view detail, bool vietnamese) {
  std::string out(detail);
  // What the user typed, quoted back to him; only what is wrong with it is ours.
  if (out.substr(0, 2) == "--") {
    if (vietnamese) replace_sentences(out);
    return out;
  }
  if (code.id == kTestNetwork.id || code.id == kSingleOperator.id) {
    // "3/4": how many of the validators must confirm
    const auto slash = out.find('/');
    if (slash == std::string::npos) return out;
    return (vietnamese ? "cần " : "takes ") + out.substr(0, slash) + (vietnamese ? " trong " : " of ") +
           out.substr(slash + 1) + (vietnamese ? " nút xác nhận" : " validators");
  }
  replace_times(out);
  constexpr std::string_view kTraining = "training.";
  if (code.id.substr(0, kTraining.size()) == kTraining) say_of_training(code, out, vietnamese);
  if (!vietnamese) return out;
  for (const auto& [en, vi] : kWords)
    if (out == en) return std::string(vi);
  for (const auto& [en, vi] : kNeeds)
    if (out == en) return std::string(vi);
  replace_sentences(out);
  for (const auto& [en, vi] : kPhrases) replace_all(out, en, vi);
  replace_places(out);
  replace_shares(out);
  const std::string_view id = code.id;
  constexpr std::string_view kUnit = "unit ";
  if (id == "api.nothing_there" && out.substr(0, kUnit.size()) == kUnit) out.replace(0, kUnit.size(), "đơn vị ");
  if (id == kRolesUnmet.id || id == "cli.signature_missing" || id == "cli.grant_not_found" ||
      id == "chain.no_authority" || id == "chain.roles_unmet")
    replace_roles(out);
  return out;
}

}  // namespace hocba::verify

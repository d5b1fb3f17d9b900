// Training in the words of people: refusals with the class's name and numbers, ways of assessing and teaching, degrees.
#include <algorithm>

#include "cli/codes.hpp"
#include "cli/training.hpp"
#include "ledger/credential/names.hpp"
#include "ledger/training/codes.hpp"
#include "ledger/verify/details.hpp"

namespace hocba::cli {

namespace {

bool is_digit_of_detail(char c) { return c >= '0' && c <= '9'; }

// "… 10 * 100 > 30 * 30": the numbers in their order, none of those inside an id.
std::vector<std::string> numbers_in_detail(std::string_view text) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < text.size();) {
    if (!is_digit_of_detail(text[at])) {
      ++at;
      continue;
    }
    const std::size_t begin = at;
    while (at < text.size() && is_digit_of_detail(text[at])) ++at;
    const auto joins = [](char c) { return (c >= 'a' && c <= 'z') || c == '-' || c == '[' || c == ']' || c == '/'; };
    const bool alone = (begin == 0 || !joins(text[begin - 1])) && (at == text.size() || !joins(text[at]));
    if (alone) out.emplace_back(text.substr(begin, at - begin));
  }
  return out;
}

struct ClassSentence {
  const Code* code;
  std::size_t numbers;  // that the detail must have
  // {0}, {1} …: the numbers; {w}: who, where the detail names a seat.
  std::string_view vi, en;
};
const ClassSentence kClassSentences[] = {
    {&training::kOnlineShare, 4, "{0} tiết trực tuyến trên {3} vượt mức {2} %",
     "{0} online periods of {3} are more than {2} %"},
    {&training::kTooFewPeriods, 2, "mới có {0} tiết, cần ít nhất {1}", "{0} periods so far, at least {1} are needed"},
    {&training::kClassFull, 2, "{0} học viên, nhiều nhất {1}", "{0} learners, at most {1}"},
    {&training::kClassTooLarge, 2, "dự kiến {0} học viên, khóa học cho phép nhiều nhất {1}",
     "planned for {0} learners, the course allows at most {1}"},
    {&training::kAttendedTooMuch, 2, "{w} dự {0} tiết, lớp mới học {1}", "{w} attended {0} periods, the class had {1}"},
    {&training::kSessionNumber, 1, "buổi kế tiếp là {0}", "the next session is {0}"},
    {&training::kResultsMissing, 1, "còn {0} học viên chưa có kết quả", "{0} learners have no result yet"},
    {&training::kClassEmpty, 0, "không còn học viên nào", "there is no learner"},
    {&training::kClassClosed, 0, "đã kết thúc hoặc đã hủy", "it is closed or cancelled"},
    {&training::kResultsGiven, 0, "đã có kết quả nên không hủy được", "it has results and can't be cancelled"},
    {&training::kSeatBusy, 0, "{w} đang học ở lớp khác chưa kết thúc", "{w} is in another open class"},
    {&training::kWrongTopic, 0, "chuyên đề không hợp", "the topic does not fit"},
};

std::string filled_in(std::string_view form, const std::vector<std::string>& numbers, const std::string& who) {
  std::string out;
  for (std::size_t i = 0; i < form.size(); ++i) {
    const bool place = form[i] == '{' && i + 2 < form.size() && form[i + 2] == '}';
    const std::size_t n = place ? static_cast<std::size_t>(form[i + 1] - '0') : 0;
    if (place && form[i + 1] == 'w') {
      out += who;
      i += 2;
    } else if (place && n < numbers.size()) {
      out += numbers[n];
      i += 2;
    } else {
      out += form[i];
    }
  }
  return out;
}

// The first seat that a detail names.
constexpr std::size_t kSeatText = 36;
std::size_t seat_in(const std::string& detail, std::size_t from = 0) {
  for (std::size_t at = from; at + kSeatText <= detail.size(); ++at)
    if (training::seat_id_from_text(detail.substr(at, kSeatText)).ok()) return at;
  return std::string::npos;
}

template <class Value>
struct TypedWord {
  std::string_view key;
  Value value;
};
template <class Value, std::size_t N>
std::optional<Value> typed_word(const TypedWord<Value> (&words)[N], const std::string& text) {
  const std::string key = credential::fold_words(text);
  for (const auto& word : words)
    if (word.key == key) return word.value;
  return std::nullopt;
}

}  // namespace

std::string named_in_sheet(const std::string& name, std::size_t line, Lang lang) {
  return line == 0 ? name : name + std::string(pick(lang, ", dòng ", ", line ")) + std::to_string(line);
}

SeatNames seat_names(const std::vector<Learner>& learners) {
  SeatNames out;
  for (const Learner& one : learners) out[one.seat] = one.name + ", " + to_screen(one.birth_date);
  return out;
}

Error with_names(const Error& error, const SeatNames& names) {
  std::string detail = error.detail();
  for (std::size_t at = seat_in(detail); at != std::string::npos; at = seat_in(detail, at + 1)) {
    const auto found = names.find(detail.substr(at, kSeatText));
    if (found == names.end()) continue;
    std::size_t begin = at;
    for (const std::string_view word : {"seat ", "chỗ học "})
      if (at >= word.size() && std::string_view(detail).substr(at - word.size(), word.size()) == word)
        begin = at - word.size();
    detail.replace(begin, at + kSeatText - begin, found->second);
    at = begin + found->second.size();
  }
  return detail == error.detail() ? error : Error(error.code(), std::move(detail));
}

Error in_class_words(const Error& error, const std::string& class_name, Lang lang, const SeatNames& names) {
  if (error.code().id.substr(0, 9) != "training." || class_name.empty()) return with_names(error, names);
  const std::string name = std::string(pick(lang, "Lớp ", "Class ")) + class_name + ": ";
  const auto numbers = numbers_in_detail(error.detail());
  const std::size_t seat = seat_in(error.detail());
  const auto known = seat == std::string::npos ? names.end() : names.find(error.detail().substr(seat, kSeatText));
  for (const ClassSentence& sentence : kClassSentences) {
    if (sentence.code->id != error.code().id || numbers.size() < sentence.numbers) continue;
    const std::string_view form = pick(lang, sentence.vi, sentence.en);
    const bool says_who = form.find("{w}") != std::string_view::npos;
    const std::string who = known != names.end() ? known->second : std::string(pick(lang, "một học viên", "a learner"));
    return Error(error.code(),
                 name + (known != names.end() && !says_who ? who + ": " : "") + filled_in(form, numbers, who));
  }
  std::string shown = verify::detail_words(error.code(), error.detail(), lang == Lang::vi);
  shown = with_names(Error(error.code(), shown), names).detail();
  if (seat_in(shown) != std::string::npos && seat != std::string::npos && known == names.end())
    shown += pick(lang, " (xem tên: hocba training class show)", " (names: hocba training class show)");
  return Error(error.code(), shown.empty() ? std::string(pick(lang, "Lớp ", "Class ")) + class_name : name + shown);
}

std::string assessment_words(training::Assessment assessment, Lang lang) {
  switch (assessment) {
    case training::Assessment::scored:
      return std::string(pick(lang, "chấm điểm", "scored"));
    case training::Assessment::attendance:
      return std::string(pick(lang, "tham dự", "attendance"));
    case training::Assessment::external:
      break;
  }
  return std::string(pick(lang, "hệ thống ngoài đánh giá", "assessed by another system"));
}

std::string mode_words(training::Mode mode, Lang lang) {
  return std::string(mode == training::Mode::online ? pick(lang, "trực tuyến", "online")
                                                    : pick(lang, "trực tiếp", "in person"));
}

std::string learner_state_words(const std::string& state, Lang lang) {
  if (state == "not_nominated") return std::string(pick(lang, "chưa cử", "not nominated"));
  if (state == "waiting") return std::string(pick(lang, "chờ xếp lớp", "waiting"));
  if (state == "learning") return std::string(pick(lang, "đang học", "learning"));
  if (state == "failed") return std::string(pick(lang, "chưa đạt", "failed"));
  if (state == "passed") return std::string(pick(lang, "đạt", "passed"));
  return state;
}

std::string mark_words(const std::optional<std::uint32_t>& tenths) {
  return tenths ? credential::tenths_to_screen(static_cast<int>(*tenths)) : std::string();
}

Result<training::Mode> mode_option(const std::string& text) {
  constexpr TypedWord<training::Mode> kModeWords[] = {
      {"truc tiep", training::Mode::in_person}, {"tap trung", training::Mode::in_person},
      {"in person", training::Mode::in_person}, {"truc tuyen", training::Mode::online},
      {"online", training::Mode::online},
  };
  if (const auto mode = typed_word(kModeWords, text)) return *mode;
  return Error(kUnknownWord, "--mode " + text + "; in_person (TRUC_TIEP), online (TRUC_TUYEN)");
}

Result<training::Degree> degree_option(const std::string& text) {
  constexpr TypedWord<training::Degree> kDegreeWords[] = {
      {"cu nhan", training::Degree::bachelor},  {"cn", training::Degree::bachelor},
      {"ky su", training::Degree::bachelor},    {"ks", training::Degree::bachelor},
      {"bachelor", training::Degree::bachelor}, {"thac si", training::Degree::master},
      {"ths", training::Degree::master},        {"master", training::Degree::master},
      {"tien si", training::Degree::doctor},    {"ts", training::Degree::doctor},
      {"doctor", training::Degree::doctor},     {"phd", training::Degree::doctor},
  };
  if (const auto degree = typed_word(kDegreeWords, text)) return *degree;
  return Error(kUnknownWord, "--trainer " + text + "; bachelor (cử nhân), master (thạc sĩ), doctor (tiến sĩ)");
}

Result<training::AcademicTitle> academic_title_option(const std::string& text) {
  using training::AcademicTitle;
  constexpr TypedWord<AcademicTitle> kTitleWords[] = {
      {"pho giao su", AcademicTitle::associate_professor},
      {"pgs", AcademicTitle::associate_professor},
      {"associate professor", AcademicTitle::associate_professor},
      {"giao su", AcademicTitle::professor},
      {"gs", AcademicTitle::professor},
      {"professor", AcademicTitle::professor},
  };
  if (const auto title = typed_word(kTitleWords, text)) return *title;
  return Error(kUnknownWord, "--trainer " + text + "; associate_professor (phó giáo sư), professor (giáo sư)");
}

}  // namespace hocba::cli

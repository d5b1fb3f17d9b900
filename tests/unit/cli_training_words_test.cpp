// Refusals of training as people read them: each code with what its rules add, in both languages. In Vietnamese no word
// of English and no day as programs write it; who is meant by a seat has a name.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "cli/known_codes.hpp"
#include "cli/output.hpp"
#include "cli/training.hpp"
#include "ledger/training/codes.hpp"

namespace hocba::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kSomeSeat = "36433e03-0000-4000-8000-000000000001";
constexpr const char* kSomeClass = "c7119b5b-0000-4000-8000-000000000002";

struct RawRefusal {
  const Code* code;
  std::string detail;
};
// What ledger/chain, ledger/training, ledger/verify and the node say beside each code. Codes without an entry say
// nothing, or a bare code of the programme.
std::vector<RawRefusal> raw_refusals() {
  namespace t = training;
  const std::string seat = "seat " + std::string(kSomeSeat);
  return {{&t::kAlreadyCertified, seat},
          {&t::kAttemptDiffers, seat + ": attended: 28, on the ledger 27"},
          {&t::kAttemptDiffers, "score: 54, on the ledger 55"},
          {&t::kAttemptDiffers, "topic: none"},
          {&t::kAttemptDiffers, "office: 99PGD001"},
          {&t::kAttemptDiffers, "programme: DE_AN_869"},
          {&t::kAttemptDiffers, "periods: 30, on the ledger 29"},
          {&t::kAttemptDiffers, "online: 9, on the ledger 8"},
          {&t::kAttemptDiffers, "course: CDS_NC"},
          {&t::kAttemptDiffers, "source"},
          {&t::kAttemptDiffers, "test"},
          {&t::kAttemptLink, seat + ": after " + kSomeClass},
          {&t::kAttemptLink, seat + ": the first attempt"},
          {&t::kAttemptLink, seat + ": the seat is in this class"},
          {&t::kAttemptLink, seat + ": an attempt came after it"},
          {&t::kAttemptsField, "training-certificate"},
          {&t::kAttendedTooMuch, seat + ": 12 of 11"},
          {&t::kCertificateCourses, "external-completion"},
          {&t::kCertificateCourses, "scored"},
          {&t::kCertified, seat + ": " + kSomeClass},
          {&t::kClassClosed, std::string(kSomeClass) + " cancelled"},
          {&t::kClassClosed, "cancelled"},
          {&t::kClassExists, kSomeClass},
          {&t::kClassFull, "43 of 42"},
          {&t::kClassNumberTaken, "7"},
          {&t::kClassOpen, kSomeClass},
          {&t::kClassTooLarge, "151, at most 150"},
          {&t::kClassUnknown, kSomeClass},
          {&t::kCourseUnknown, "CDS_X"},
          {&t::kDocumentDiffers, "modules[0].onlinePeriods: 9; the ledger has 8"},
          {&t::kDocumentDiffers, "modules[11].class: a; the ledger has b"},
          {&t::kDocumentDiffers, "modules[0].seat"},
          {&t::kDocumentDiffers, "programme: A of 99PGD001; the ledger has B of 99PGD002"},
          {&t::kDocumentDiffers, "attempts"},
          {&t::kDocumentDiffers, "passMark"},
          {&t::kDocumentDiffers, "minAttendance"},
          {&t::kDocumentDiffers, "weights"},
          {&t::kDocumentDiffers, "from"},
          {&t::kDocumentDiffers, "to"},
          {&t::kDocumentDiffers, "type"},
          {&t::kLevelUnknown, "no level"},
          {&t::kNotEnrolled, seat},
          {&t::kNotOffice, "of 99PGD001"},
          {&t::kNotOffice, "99TH0001: primary"},
          {&t::kNotOffice, seat + ": of 99PGD001"},
          {&t::kNotPassed, seat},
          {&t::kNotProvider, "of 99DT0001"},
          {&t::kOnlineShare, "10 * 100 > 30 * 30"},
          {&t::kOutsidePhase, std::string(kSomeClass) + " 2024-10-12"},
          {&t::kProgrammeCourseGone, "CDS_NC: scored"},
          {&t::kProgrammeCourseGone, "CDS_NC: attendance"},
          {&t::kProgrammeCourseGone, "CDS_NC: external"},
          {&t::kProgrammeNotCurrent, "newest: 38"},
          {&t::kProgrammeUnknown, "38: DE_AN_869"},
          {&t::kReasonField, "open"},
          {&t::kReasonField, "closed"},
          {&t::kReportAsOf, "38"},
          {&t::kReportExists, "38"},
          {&t::kReportLate, "99TH0001 monthly 2024-10"},
          {&t::kReportPeriod, "quarterly 2024-Q4 has not begun"},
          {&t::kReportPeriod, "yearly 2024 has not begun"},
          {&t::kReportPeriod, "ad_hoc 2024-12-31 has not begun"},
          {&t::kReportReplaces, "38"},
          {&t::kReportSource, "38: course"},
          {&t::kResultFields, seat + ": attendance"},
          {&t::kResultFields, seat + ": attended"},
          {&t::kResultFields, seat + ": score"},
          {&t::kResultFields, seat + ": test"},
          {&t::kResultsMissing, "3"},
          {&t::kSchoolTeaches, "99TH0001"},
          {&t::kSeatBusy, seat},
          {&t::kSeatPassed, seat},
          {&t::kSeatRemoved, seat},
          {&t::kSeatUnknown, seat},
          {&t::kSessionFuture, "2024-10-12"},
          {&t::kSessionNumber, "next: 4"},
          {&t::kSessionPeriods, "1485 minutes"},
          {&t::kTooFewPeriods, "29 < 30"},
          {&t::kTooManyAttempts, seat},
          {&t::kTrainerDegree, "no trainer"},
          {&t::kTrainerDegree, "bachelor"},
          {&t::kTrainerDegree, "master"},
          {&t::kWrongAudience, seat + ": NV"},
          {&t::kWrongCourse, seat + ": CDS_CB"},
          {&t::kWrongPerson, "modules[0].seat"},
          {&t::kWrongScore, seat + ": 54, expected 55"},
          {&t::kWrongTopic, "no topic"}};
}

// Lower-case ASCII words of three letters or more: what is no code, no number and no id.
std::set<std::string> words_in(std::string_view text) {
  std::set<std::string> out;
  std::string word;
  const auto end = [&] {
    if (word.size() >= 3) out.insert(word);
    word.clear();
  };
  for (const char c : text) {
    if (c >= 'a' && c <= 'z')
      word += c;
    else if (static_cast<unsigned char>(c) >= 0x80 || (c >= '0' && c <= '9'))
      word = "";  // of a Vietnamese word, or of an id
    else
      end();
  }
  end();
  return out;
}
// All English sentences' words, but for those that Vietnamese has, too.
const std::set<std::string>& english_words() {
  static const std::set<std::string> all = [] {
    std::set<std::string> out;
    for (const Code* code : training::codes())
      for (const std::string& word : words_in(code->en)) out.insert(word);
    for (const RawRefusal& raw : raw_refusals())
      for (const std::string& word : words_in(raw.detail)) out.insert(word);
    for (const char* both : {"can", "hay", "hocba", "provider", "training", "report", "tin", "the"}) out.erase(both);
    return out;
  }();
  return all;
}
std::set<std::string> english_in(std::string_view text) {
  std::set<std::string> out;
  for (const std::string& word : words_in(text))
    if (english_words().count(word) != 0) out.insert(word);
  return out;
}
bool has_iso_day(const std::string& text) {
  for (std::size_t at = 0; at + 10 <= text.size(); ++at)
    if (date_from_text(std::string_view(text).substr(at, 10)).ok()) return true;
  return false;
}
std::string shown_of(const Code& code, const std::string& detail, Lang lang) {
  return error_text(in_class_words(Error(code, detail), "CDS_NC-07", lang, {{kSomeSeat, "Trần Thị Thử, dòng 7"}}),
                    lang);
}

TEST(TrainingRefusals, AreVietnameseInVietnamese) {
  EXPECT_GT(english_words().size(), 200u);
  for (const Code* code : training::codes()) {
    EXPECT_THAT(english_in(code->vi), testing::IsEmpty()) << code->id << ": " << code->vi;
    EXPECT_FALSE(has_iso_day(std::string(code->vi))) << code->vi;
  }
  for (const RawRefusal& raw : raw_refusals())
    for (const std::string& shown :
         {shown_of(*raw.code, raw.detail, Lang::vi), error_text(Error(*raw.code, raw.detail), Lang::vi)}) {
      const std::string said = shown.substr(0, shown.rfind('['));  // the code itself is one
      EXPECT_THAT(english_in(said), testing::IsEmpty()) << said;
      EXPECT_FALSE(has_iso_day(said)) << said;
      const std::string in_english = error_text(Error(*raw.code, raw.detail), Lang::en);
      EXPECT_FALSE(has_iso_day(in_english.substr(raw.code->en.size()))) << in_english;
    }
}

// Notices tell what was recorded; of documents that differ the verifier's report says what to do, by its reader; the
// others say it themselves.
TEST(TrainingRefusals, SayWhatToDo) {
  const std::set<std::string_view> notices = {training::kOutsidePhase.id, training::kReportLate.id,
                                              training::kRosterLate.id, training::kDocumentDiffers.id,
                                              training::kWrongPerson.id};
  for (const Code* code : training::codes()) {
    if (notices.count(code->id) != 0) continue;
    bool remedy = false;
    for (const char* word : {"hãy ", "phải ", "cần ", "nên "})
      remedy = remedy || code->vi.find(word) != std::string_view::npos;
    EXPECT_TRUE(remedy) << code->id << ": " << code->vi;
    EXPECT_NE(code->en.find(code->en.find(';') == std::string_view::npos ? " " : "; "), std::string_view::npos);
  }
}

TEST(TrainingRefusals, NameThePersonAndTheRow) {
  for (const RawRefusal& raw : raw_refusals()) {
    if (raw.detail.find(kSomeSeat) == std::string::npos) continue;
    for (const Lang lang : {Lang::vi, Lang::en}) {
      const std::string shown = shown_of(*raw.code, raw.detail, lang);
      EXPECT_THAT(shown, HasSubstr("Trần Thị Thử, dòng 7")) << raw.detail;
      EXPECT_THAT(shown, Not(HasSubstr(kSomeSeat))) << raw.detail;
    }
  }
  EXPECT_EQ(in_class_words(Error(training::kAttendedTooMuch, "seat " + std::string(kSomeSeat) + ": 12 of 11"),
                           "CDS_NC-07", Lang::vi, {{kSomeSeat, "Trần Thị Thử, dòng 7"}})
                .detail(),
            "Lớp CDS_NC-07: Trần Thị Thử, dòng 7 dự 12 tiết, lớp mới học 11");
  EXPECT_EQ(in_class_words(Error(training::kWrongScore, "seat " + std::string(kSomeSeat) + ": 54, expected 55"),
                           "CDS_NC-07", Lang::vi, {{kSomeSeat, "Trần Thị Thử, dòng 7"}})
                .detail(),
            "Lớp CDS_NC-07: Trần Thị Thử, dòng 7: 5,4, đúng phải là 5,5");
  // Of any code, and nobody else's seat.
  const Error of_node(code_named("node.person_name_differs", Kind::conflict, "", ""), "seat " + std::string(kSomeSeat));
  EXPECT_EQ(with_names(of_node, {{kSomeSeat, named_in_sheet("Trần Thị Thử", 3, Lang::en)}}).detail(),
            "Trần Thị Thử, line 3");
  EXPECT_EQ(with_names(of_node, {{kSomeClass, "Lê Văn Mẫu"}}).detail(), of_node.detail());
}

TEST(TrainingRefusals, SayDaysAndFiguresPlainly) {
  const auto vi = [](const Code& code, const char* detail) {
    return in_class_words(Error(code, detail), "CDS_NC-07", Lang::vi).detail();
  };
  EXPECT_EQ(vi(training::kSessionFuture, "2024-10-12"), "Lớp CDS_NC-07: 12/10/2024");
  EXPECT_EQ(vi(training::kTrainerDegree, "no trainer"), "Lớp CDS_NC-07: chưa có giảng viên");
  EXPECT_EQ(vi(training::kSessionPeriods, "1485 minutes"), "Lớp CDS_NC-07: 1485 phút");
  EXPECT_THAT(error_text(Error(training::kNotOffice, "99TH0001: primary"), Lang::vi), HasSubstr("(99TH0001)"));
  EXPECT_THAT(error_text(Error(training::kDocumentDiffers, "modules[0].periods: 9; the ledger has 8"), Lang::vi),
              HasSubstr("(mô đun 1: số tiết: 9; sổ cái ghi 8)"));
  EXPECT_THAT(error_text(Error(training::kAttemptDiffers, "score: 54, on the ledger 55"), Lang::vi),
              HasSubstr("(điểm: 5,4, sổ cái ghi 5,5)"));
  // A programme's file names its places as the file has them.
  EXPECT_THAT(error_text(Error(training::kFileValue, "line 3: courses.CDS_NC.score"), Lang::vi),
              HasSubstr("(dòng 3: courses.CDS_NC.score)"));
}

}  // namespace
}  // namespace hocba::cli

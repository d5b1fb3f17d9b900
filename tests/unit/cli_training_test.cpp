// hocba training: what it makes of words, refusals in the words of the class, what would keep a class open, and which
// documents a run would issue.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/record_room.hpp"
#include "cli/training_attempts.hpp"
#include "cli/training_check.hpp"
#include "cli/training_commands.hpp"
#include "cli/training_issue.hpp"
#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/training/codes.hpp"
#include "tests/support/must_be.hpp"

namespace hocba::cli {
namespace {

using test::must_be;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using training::Assessment;
using training::CodeText;

CodeText code_of(std::string_view text) { return must_be(CodeText::parse(text)); }
std::string seat_text(std::uint8_t n) {
  training::SeatId out;
  out.data.fill(n);
  out.data[6] = 0x40;
  out.data[8] = 0x80;
  return training::to_text(out);
}
std::string detail_vi(const Code& code, const std::string& detail) {
  return in_class_words(Error(code, detail), "CDS_NC-07", Lang::vi).detail();
}

TEST(TrainingWords, ExplainARefusalWithTheClassAndItsNumbers) {
  EXPECT_EQ(detail_vi(training::kOnlineShare, "10 * 100 > 30 * 30"),
            "Lớp CDS_NC-07: 10 tiết trực tuyến trên 30 vượt mức 30 %");
  EXPECT_EQ(in_class_words(Error(training::kOnlineShare, "16 * 100 > 50 * 30"), "CDS_CB-01", Lang::en).detail(),
            "Class CDS_CB-01: 16 online periods of 30 are more than 50 %");
  EXPECT_EQ(detail_vi(training::kTooFewPeriods, "29 < 30"), "Lớp CDS_NC-07: mới có 29 tiết, cần ít nhất 30");
  EXPECT_EQ(detail_vi(training::kClassFull, "101 > 100"), "Lớp CDS_NC-07: 101 học viên, nhiều nhất 100");
  EXPECT_EQ(detail_vi(training::kResultsMissing, "3"), "Lớp CDS_NC-07: còn 3 học viên chưa có kết quả");
  EXPECT_EQ(detail_vi(training::kClassClosed, ""), "Lớp CDS_NC-07: đã kết thúc hoặc đã hủy");
  // What the ledger says of a seat stays: its id holds no number of ours.
  EXPECT_EQ(detail_vi(training::kNotEnrolled, "seat " + seat_text(9)),
            "Lớp CDS_NC-07: chỗ học " + seat_text(9) + " (xem tên: hocba training class show)");
  EXPECT_THAT(detail_vi(training::kResultsMissing, "seat " + seat_text(9)), HasSubstr(seat_text(9)));
  // Of something else nothing is added.
  EXPECT_EQ(detail_vi(kUsage, "x"), "x");
  EXPECT_EQ(in_class_words(Error(training::kClassFull, "1 > 0"), "", Lang::vi).detail(), "1 > 0");
}

TEST(TrainingWords, AreUnderstoodAsTheyAreWritten) {
  for (const char* text : {"TRUC_TIEP", "trực tiếp", "in_person", "In person", "tập trung"})
    EXPECT_EQ(must_be(mode_option(text)), training::Mode::in_person) << text;
  for (const char* text : {"TRUC_TUYEN", "trực tuyến", "online"})
    EXPECT_EQ(must_be(mode_option(text)), training::Mode::online) << text;
  EXPECT_TRUE(mode_option("kết hợp").error().is(kUnknownWord));
  EXPECT_EQ(must_be(degree_option("ThS")), training::Degree::master);
  EXPECT_EQ(must_be(degree_option("tiến sĩ")), training::Degree::doctor);
  EXPECT_EQ(must_be(degree_option("kỹ sư")), training::Degree::bachelor);
  EXPECT_TRUE(degree_option("giáo viên").error().is(kUnknownWord));
  EXPECT_EQ(must_be(academic_title_option("PGS")), training::AcademicTitle::associate_professor);
  EXPECT_EQ(mark_words(54), "5,4");
  EXPECT_EQ(mark_words(std::nullopt), "");
}

// --- closing
// ------------------------------------------------------------------------------------------------------------

struct ClassAtHand {
  OpenedClass opened;
  std::vector<ClassSeat> seats;
  training::CourseRule course;

  ClassAtHand() {
    course.assessment = Assessment::scored;
    course.course = code_of("CDS_NC");
    course.min_periods = 30;
    course.max_online = 30;
    course.weights = training::Weights{30, 70};
    opened.course = &course;
    opened.info.name = "CDS_NC-07";
    opened.info.enrolled = 2;
    opened.info.totals = {30, 9};
    for (std::uint8_t n = 1; n <= 2; ++n) {
      ClassSeat seat;
      seat.seat = seat_text(n);
      seat.result = training::ResultData{80, 30, training::Outcome::completed, 80, 80};
      seats.push_back(seat);
    }
  }
  ClassAtHand(const ClassAtHand&) = delete;
  std::vector<std::string> problems(bool cancelled = false) const {
    std::vector<std::string> out;
    for (const Error& error : why_not_closed(opened, seats, cancelled)) out.emplace_back(error.code().id);
    return out;
  }
};

TEST(TrainingCheck, FindsEverythingThatWouldRefuseTheClosing) {
  ClassAtHand good;
  EXPECT_THAT(good.problems(), IsEmpty());
  ClassAtHand bad;
  bad.opened.info.totals = {29, 10};
  bad.seats[0].result.reset();
  EXPECT_THAT(bad.problems(), ElementsAre("training.too_few_periods", "training.online_share",
                                          "training.results_missing", "training.attended_too_much"));
  EXPECT_EQ(why_not_closed(bad.opened, bad.seats, false)[1].detail(), "10 * 100 > 30 * 29");
  ClassAtHand empty;
  empty.opened.info.withdrawn = 2;
  EXPECT_THAT(empty.problems(), ElementsAre("training.class_empty"));
  ClassAtHand closed;
  closed.opened.info.closed = Time{1};
  EXPECT_THAT(closed.problems(), ElementsAre("training.class_closed"));
}

TEST(TrainingCheck, LetsAClassBeCancelledUntilSomebodyHasAResult) {
  ClassAtHand none;
  for (ClassSeat& seat : none.seats) seat.result.reset();
  EXPECT_THAT(none.problems(true), IsEmpty());
  none.seats[0].result = training::ResultData{{}, 0, training::Outcome::withdrawn, {}, {}};
  EXPECT_THAT(none.problems(true), IsEmpty());
  none.seats[1].result = training::ResultData{80, 30, training::Outcome::completed, 80, 80};
  EXPECT_THAT(none.problems(true), ElementsAre("training.results_given"));
}

TEST(TrainingCheck, BoundsOfTheOnlineShareAreWholeNumbers) {
  ClassAtHand at;
  for (const auto& [max, online, good] :
       {std::tuple(50u, 15u, true), {50u, 16u, false}, {30u, 9u, true}, {30u, 10u, false}}) {
    at.course.max_online = max;
    at.opened.info.totals = {30, online};
    EXPECT_EQ(at.problems().empty(), good) << max << " " << online;
  }
}

// --- the register
// ---------------------------------------------------------------------------------------------------------

TEST(TrainingRegister, ComesBackAsItWasWritten) {
  ClassRegister kept;
  kept.site = "Trường Tiểu học Mẫu 1";
  kept.trainers = {{"Nguyễn Văn Thử", "master", "", "c2FsdA"}};
  RegisterSession& second = kept.session(2);
  second.date = {2024, 10, 19};
  second.periods = 4;
  second.mode = training::Mode::online;
  second.salt = crypto::base64url(credential::Salt{});
  second.attendance = {{seat_text(1), 4}, {seat_text(2), 0}};
  RegisterSession copy = second;  // before the list moves
  RegisterSession& first = kept.session(1);
  first = copy;
  first.number = 1;
  first.paper = true;
  first.attendance = {{seat_text(1), 4}};
  kept.completed = {{seat_text(1), {2022, 11, 20}}};
  const auto back = must_be(register_from_text(register_text(kept), "x"));
  EXPECT_EQ(register_text(back), register_text(kept));
  ASSERT_THAT(back.sessions, SizeIs(2));
  EXPECT_EQ(back.sessions[0].number, 1u);
  ClassInfo recorded;
  recorded.recorded = {{1, 4, {}}, {2, 4, {}}};
  EXPECT_EQ(back.attended(recorded, seat_text(1)), 8u);
  EXPECT_EQ(back.attended(recorded, seat_text(2)), std::nullopt);  // the first session says nothing of them
  recorded.recorded.pop_back();                                    // the second one was refused
  EXPECT_EQ(back.attended(recorded, seat_text(1)), 4u);
  EXPECT_NE(session_commitment(back.sessions[0]), session_commitment(back.sessions[1]));
  EXPECT_EQ(session_commitment(back.sessions[1]), session_commitment(*kept.find(2)));
  EXPECT_TRUE(register_from_text("{\"sessions\":[{}]}", "x").error().is(kAnswerMalformed));
}

// --- what is issued
// -------------------------------------------------------------------------------------------------------

struct School {  // people, their seats, closed classes
  std::vector<std::unique_ptr<Learner>> learners;
  std::map<std::string, std::unique_ptr<OpenedClass>> classes;
  std::vector<PassedSeat> seats;

  void passed(std::uint8_t n, const char* name, const char* course, const char* standing = "",
              const char* number = "") {
    auto& klass = classes[course];
    if (!klass) {
      klass = std::make_unique<OpenedClass>();
      klass->programme.first_office = "99PGD001";
      klass->programme.rules.programme = code_of("DE_AN_869");
      training::CourseRule rule;
      rule.assessment = Assessment::scored;
      rule.course = code_of(course);
      rule.weights = training::Weights{30, 70};
      rule.audiences = {{code_of("GV"), {}}};
      klass->programme.rules.courses = {rule};
      klass->course = &klass->programme.rules.courses.front();
      klass->info.course = course;
      klass->info.name = training::class_name(course, 1);
      klass->info.id = seat_text(200);
      klass->info.totals = {30, 9};
      klass->info.first_day = Date{2024, 10, 12};
      klass->info.last_day = Date{2024, 11, 23};
    }
    auto learner = std::make_unique<Learner>();
    learner->seat = seat_text(n);
    learner->salt = crypto::base64url(credential::Salt{});
    learner->audience = "GV";
    learner->unit = "99TH0001";
    learner->name = name;
    learner->birth_date = {1985, 3, 15};
    learner->personal_number = number;
    learner->standing = standing;
    if (*standing != 0) learner->credential = seat_text(99);
    ClassSeat seat;
    seat.seat = learner->seat;
    seat.result = training::ResultData{85, 28, training::Outcome::completed, 54, 40};
    seat.passed = true;
    seats.push_back({learner.get(), klass.get(), seat, std::nullopt});
    learners.push_back(std::move(learner));
  }
  std::vector<std::vector<std::string>> planned(const std::vector<training::CertificateRule>& rules,
                                                const std::set<std::string>& again = {}) {
    std::vector<std::vector<std::string>> out;
    for (const auto& document : plan_documents(seats, rules, again).documents) {
      out.emplace_back();
      for (const auto* seat : document.seats) out.back().push_back(seat->learner->name);
    }
    return out;
  }
};
training::CertificateRule rule_of(std::vector<std::string> courses) {
  training::CertificateRule out;
  for (const auto& course : courses) out.courses.push_back(code_of(course));
  out.type = code_of("training-certificate");
  return out;
}

TEST(TrainingIssue, GivesOneDocumentPerSeatAndNoneTwice) {
  School school;
  school.passed(1, "An", "CDS_CB");
  school.passed(2, "Bình", "CDS_CB", "in_force");
  school.passed(3, "Chi", "CDS_CB", "suspended");
  school.passed(4, "Dũng", "CDS_CB", "revoked");
  school.passed(5, "Giang", "CDS_CB", "superseded");
  EXPECT_THAT(school.planned({rule_of({"CDS_CB"})}), ElementsAre(ElementsAre("An")));
  EXPECT_THAT(school.planned({rule_of({"CDS_CB"})}, {seat_text(4), seat_text(2)}),
              ElementsAre(ElementsAre("An"), ElementsAre("Dũng")));
  const auto plan = plan_documents(school.seats, {rule_of({"CDS_CB"})}, {});
  EXPECT_EQ(plan.certified, 2u);
  EXPECT_EQ(plan.revoked, 2u);
}

TEST(TrainingIssue, GivesOneDocumentForAllCoursesOfARule) {
  School school;
  school.passed(1, "An", "CT01", "", "000185000001");
  school.passed(2, "An", "CT02", "", "000185000001");
  school.passed(3, "An", "CT03", "", "000185000001");
  school.passed(4, "Bình", "CT01");
  school.passed(5, "Bình", "CT02");
  school.passed(6, "An", "CT01", "", "000185000002");  // a homonym
  const auto plan = plan_documents(school.seats, {rule_of({"CT01", "CT02", "CT03"})}, {});
  ASSERT_THAT(plan.documents, SizeIs(1));
  EXPECT_THAT(plan.documents[0].seats, SizeIs(3));
  EXPECT_EQ(plan.incomplete, 3u);
}

// A class list is sorted by name: register numbers in its order would say whose each seat is.
TEST(TrainingIssue, NumbersDocumentsByTheirRandomSeats) {
  School school;
  school.passed(9, "An", "CDS_CB");
  school.passed(3, "Bình", "CDS_CB");
  school.passed(6, "Chi", "CDS_CB");
  EXPECT_THAT(school.planned({rule_of({"CDS_CB"})}),
              ElementsAre(ElementsAre("Bình"), ElementsAre("Chi"), ElementsAre("An")));
}

TEST(TrainingIssue, TakesEveryFigureFromTheLedger) {
  School school;
  school.passed(1, "Trần Thị Thử", "CDS_CB", "", "000185000001");
  const auto plan = plan_documents(school.seats, {rule_of({"CDS_CB"})}, {});
  IssuedOn said;
  said.day = {2024, 12, 20};
  said.period = "2024";
  said.issuer_name = "Trường Đại học Mẫu";
  said.status_list_base = "https://nut-1.example/v1/status-lists";
  said.decision = "12/QĐ-ĐHM";
  auto data = must_be(training_data(plan.documents.front(), credential::TrainingKind::certificate, code_of("99DT0001"),
                                    said, {{"99TH0001", "Trường Tiểu học Mẫu 1"}}));
  ASSERT_THAT(data.modules, SizeIs(1));
  EXPECT_EQ(data.modules[0].class_name, "CDS_CB-01");
  EXPECT_EQ(data.modules[0].score_tenths, 54u);
  EXPECT_EQ(data.modules[0].from, (Date{2024, 10, 12}));
  EXPECT_EQ(data.workplace, "Trường Tiểu học Mẫu 1");
  data.common.id = must_be(credential::credential_id_from_text(seat_text(7)));
  data.common.register_number = 1;
  data.common.book = 2024;
  data.common.serial = "CDS-1";
  const auto document = must_be(credential::build_training(data, [] { return credential::Salt{}; }));
  const auto attempts = attempts_of(document);
  ASSERT_TRUE(attempts);
  ASSERT_THAT(*attempts, SizeIs(1));
  EXPECT_EQ(training::to_text(attempts->front().seat), seat_text(1));
  EXPECT_EQ(attempts->front().attended, 28u);
  EXPECT_EQ(attempts->front().periods, 30u);
  EXPECT_EQ(attempts->front().online, 9u);
  EXPECT_EQ(attempts->front().score, 54u);
  EXPECT_EQ(attempts->front().person.view(),
            credential::seat_commitment(credential::Salt{}, "Trần Thị Thử", {1985, 3, 15}).view());
  ASSERT_THAT(attempts_of(data), SizeIs(1)) << "known before the document is made";
  EXPECT_EQ(attempts_of(data).front().person, attempts->front().person);
  EXPECT_EQ(attempts_of(data).front().office, attempts->front().office);
  EXPECT_EQ(attempts_of(data).front().programme, attempts->front().programme);
}

// A document of BDTX cites three classes, and 64 of them are more than a record holds.
TEST(TrainingIssue, ARecordTakesAsManyDocumentsAsItsBytesAllow) {
  chain::ItemAttempt attempt;
  attempt.attendance = attempt.test = attempt.score = 100;
  attempt.attended = attempt.periods = attempt.online = 1'000;
  attempt.office = code_of("79SGDVADAOTAO");
  attempt.programme = code_of("BDTX_2024_2025");
  attempt.topic = code_of("GVPT_01");
  std::vector<chain::ItemAttempt> three;
  for (const char* course : {"CT_01", "CT_02", "CT_03"}) {
    attempt.course = code_of(course);
    three.push_back(attempt);
  }
  chain::CredentialIssue body;
  body.type = code_of("training-certificate");
  body.period = must_be(chain::period_from_text("2024"));
  for (std::uint64_t i = 0; i < chain::kMaxIssueGrants; ++i) body.grants.push_back(chain::LeafIndex{1'000'000'000 + i});
  RecordRoom room;
  while (room.take(three)) {
    chain::IssueItem item;
    item.attempts = three;
    item.number = 100'000;
    item.status = 10'000'000'000;
    body.items.push_back(std::move(item));
  }
  EXPECT_GT(body.items.size(), 40u);
  EXPECT_LT(body.items.size(), 64u);
  chain::Record record;
  record.network = chain::NetworkId{};
  record.unit = attempt.office;
  record.body = std::move(body);
  constexpr std::size_t kMostBytes = 65'535, kProof = 400, kProofs = 8;
  EXPECT_LE(crypto::canonical(chain::record_json(record)).size() + kProofs * kProof, kMostBytes);

  RecordRoom many, two(2), one;
  std::size_t plain = 0;
  while (many.take(std::nullopt)) ++plain;
  EXPECT_EQ(plain, chain::kDefaultIssueItems);
  EXPECT_TRUE(two.take(three) && two.take(std::nullopt));
  EXPECT_FALSE(two.take(std::nullopt));
  EXPECT_TRUE(one.take(std::vector<chain::ItemAttempt>(200, attempt))) << "else nothing would go on";
  EXPECT_FALSE(one.take(std::nullopt));
}

// --- the program
// ------------------------------------------------------------------------------------------------------------

TEST(TrainingCommands, AreUnderstood) {
  using Words = std::vector<std::string>;
  for (const Words& words : {Words{"training", "class", "unenrol", "CDS_NC-07", "3", "Trần Thị Thử; 15/03/1985"},
                             {"training", "issue", "CDS_NC-07", "CDS_NC-08", "--programme", "DE_AN_869"},
                             {"training", "roster", "approve", "--all", "--programme", "99PGD001/DE_AN_869"},
                             {"sheets", "form", "training-roster"}})
    EXPECT_TRUE(check_arguments(words, Lang::en).ok()) << words[1];
  EXPECT_FALSE(check_arguments({"training", "class", "open"}, Lang::en).ok());
  EXPECT_FALSE(check_arguments({"sheets", "form", "training-nothing"}, Lang::en).ok());
  EXPECT_FALSE(check_arguments({"training", "roster", "return", "ID"}, Lang::en).ok());  // a reason is owed
}

}  // namespace
}  // namespace hocba::cli

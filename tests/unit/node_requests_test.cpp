// Requests about personal data: their clocks against a naive second definition, what the law keeps, the queue of a real
// node through restarts, and erasures that answer them.
#include "node/requests.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "ledger/credential/codes.hpp"
#include "node/codes.hpp"
#include "node/files.hpp"
#include "tests/node_support/vault_fixture.hpp"
#include "tests/support/must_be.hpp"

namespace hocba::node::requests_test {
namespace {

using credential::CredentialId;
using credential::WorkingDays;
using test::code;
using test::must_be;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// --- clocks ------------------------------------------------------------------------------------------------------

struct ClockCase {
  RequestKind kind;
  const char *received, *acknowledge_by, *due;
};
class ClockOfARequest : public testing::TestWithParam<ClockCase> {};
TEST_P(ClockOfARequest, RunsInWorkingDaysThenInDays) {
  const auto clock =
      request_clock(GetParam().kind, test::time_at(GetParam().received), RequestsConfig(), WorkingDays::vietnam());
  EXPECT_EQ(to_text(clock.acknowledge_by), GetParam().acknowledge_by);
  EXPECT_EQ(to_text(clock.due), GetParam().due);
  EXPECT_TRUE(clock.holidays_known);
}
INSTANTIATE_TEST_SUITE_P(
    Boundaries, ClockOfARequest,
    testing::Values(
        // A Monday in Việt Nam; ten days later is a Thursday.
        ClockCase{RequestKind::view, "2024-10-07T01:00:00Z", "2024-10-09", "2024-10-17"},
        ClockCase{RequestKind::correct, "2024-10-07T01:00:00Z", "2024-10-09", "2024-10-17"},
        ClockCase{RequestKind::withdraw, "2024-10-07T01:00:00Z", "2024-10-09", "2024-10-22"},
        // The twentieth day is a Sunday, the fifteenth of a Friday a Saturday: the next working day.
        ClockCase{RequestKind::erase, "2024-10-07T01:00:00Z", "2024-10-09", "2024-10-28"},
        ClockCase{RequestKind::restriction, "2024-10-04T01:00:00Z", "2024-10-08", "2024-10-21"},
        // 23:59 of Monday and 00:00 of Tuesday in Việt Nam.
        ClockCase{RequestKind::view, "2024-10-07T16:59:59Z", "2024-10-09", "2024-10-17"},
        ClockCase{RequestKind::view, "2024-10-07T17:00:00Z", "2024-10-10", "2024-10-18"},
        // Over Tết 2025 (25/01 to 02/02): received on its eve.
        ClockCase{RequestKind::view, "2025-01-24T02:00:00Z", "2025-02-04", "2025-02-03"}));

// Walks day by day from the rule's sentence: the day of receipt does not count.
Date naive_due(Time received, unsigned n, const WorkingDays& calendar) {
  Time day = start_of_day_utc7(date_in_utc7(received));
  for (unsigned i = 0; i < n; ++i) day = day + hours(24);
  while (!calendar.is_working(date_in_utc7(day))) day = day + hours(24);
  return date_in_utc7(day);
}
Date naive_acknowledge(Time received, unsigned n, const WorkingDays& calendar) {
  Time day = start_of_day_utc7(date_in_utc7(received));
  for (unsigned seen = 0; seen < n;) {
    day = day + hours(24);
    if (calendar.is_working(date_in_utc7(day))) ++seen;
  }
  return date_in_utc7(day);
}
TEST(ClocksOfRequests, AgreeWithANaiveWalkOverEveryDayOfTwoYears) {
  const auto& calendar = WorkingDays::vietnam();
  RequestsConfig config;
  config.acknowledge_working_days = 3;
  config.erase_days = 7;
  for (Time at = test::time_at("2024-01-01T05:00:00Z"); at < test::time_at("2026-01-01T00:00:00Z");
       at = at + hours(23)) {
    const auto view = request_clock(RequestKind::view, at, config, calendar);
    EXPECT_EQ(view.due, naive_due(at, 10, calendar)) << to_text(at);
    EXPECT_EQ(view.days, 10u);
    EXPECT_EQ(view.acknowledge_working_days, 3u);
    EXPECT_EQ(view.acknowledge_by, naive_acknowledge(at, 3, calendar)) << to_text(at);
    EXPECT_EQ(request_clock(RequestKind::erase, at, config, calendar).due, naive_due(at, 7, calendar)) << to_text(at);
  }
  EXPECT_FALSE(
      request_clock(RequestKind::view, test::time_at("2026-05-01T00:00:00Z"), config, calendar).holidays_known);
}

TEST(WhatTheLawKeeps, IsEverythingButPhotoContactsFamilySensitiveDataHealthAndComments) {
  for (const char* part : {"photo", "contact", "family", "sensitive", "health-2024-2025", "comments-2024-2025"})
    EXPECT_FALSE(law_keeps(part)) << part;
  for (const char* part :
       {"identity", "year-2024-2025", "marks-2024-2025", "correction", "work", "contact-2024", "", "x"})
    EXPECT_TRUE(law_keeps(part)) << part;
}

TEST(KindsOfRequests, AreReadAsTheyAreWritten) {
  for (const auto kind :
       {RequestKind::view, RequestKind::correct, RequestKind::withdraw, RequestKind::restriction, RequestKind::erase})
    EXPECT_EQ(request_kind_from(to_text(kind)), kind);
  EXPECT_EQ(request_kind_from("restriction"), std::nullopt);
}

// --- the queue ---------------------------------------------------------------------------------------------------

struct RequestsAtANode : test::VaultFixture {
  Requests& requests() { return net.node().requests(); }
  NewRequest asking(RequestKind kind) {
    NewRequest out;
    out.unit = code("79TH0001");
    out.kind = kind;
    out.who = "Trần Thị Sentinela";
    out.as = "parent";
    out.contact = "0900000000";
    out.says = "Xin xóa thông tin gia đình của cháu";
    return out;
  }
  DataRequest enter(const NewRequest& request, const std::string& by = "registrar") {
    return must_be(requests().enter(view(), key(by), request));
  }
  std::string refusal(const NewRequest& request, const std::string& by = "registrar") {
    const auto done = requests().enter(view(), key(by), request);
    return done.ok() ? "" : std::string(done.error().code().id);
  }
  std::vector<CredentialId> listed(const RequestQuery& query = {}, const std::string& by = "registrar") {
    std::vector<CredentialId> out;
    const auto page = must_be(requests().list(view(), key(by), query));
    for (const auto& one : page.requests) out.push_back(one.id);
    return out;
  }
  // A transcript, and the one by which its school corrected it.
  struct Versions {
    CredentialId first, second;
  };
  Versions two_versions() {
    test::NodeNetwork::Pupil pupil{"Nguyễn Văn An", "2013-02-01", "000213000123"};
    const auto first = net.transcript(pupil);
    must_be(net.record(first));
    pupil.supersedes = first.document.id;
    const auto second = net.transcript(pupil);
    must_be(net.record(second));
    net.must(chain::CredentialStatus{first.document.id, chain::StatusAction::supersede, second.document.id,
                                     test::commitment("reason")},
             "79TH0001", {"registrar", "principal"});
    return {first.document.id, second.document.id};
  }
};

TEST_F(RequestsAtANode, WaitWithTheirClocksAndAreFlaggedWhenLate) {
  const auto request = enter(asking(RequestKind::view));  // 01/09/2024, a Sunday; 02/09 and 03/09 are holidays
  EXPECT_EQ(to_text(request.clock.acknowledge_by), "2024-09-05");
  EXPECT_EQ(to_text(request.clock.due), "2024-09-11");
  EXPECT_FALSE(request.late_acknowledging);
  net.advance(days(5));
  auto now = must_be(requests().list(view(), key("registrar"), {})).requests.front();
  EXPECT_TRUE(now.late_acknowledging);
  EXPECT_FALSE(now.late);
  now = must_be(requests().acknowledge(view(), key("principal"), request.id));
  EXPECT_TRUE(now.late_acknowledging) << "told, but too late";
  const auto told = now.acknowledged;
  net.advance(days(1));
  EXPECT_EQ(must_be(requests().acknowledge(view(), key("registrar"), request.id)).acknowledged, told);
  net.advance(days(6));
  EXPECT_TRUE(must_be(requests().list(view(), key("registrar"), {})).requests.front().late);
  now = must_be(
      requests().answer(view(), key("registrar"), request.id, {RequestAnswer::Outcome::done, "Đã cho xem", ""}));
  EXPECT_TRUE(now.late) << "answered after its day";
  EXPECT_THAT(listed({.open = true}), IsEmpty());
  EXPECT_THAT(listed(), SizeIs(1));
}

TEST_F(RequestsAtANode, StandEncryptedAndSurviveARestart) {
  const auto first = enter(asking(RequestKind::view)), second = enter(asking(RequestKind::withdraw));
  must_be(requests().acknowledge(view(), key("registrar"), first.id));
  must_be(requests().answer(view(), key("registrar"), second.id,
                            {RequestAnswer::Outcome::refused, "Sentinela vì sao", "Đ.5"}));
  restart();
  const auto page = must_be(requests().list(view(), key("registrar"), {}));
  ASSERT_THAT(page.requests, SizeIs(2));
  EXPECT_EQ(page.requests[0].id, first.id);
  EXPECT_TRUE(page.requests[0].acknowledged.has_value());
  EXPECT_FALSE(page.requests[0].answer.has_value());
  EXPECT_EQ(page.requests[0].asked.who, "Trần Thị Sentinela");
  EXPECT_EQ(page.requests[0].asked.contact, "0900000000");
  ASSERT_TRUE(page.requests[1].answer.has_value());
  EXPECT_EQ(page.requests[1].answer->basis, "Đ.5");
  EXPECT_EQ(page.requests[1].answer->by, key("registrar").did());
  bool whole = true;
  must_be(vault().scrub([&](const Error&) { whole = false; }));
  EXPECT_TRUE(whole);
  stop();
  EXPECT_FALSE(on_disk("Sentinela"));
  EXPECT_FALSE(on_disk("0900000000"));
}

TEST_F(RequestsAtANode, AreTheUnitsOwnPeoplesAlone) {
  const auto request = enter(asking(RequestKind::view));
  for (const char* stranger : {"other-registrar", "office-manager", "manager", "founder-1"}) {
    EXPECT_EQ(refusal(asking(RequestKind::view), stranger), kMayNotRead.id) << stranger;
    EXPECT_THAT(listed({}, stranger), IsEmpty()) << stranger;
    EXPECT_TRUE(requests().list(view(), key(stranger), {.unit = code("79TH0001")}).error().is(kMayNotRead));
    EXPECT_TRUE(requests().acknowledge(view(), key(stranger), request.id).error().is(kNoSuchRequest));
    EXPECT_TRUE(requests()
                    .answer(view(), key(stranger), request.id, {RequestAnswer::Outcome::done, "x", ""})
                    .error()
                    .is(kNoSuchRequest));
  }
  EXPECT_TRUE(requests().acknowledge(view(), key("registrar"), test::credential_id(1)).error().is(kNoSuchRequest));
}

TEST_F(RequestsAtANode, AreRefusedWithTheFieldThatIsMissingOrWrong) {
  const auto issued = net.issue(net.certificate("Nguyễn Văn An", "2001-02-03"));
  const auto bad = [&](const std::function<void(NewRequest&)>& change) {
    auto request = asking(RequestKind::erase);
    request.document = issued.id;
    change(request);
    return refusal(request);
  };
  EXPECT_EQ(bad([](NewRequest& r) { r.who.clear(); }), kRequestBad.id);
  EXPECT_EQ(bad([](NewRequest& r) { r.says = "A\x1b[2J"; }), kRequestBad.id);
  EXPECT_EQ(bad([](NewRequest& r) { r.says = std::string(Requests::kMaxTextBytes + 1, 'x'); }), kRequestBad.id);
  EXPECT_EQ(bad([](NewRequest& r) { r.as = "friend"; }), kRequestBad.id);
  EXPECT_EQ(bad([](NewRequest& r) { r.document.reset(); }), kRequestBad.id);
  EXPECT_EQ(bad([](NewRequest& r) { r.kind = RequestKind::view, r.document.reset(), r.parts = {"family"}; }),
            kRequestBad.id);
  EXPECT_EQ(bad([&](NewRequest& r) { r.received = net.net.now + days(1); }), kRequestBad.id);
  EXPECT_EQ(bad([&](NewRequest& r) { r.received = net.net.now - days(Requests::kOldestDays + 1); }), kRequestBad.id);
  EXPECT_EQ(bad([](NewRequest& r) { r.parts = {"family"}; }), credential::kGroupUnknown.id);
  EXPECT_EQ(bad([](NewRequest& r) { r.document = test::credential_id(999); }), kNoSuchDocument.id);
  const auto open = enter(asking(RequestKind::view));
  const auto no_reason =
      requests().answer(view(), key("registrar"), open.id, {RequestAnswer::Outcome::refused, "", "Đ.1"});
  EXPECT_TRUE(no_reason.error().is(kRequestBad));
  const auto no_basis =
      requests().answer(view(), key("registrar"), open.id, {RequestAnswer::Outcome::refused, "vì", ""});
  EXPECT_TRUE(no_basis.error().is(kRequestBad));
}

TEST_F(RequestsAtANode, ComeInPagesInTheOrderOfTheDayTheyAreDue) {
  auto late = asking(RequestKind::erase);
  const auto issued = net.issue_transcript("Nguyễn Văn An", "2013-02-01");
  late.document = issued.id;
  late.parts = {"family"};
  const auto last = enter(late), first = enter(asking(RequestKind::view)),
             middle = enter(asking(RequestKind::withdraw));
  EXPECT_THAT(listed(), ElementsAre(first.id, middle.id, last.id));
  const auto page = must_be(requests().list(view(), key("registrar"), {.limit = 2}));
  EXPECT_TRUE(page.more);
  EXPECT_THAT(listed({.after = page.requests.back().id}), ElementsAre(last.id));
  EXPECT_FALSE(must_be(requests().list(view(), key("registrar"), {.limit = 3})).more);
}

// Odd case 32.
TEST_F(RequestsAtANode, ToEraseWhatTheLawKeepsAreAnsweredAtOnceWithTheArticle) {
  const auto issued = net.issue_transcript("Nguyễn Văn An", "2013-02-01");
  for (const auto& parts : {std::vector<std::string>{"year-2024-2025"}, {"identity", "year-2024-2025"}}) {
    auto request = asking(RequestKind::erase);
    request.document = issued.id;
    request.parts = parts;
    const auto entered = enter(request);
    ASSERT_TRUE(entered.answer.has_value());
    EXPECT_EQ(entered.answer->outcome, RequestAnswer::Outcome::refused);
    EXPECT_EQ(entered.answer->reason, kLegalRetention.id);
    EXPECT_EQ(entered.answer->basis, kRetentionArticle);
    EXPECT_EQ(entered.kept, parts);
    const auto again = requests().answer(view(), key("registrar"), entered.id, {RequestAnswer::Outcome::done, "", ""});
    EXPECT_TRUE(again.error().is(kRequestAnswered));
  }
}

TEST_F(RequestsAtANode, ToEraseAWholeDocumentThatHasNothingElseAreAnsweredAtOnceToo) {
  auto request = asking(RequestKind::erase);
  request.document = net.issue(net.certificate("Nguyễn Văn An", "2001-02-03")).id;
  const auto entered = enter(request);
  ASSERT_TRUE(entered.answer.has_value());
  EXPECT_EQ(entered.kept, entered.asked.parts);
}

// The first part that PD-4 names.
TEST_F(RequestsAtANode, ToEraseThePhotoAreForTheOffice) {
  const auto made = net.transcript({.name = "Nguyễn Văn An", .birth_date = "2013-02-01", .page_one = true});
  must_be(net.record(made));
  auto request = asking(RequestKind::erase);
  request.document = made.document.id;
  request.parts = {"photo"};
  const auto entered = enter(request);
  EXPECT_FALSE(entered.answer.has_value());
  EXPECT_THAT(entered.kept, IsEmpty());
  const auto answered = [&] {
    const auto done =
        requests().answer(view(), key("registrar"), entered.id, {RequestAnswer::Outcome::done, "Đã hủy", ""});
    return done.ok() ? "" : done.error().detail();
  };
  EXPECT_EQ(answered(), "photo");
  erase(made.document.id, "photo");
  EXPECT_EQ(answered(), "");
}

TEST_F(RequestsAtANode, ToEraseAWholeDocumentAreForTheOfficeWhereSomeOfItMayGo) {
  const auto issued = net.issue_transcript("Nguyễn Văn An", "2013-02-01");
  auto request = asking(RequestKind::erase);
  request.document = issued.id;
  const auto entered = enter(request);
  EXPECT_FALSE(entered.answer.has_value());
  EXPECT_THAT(entered.asked.parts, testing::IsSupersetOf({"contact", "family", "year-2024-2025"}));
  EXPECT_THAT(entered.kept, testing::Contains("year-2024-2025"));
  EXPECT_THAT(entered.kept, testing::Not(testing::Contains("family")));
  const auto done = [&] {
    return requests().answer(view(), key("registrar"), entered.id, {RequestAnswer::Outcome::done, "Đã hủy", ""});
  };
  EXPECT_TRUE(done().error().is(kRequestNotDone));
  for (const auto& part : entered.asked.parts)
    if (!law_keeps(part)) erase(issued.id, part);
  EXPECT_TRUE(done().ok());
}

TEST_F(RequestsAtANode, ToEraseAreNotDoneWhileAnEarlierVersionSaysTheSame) {
  const auto [first, second] = two_versions();
  // Asked of the new one and of the old one: both say it.
  for (const auto& [asked, other] : {std::pair(second, first), std::pair(first, second)}) {
    auto request = asking(RequestKind::erase);
    request.document = asked;
    request.parts = {asked == second ? "family" : "contact"};
    const auto entered = enter(request);
    const auto done = [&] {
      return requests().answer(view(), key("registrar"), entered.id, {RequestAnswer::Outcome::done, "Đã hủy", ""});
    };
    erase(asked, request.parts.front());
    const auto early = done();
    ASSERT_TRUE(early.error().is(kRequestNotDone));
    EXPECT_THAT(early.error().detail(), testing::HasSubstr(credential::to_text(other)));
    erase(other, request.parts.front());
    EXPECT_TRUE(done().ok());
  }
}

// The pupil moved with the correction; what it corrected stays where it was, for a release takes none that is final.
TEST_F(RequestsAtANode, ToEraseAskOfASchoolTheVersionsThatItKeeps) {
  const auto [first, second] = two_versions();
  const std::string here = "79TH0001", there = "79TH0002";
  const auto transfer = test::transfer_id(1);
  net.must(chain::CustodyRequest{code(here), test::commitment("pupil"), code(there), transfer}, here, {"registrar"});
  net.must(chain::CustodyAccept{chain::CustodyAnswer::accept, {}, transfer}, there, {"other-principal"});
  net.must(chain::CustodyRelease{{second}, test::commitment("sheet"), transfer}, here, {"registrar", "principal"});
  net.must(chain::CustodyReceive{transfer}, there, {"other-principal"});
  struct School {
    std::string unit, clerk, head;
    CredentialId document;
  };
  for (const auto& [unit, clerk, head, document] :
       {School{there, "other-registrar", "other-principal", second}, School{here, "registrar", "principal", first}}) {
    auto request = asking(RequestKind::erase);
    request.unit = code(unit);
    request.document = document;
    request.parts = {unit == there ? "family" : "contact"};
    const auto entered = enter(request, clerk);
    const auto done = [&, by = key(clerk)] {
      return requests().answer(view(), by, entered.id, {RequestAnswer::Outcome::done, "Đã hủy", ""});
    };
    const auto early = done();
    ASSERT_TRUE(early.error().is(kRequestNotDone)) << unit;
    EXPECT_EQ(early.error().detail(), request.parts.front()) << "of its own document alone";
    net.must(chain::DocumentErase{document, code(request.parts.front()), test::commitment("basis")}, unit,
             {clerk, head});
    const auto after = done();
    EXPECT_TRUE(after.ok()) << unit << ": " << after.error().to_string();
  }
}

TEST_F(RequestsAtANode, ToEraseTheRestAreDoneWhenTheLedgerSaysSo) {
  const auto issued = net.issue_transcript("Nguyễn Văn An", "2013-02-01");
  auto request = asking(RequestKind::erase);
  request.document = issued.id;
  request.parts = {"family", "contact", "year-2024-2025"};
  const auto entered = enter(request);
  EXPECT_FALSE(entered.answer.has_value());
  EXPECT_THAT(entered.kept, ElementsAre("year-2024-2025"));
  const auto done = [&] {
    return requests().answer(view(), key("registrar"), entered.id, {RequestAnswer::Outcome::done, "Đã hủy", ""});
  };
  auto early = done();
  ASSERT_TRUE(early.error().is(kRequestNotDone));
  EXPECT_EQ(early.error().detail(), "family, contact");
  erase(issued.id, "family");
  early = done();
  ASSERT_TRUE(early.error().is(kRequestNotDone));
  EXPECT_EQ(early.error().detail(), "contact");
  erase(issued.id, "contact");
  const auto answered = must_be(done());
  EXPECT_EQ(answered.answer->outcome, RequestAnswer::Outcome::done);
  EXPECT_TRUE(answered.acknowledged.has_value()) << "whoever is answered was told";
}

TEST_F(RequestsAtANode, FillTheirQueueNoFurtherThanItsBound) {
  for (std::size_t i = 0; i < Requests::kMaxOpenPerUnit; ++i) enter(asking(RequestKind::view));
  EXPECT_EQ(refusal(asking(RequestKind::view)), kTooManyRequests.id);
  const auto first = listed({.limit = 1}).front();
  must_be(requests().answer(view(), key("registrar"), first, {RequestAnswer::Outcome::done, "", ""}));
  EXPECT_EQ(refusal(asking(RequestKind::view)), "");
}

// What the law refuses is answered when it is entered: it must not fill the queue of others.
TEST_F(RequestsAtANode, OfOneUnitTakeNoRoomFromAnother) {
  net.config.requests.max_per_unit = 3;
  restart();
  auto request = asking(RequestKind::erase);
  request.document = net.issue(net.certificate("Nguyễn Văn An", "2001-02-03")).id;
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(enter(request).answer.has_value());
  EXPECT_EQ(refusal(request), kTooManyRequests.id);
  EXPECT_EQ(refusal(asking(RequestKind::view)), kTooManyRequests.id);
  auto elsewhere = asking(RequestKind::view);
  elsewhere.unit = code("79TH0002");
  EXPECT_EQ(refusal(elsewhere, "other-registrar"), "");
  restart();
  EXPECT_EQ(refusal(asking(RequestKind::view)), kTooManyRequests.id) << "counted at the start";
}

TEST_F(RequestsAtANode, AreForgottenYearsAfterTheirAnswerAndNotBefore) {
  net.config.requests.keep_years = 1;
  restart();
  const auto open = enter(asking(RequestKind::view)), answered = enter(asking(RequestKind::view));
  must_be(requests().answer(view(), key("registrar"), answered.id, {RequestAnswer::Outcome::done, "", ""}));
  net.advance(days(366));  // a year with its leap day
  EXPECT_EQ(must_be(requests().forget_old()), 0u);
  net.advance(days(1));
  // By the node itself or by this call, whichever comes first.
  must_be(requests().forget_old());
  EXPECT_THAT(listed(), ElementsAre(open.id));
  restart();
  EXPECT_THAT(listed(), ElementsAre(open.id));
  EXPECT_TRUE(requests().acknowledge(view(), key("registrar"), answered.id).error().is(kNoSuchRequest));
}

TEST_F(RequestsAtANode, GoOnBehindOneThatWasAnsweredBetweenTwoPages) {
  const auto first = enter(asking(RequestKind::view)), second = enter(asking(RequestKind::withdraw)),
             third = enter(asking(RequestKind::restriction));
  ASSERT_THAT(listed(), SizeIs(3));
  const auto page = must_be(requests().list(view(), key("registrar"), {.open = true, .limit = 1}));
  ASSERT_EQ(page.requests.front().id, first.id);
  must_be(requests().answer(view(), key("registrar"), first.id, {RequestAnswer::Outcome::done, "", ""}));
  EXPECT_THAT(listed({.open = true, .after = first.id}), testing::UnorderedElementsAre(second.id, third.id));
  EXPECT_TRUE(requests().list(view(), key("registrar"), {.after = test::credential_id(1)}).error().is(kNoSuchRequest))
      << "no page after what is not there";
}

TEST_F(RequestsAtANode, AreAllListedWhileTheyAreChanged) {
  std::vector<CredentialId> all;
  for (int i = 0; i < 20; ++i) all.push_back(enter(asking(RequestKind::view)).id);
  const auto now = view();
  std::atomic<bool> over{false};
  std::thread clerk([&] {
    for (const auto& id : all) must_be(requests().acknowledge(now, key("principal"), id));
    for (const auto& id : all)
      must_be(requests().answer(now, key("principal"), id, {RequestAnswer::Outcome::done, "", ""}));
    over = true;
  });
  std::size_t least = all.size();
  while (!over) least = std::min(least, must_be(requests().list(now, key("registrar"), {})).requests.size());
  clerk.join();
  EXPECT_EQ(least, all.size());
}

TEST_F(RequestsAtANode, ThatAreDamagedHideNoOthers) {
  const auto first = enter(asking(RequestKind::view)), second = enter(asking(RequestKind::view));
  stop();
  {
    const auto tables = must_be(store::VaultTables::open(net.directory() + "/vault", {}));
    must_be(tables->write({{store::VaultTable::drafts, "r" + first.id.str(), "spoiled"}}));
  }
  net.open();
  EXPECT_THAT(listed(), ElementsAre(second.id));
}

// The office's own table of days (docs/formats/calendar.md).
TEST_F(RequestsAtANode, RunByTheCalendarOfTheConfiguration) {
  EXPECT_EQ(to_text(enter(asking(RequestKind::view)).clock.acknowledge_by), "2024-09-05");
  net.config.node.calendar = "lich.txt";
  must_be(write_file(net.directory() + "/lich.txt", "off 2024-09-05\noff 2024-09-11\nthrough 2027-12-31\n"));
  restart();
  const auto request = must_be(requests().list(view(), key("registrar"), {})).requests.front();
  EXPECT_EQ(to_text(request.clock.acknowledge_by), "2024-09-06");
  EXPECT_EQ(to_text(request.clock.due), "2024-09-12");
  must_be(write_file(net.directory() + "/lich.txt", "off 2024-09-05\nfrei 2024-09-06\n"));
  stop();
  const auto started = net.try_open();
  ASSERT_TRUE(started.error().is(credential::kBadCalendar));
  EXPECT_THAT(started.error().to_string(), testing::HasSubstr("line 2"));
}

}  // namespace
}  // namespace hocba::node::requests_test

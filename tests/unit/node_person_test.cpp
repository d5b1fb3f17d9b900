// One person, one record (ID-1): who gets a second transcript, and who is another person. Odd cases 1 and 9.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <map>

#include "node/codes.hpp"
#include "node/people_under_way.hpp"
#include "tests/node_support/vault_fixture.hpp"
#include "tests/support/must_be.hpp"

namespace hocba::node::person_test {
namespace {

using test::code;
using test::must_be;
using testing::ElementsAre;
using testing::HasSubstr;
using Pupil = test::NodeNetwork::Pupil;

struct OnePerson : test::VaultFixture {
  // Empty: recorded. Else the code.
  std::string record(const Pupil& pupil) {
    const auto made = net.transcript(pupil);
    last_ = made.document.id;
    const auto done = net.record(made, pupil.unit);
    detail_ = done.ok() ? "" : done.error().detail();
    return done.ok() ? "" : std::string(done.error().code().id);
  }
  std::vector<chain::CredentialId> found(const SearchQuery& query) {
    std::vector<chain::CredentialId> out;
    for (const auto& one : must_be(vault().search(view(), {key("registrar"), ""}, query))) out.push_back(one.id);
    return out;
  }
  chain::CredentialId last_;
  std::string detail_;
  const Pupil an_{"Nguyễn Văn An", "2013-02-01", "000213000123", "7900000001"};
};

TEST_F(OnePerson, GetsNoSecondTranscriptOfASchoolYearUnlessItSupersedesTheFirst) {
  ASSERT_EQ(record(an_), "");
  const auto first = last_;
  EXPECT_EQ(record(an_), kPersonTwice.id);
  EXPECT_THAT(detail_, HasSubstr(credential::to_text(first)));
  Pupil by_code = an_;
  by_code.personal_number.reset();
  EXPECT_EQ(record(by_code), kPersonTwice.id) << "the code of the sector is enough";
  Pupil other_name = an_;
  other_name.name = "Nguyễn Văn Ân";
  EXPECT_EQ(record(other_name), kPersonTwice.id) << "who it is says the number, not the name";
  Pupil corrected = an_;
  corrected.supersedes = test::credential_id(4711);
  EXPECT_EQ(record(corrected), kPersonTwice.id) << "of another document";
  corrected.supersedes = first;
  EXPECT_EQ(record(corrected), "");
  // Until the first is superseded there are two that stand; a third is a correction of both or of none.
  net.must(chain::CredentialStatus{first, chain::StatusAction::supersede, last_, test::commitment("reason")},
           "79TH0001", {"registrar", "principal"});
  EXPECT_EQ(record(an_), kPersonTwice.id);
}

TEST_F(OnePerson, GetsOneOfAnotherYearSchoolOrLevelAndOneWhereTheFirstWasRevoked) {
  ASSERT_EQ(record(an_), "");
  const auto first = last_;
  Pupil next_year = an_, elsewhere = an_, level = an_;
  next_year.period = "2025-2026";
  elsewhere.unit = "79TH0002";
  level.level = "primary";
  EXPECT_EQ(record(next_year), "");
  EXPECT_EQ(record(elsewhere), "");
  EXPECT_EQ(record(level), "");
  net.must(chain::CredentialStatus{first, chain::StatusAction::revoke, {}, test::commitment("reason")}, "79TH0001",
           {"registrar", "principal"});
  EXPECT_EQ(record(an_), "");
}

// Odd case 1.
TEST_F(OnePerson, IsNotSomebodyOfTheSameNameAndBirthDate) {
  ASSERT_EQ(record(an_), "");
  Pupil homonym = an_;
  homonym.personal_number = "000213000999";
  homonym.sector_code = "7900000002";
  EXPECT_EQ(record(homonym), "");
  Pupil nameless = an_;
  nameless.personal_number.reset();
  nameless.sector_code.reset();
  EXPECT_EQ(record(nameless), "") << "without any number nobody can be told apart or found to be the same";
}

// NĐ 88/2026 Đ.9: the lifelong code is the personal number.
TEST_F(OnePerson, WhoseTwoNumbersAreOneIsOnePerson) {
  Pupil same = an_;
  same.sector_code = same.personal_number;
  ASSERT_EQ(record(same), "");
  EXPECT_EQ(record(same), kPersonTwice.id);
}

// A registrar types it in small letters, or means to.
TEST_F(OnePerson, IsTheSameByACodeInEitherCase) {
  Pupil temporary = an_;
  temporary.personal_number.reset();
  temporary.sector_code = "TAM-0001";
  ASSERT_EQ(record(temporary), "");
  const auto first = last_;
  Pupil again = temporary;
  for (const char* code : {"tam-0001", "Tam-0001"}) {
    again.sector_code = code;
    EXPECT_EQ(record(again), kPersonTwice.id) << code;
    EXPECT_THAT(found({.sector_code = code}), ElementsAre(first)) << code;
  }
  again.sector_code = "TAM-0002";
  EXPECT_EQ(record(again), "");
}

TEST_F(OnePerson, StandsOnceInARecordToo) {
  auto first = net.transcript(an_);
  const auto second = net.transcript(an_);
  // Both on one record: the numbers are of two reservations of the same book.
  first.issue.items.push_back(second.issue.items.front());
  std::sort(first.issue.items.begin(), first.issue.items.end(),
            [](const auto& a, const auto& b) { return a.id < b.id; });
  const auto refused =
      net.node().submit_and_wait(net.net.sign(net.net.record(first.issue, "79TH0001"), {"principal", "seal"}));
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code().id, kPersonTwice.id) << refused.error().to_string();
}

// Neither of two records that are under way at the same moment is in the view that the other one is checked on.
TEST_F(OnePerson, GetsOneOfManyThatAreSubmittedAtOnce) {
  constexpr std::size_t kRecords = 8;
  std::vector<std::string> records;
  for (std::size_t i = 0; i < kRecords; ++i)
    records.push_back(net.net.sign(net.net.record(net.transcript(an_).issue, "79TH0001"), {"principal", "seal"}));
  std::vector<std::promise<std::string>> said(kRecords);
  for (std::size_t i = 0; i < kRecords; ++i)
    net.node().submit(records[i], [&said, i](Result<Accepted> result) {
      said[i].set_value(result.ok() ? "" : std::string(result.error().code().id));
    });
  std::map<std::string, std::size_t> counted;
  for (auto& one : said) ++counted[one.get_future().get()];
  EXPECT_THAT(counted, testing::UnorderedElementsAre(testing::Pair("", 1u),
                                                     testing::Pair(std::string(kPersonTwice.id), kRecords - 1)));
  const Vault::Person person{an_.personal_number, an_.sector_code};
  EXPECT_THAT(
      must_be(vault().standing_of_person(view(), code("79TH0001"), code("transcript"), code(an_.period), person)),
      testing::SizeIs(1));
}

// One that does not open may be of any level: it counts for its own person and keeps nobody else's answer away.
TEST_F(OnePerson, IsNotDuplicatedOverADamagedTranscript) {
  ASSERT_EQ(record(an_), "");
  const auto first = last_;
  const auto recorded = must_be(chain::find_credential(*view().state, first));
  ASSERT_TRUE(recorded.has_value());
  spoil("d" + first.str() + recorded->digest.str());
  const Issuee one = {0,         code("79TH0001"),          code("transcript"),        code("2024-2025"),
                      an_.level, {an_.personal_number, {}}, test::credential_id(4711), {}};
  EXPECT_THAT(must_be(others_standing(view(), vault(), one)), ElementsAre(first));
  EXPECT_EQ(record(an_), kPersonTwice.id);
  Pupil other = an_;
  other.personal_number = "000213000999";
  other.sector_code = "7900000002";
  EXPECT_EQ(record(other), "");
}

struct UnderWay : testing::Test {
  static Issuee of(std::uint64_t id, std::optional<std::string> number, std::optional<std::string> sector = {}) {
    return {0,         code("79TH0001"), code("transcript"),      code("2024-2025"),
            "primary", {number, sector}, test::credential_id(id), {}};
  }
  std::string claims(std::vector<Issuee> people) {
    auto claim = people_.claim(std::move(people));
    if (!claim.ok()) return claim.error().detail();
    held_.push_back(*claim);
    return "";
  }
  PeopleUnderWay people_;
  std::vector<PeopleUnderWay::Claim> held_;
};

TEST_F(UnderWay, OneRecordAtATimeClaimsAPerson) {
  EXPECT_EQ(claims({of(1, "000213000123", "79-1")}), "");
  EXPECT_THAT(claims({of(2, "000213000123")}), HasSubstr(credential::to_text(test::credential_id(1)) + ", under way"));
  EXPECT_NE(claims({of(2, "000213000999", "79-1")}), "") << "either number is enough";
  EXPECT_EQ(claims({of(2, "000213000999", "79-2")}), "");
  EXPECT_EQ(claims({of(3, {}, {})}), "") << "nobody that could be told apart";
  EXPECT_EQ(claims({of(4, {}, {})}), "");
}

TEST_F(UnderWay, AnotherSchoolYearOrLevelIsAnotherTranscript) {
  ASSERT_EQ(claims({of(1, "000213000123")}), "");
  Issuee unit = of(2, "000213000123"), period = unit, level = unit;
  unit.unit = code("79TH0002");
  period.period = code("2025-2026");
  level.level = "lower-secondary";
  EXPECT_EQ(claims({unit, period, level}), "");
}

TEST_F(UnderWay, TheSameDocumentAndItsCorrectionAreNoneOther) {
  ASSERT_EQ(claims({of(1, "000213000123")}), "");
  EXPECT_EQ(claims({of(1, "000213000123")}), "") << "sent again";
  Issuee correction = of(2, "000213000123");
  correction.supersedes = test::credential_id(1);
  EXPECT_EQ(claims({correction}), "");
  correction.id = test::credential_id(3);
  EXPECT_NE(claims({correction}), "") << "of the same document a second one";
}

TEST_F(UnderWay, ARefusedClaimTakesNobodyAndADecidedOneLetsGo) {
  ASSERT_EQ(claims({of(1, "000213000123")}), "");
  EXPECT_NE(claims({of(2, "000213000456"), of(3, "000213000123")}), "");
  EXPECT_EQ(claims({of(4, "000213000456")}), "") << "the refused record took nobody";
  held_.clear();
  EXPECT_EQ(claims({of(5, "000213000123"), of(6, "000213000456")}), "");
}

// Odd case 9: a temporary code gives way to the ministry's in a document that supersedes the first; both codes find.
TEST_F(OnePerson, IsRekeyedFromATemporaryCodeNotDuplicated) {
  Pupil temporary = an_;
  temporary.sector_code = "TAM-000001";
  ASSERT_EQ(record(temporary), "");
  const auto first = last_;
  EXPECT_EQ(record(an_), kPersonTwice.id) << "with the ministry's code, but beside the first";
  Pupil rekeyed = an_;
  rekeyed.supersedes = first;
  ASSERT_EQ(record(rekeyed), "");
  const auto second = last_;
  net.must(chain::CredentialStatus{first, chain::StatusAction::supersede, second, test::commitment("reason")},
           "79TH0001", {"registrar", "principal"});
  EXPECT_THAT(found({.sector_code = "7900000001"}), ElementsAre(second));
  EXPECT_THAT(found({.sector_code = "TAM-000001"}), ElementsAre(first));
  EXPECT_THAT(found({.personal_number = "000213000123"}), testing::UnorderedElementsAre(first, second));
  const auto standing = must_be(chain::find_credential(*view().state, first));
  EXPECT_EQ(standing->standing, chain::CredentialStanding::superseded);
  EXPECT_EQ(standing->successor, second);
}

}  // namespace
}  // namespace hocba::node::person_test

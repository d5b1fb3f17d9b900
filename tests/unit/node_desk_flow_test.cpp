// Who may sign a draft next: each rule once accepted and once refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger/chain/codes.hpp"
#include "ledger/credential/names.hpp"
#include "ledger/verify/codes.hpp"
#include "node/codes.hpp"
#include "node/desk_flow.hpp"
#include "tests/support/credential_samples.hpp"
#include "tests/support/must_be.hpp"
#include "tests/support/network_builder.hpp"

namespace hocba::node {
namespace {

using chain::Role;
using test::code;
using test::key_named;
using testing::ElementsAre;
using testing::IsEmpty;

const Time kNow = test::time_at("2025-06-01T02:00:00Z");

struct Flow : testing::Test {
  std::vector<chain::DocumentRole> policy = {
      {Role::teacher, 2}, {Role::homeroom, 1}, {Role::principal, 1}, {Role::seal, 1}};
  DeskFacts facts{code("transcript"),
                  {credential::fold("6A1")},
                  {"6A1"},
                  {{credential::fold("6A1"), credential::fold("TOAN"), credential::fold("Toán"), "Toán"},
                   {credential::fold("6A1"), credential::fold("NGUVAN"), credential::fold("Ngữ văn"), "Ngữ văn"}}};
  std::vector<DeskSignature> signatures;

  static crypto::AnyKey key(const std::string& name) { return key_named(name).public_key(); }
  static DeskRight right(Role role, std::optional<DeskScope> scope = DeskScope(), std::uint64_t index = 7) {
    DeskRight out;
    out.grant = log::LeafIndex{index};
    out.body.role = role;
    out.body.from = kNow - days(30);
    out.body.to = kNow + days(30);
    out.scope = std::move(scope);
    return out;
  }
  static DeskScope scope(const std::string& class_name, const std::string& subject = {}) {
    return {credential::fold(class_name), credential::fold(subject)};
  }
  Result<DeskChoice> ask(const std::string& name, const std::vector<DeskRight>& rights, Time created = kNow) const {
    const crypto::AnyKey of = key(name);
    return desk_may_sign({policy, facts, signatures, of, rights, created, kNow});
  }
  // Empty: it may.
  std::string refusal(const std::string& name, const std::vector<DeskRight>& rights, Time created = kNow) const {
    const auto choice = ask(name, rights, created);
    return choice.ok() ? std::string() : std::string(choice.error().code().id);
  }
  void sign(const std::string& name, Role role) { signatures.push_back({key(name), role, log::LeafIndex{1}, {}}); }
  std::string word() const { return std::string(desk_word(desk_stage(policy, signatures))); }
};

TEST(DeskFactsOfTraining, AreTheClassesOfItsModules) {
  const auto document = test::must_be(credential::build_training(test::sample_training(), test::counting_salts()));
  EXPECT_THAT(desk_facts(document).classes_shown, ElementsAre("CDS_CB-07", "CDS_NC-07"));
}

TEST_F(Flow, GoesThroughTheStagesOfTheSchools) {
  EXPECT_EQ(word(), "CHOT_DIEM");
  sign("t1", Role::teacher);
  EXPECT_EQ(word(), "GVBM_KY");
  auto stage = desk_stage(policy, signatures);
  EXPECT_THAT(stage.may, ElementsAre(Role::teacher));
  EXPECT_EQ(stage.have, 1u);
  EXPECT_EQ(stage.need, 2u);
  sign("t2", Role::teacher);
  EXPECT_THAT(desk_stage(policy, signatures).may, ElementsAre(Role::teacher, Role::homeroom));
  sign("h", Role::homeroom);
  EXPECT_EQ(word(), "GVCN_KY");
  sign("p", Role::principal);
  EXPECT_EQ(word(), "HT_KY");
  EXPECT_THAT(desk_stage(policy, signatures).may, ElementsAre(Role::principal, Role::seal)) << "one was enough";
  EXPECT_FALSE(desk_stage(policy, signatures).closed());
  sign("s", Role::seal);
  EXPECT_EQ(word(), "DONG_DAU");
  EXPECT_TRUE(desk_stage(policy, signatures).closed());
  EXPECT_EQ(refusal("s2", {right(Role::seal)}), kDeskReady.id);
}

TEST_F(Flow, TakesTeachersInAnyOrderAmongThemselvesAndNobodyBeforeTheirTurn) {
  EXPECT_EQ(refusal("t1", {right(Role::teacher, scope("6A1", "NGUVAN"))}), "");
  EXPECT_EQ(refusal("t2", {right(Role::teacher, scope("6A1", "TOAN"))}), "");
  EXPECT_EQ(refusal("h", {right(Role::homeroom, scope("6A1"))}), kDeskNotYourTurn.id);
  EXPECT_EQ(refusal("p", {right(Role::principal)}), kDeskNotYourTurn.id);
  sign("t1", Role::teacher);
  sign("t2", Role::teacher);
  EXPECT_EQ(refusal("t3", {right(Role::teacher)}), "") << "a further one, until the homeroom teacher signs";
  EXPECT_EQ(refusal("h", {right(Role::homeroom, scope("6A1"))}), "");
  EXPECT_EQ(refusal("s", {right(Role::seal)}), kDeskNotYourTurn.id);
  sign("h", Role::homeroom);
  EXPECT_EQ(refusal("t3", {right(Role::teacher)}), kDeskNotYourTurn.id) << "too late";
}

TEST_F(Flow, LetsATeacherSignTheSubjectsGrantedAndNoOthers) {
  EXPECT_EQ(refusal("t1", {right(Role::teacher, scope("6A1", "Toán"))}), "") << "by its name";
  EXPECT_EQ(refusal("t1", {right(Role::teacher, scope("", "toan"))}), "") << "in any class";
  EXPECT_EQ(refusal("t1", {right(Role::teacher, scope("6A1", "LICHSU"))}), kDeskWrongSubject.id);
  EXPECT_EQ(refusal("t1", {right(Role::teacher, scope("6A1", "LICHSU")), right(Role::teacher, scope("6A1", "TOAN"))}),
            "")
      << "one right is enough";
  const auto choice = ask("t1", {right(Role::teacher, scope("6A1", "LICHSU"), 3), right(Role::teacher, {}, 4),
                                 right(Role::teacher, scope("6A1", "TOAN"), 5)});
  ASSERT_TRUE(choice.ok());
  EXPECT_EQ(log::to_u64(choice->grant), 5u);
  EXPECT_THAT(choice->subjects, ElementsAre(credential::fold("TOAN")));
}

TEST_F(Flow, SignsForEverySubjectThatATeacherHasInTheClass) {
  const auto both =
      ask("t1", {right(Role::teacher, scope("6A1", "TOAN"), 3), right(Role::teacher, scope("6A1", "Ngữ văn"), 4),
                 right(Role::teacher, scope("6A2", "LICHSU"), 5)});
  ASSERT_TRUE(both.ok());
  EXPECT_THAT(both->subjects, ElementsAre(credential::fold("TOAN"), credential::fold("Ngữ văn")));
  signatures.push_back({key("t1"), Role::teacher, both->grant, both->subjects});
  EXPECT_THAT(desk_open_subjects(facts, signatures), IsEmpty());
  const auto any = ask("t2", {right(Role::teacher, scope("6A1", "TOAN")), right(Role::teacher, scope("6A1"))});
  ASSERT_TRUE(any.ok());
  EXPECT_THAT(any->subjects, IsEmpty()) << "one right without a subject is for all";
}

TEST_F(Flow, LetsNoClassSignWhatNamesTwo) {
  facts.classes.push_back(credential::fold("6A2"));
  for (const char* one : {"6A1", "6A2"})
    EXPECT_EQ(refusal("t1", {right(Role::teacher, scope(one))}), kDeskWrongClass.id) << one;
  EXPECT_EQ(refusal("t1", {right(Role::teacher)}), "") << "who is limited to no class";
  facts.classes.clear();
  EXPECT_EQ(refusal("t1", {right(Role::teacher, scope("6A1"))}), kDeskWrongClass.id);
}

TEST_F(Flow, TakesNoSignatureThatSaysToBeBeforeTheLast) {
  sign("t1", Role::teacher);
  signatures.back().created = kNow - hours(1);
  EXPECT_EQ(refusal("t2", {right(Role::teacher)}, kNow - hours(1) - Duration{1}), kDeskWrongTime.id);
  EXPECT_EQ(refusal("t2", {right(Role::teacher)}, kNow - hours(1)), "");
}

TEST_F(Flow, LetsNobodySignAnotherClass) {
  EXPECT_EQ(refusal("t1", {right(Role::teacher, scope("6A2", "TOAN"))}), kDeskWrongClass.id);
  sign("t1", Role::teacher);
  sign("t2", Role::teacher);
  EXPECT_EQ(refusal("h", {right(Role::homeroom, scope("6A2"))}), kDeskWrongClass.id);
  EXPECT_EQ(refusal("h", {right(Role::homeroom, scope("6a1"))}), "");
}

TEST_F(Flow, LetsNobodySignUnderAScopeThatCanNotBeOpened) {
  EXPECT_EQ(refusal("t1", {right(Role::teacher, std::nullopt)}), kDeskScopeClosed.id);
  EXPECT_EQ(refusal("t1", {right(Role::teacher)}), "") << "no scope at all limits nothing";
}

TEST_F(Flow, TakesOneSignatureOfAKeyInEachRole) {
  sign("t1", Role::teacher);
  EXPECT_EQ(refusal("t1", {right(Role::teacher)}), kDeskSignedAlready.id);
  sign("t2", Role::teacher);
  EXPECT_EQ(refusal("t1", {right(Role::teacher), right(Role::homeroom)}), "") << "who also heads the class";
  EXPECT_EQ(ask("t1", {right(Role::teacher), right(Role::homeroom)})->role, Role::homeroom);
}

TEST_F(Flow, LetsADeputyWithADelegationSignForThePrincipal) {
  policy = {{Role::principal, 1}, {Role::seal, 1}};
  DeskRight deputy = right(Role::deputy);
  EXPECT_EQ(refusal("d", {deputy}), chain::kNoAuthority.id);
  deputy.body.delegated_by = log::LeafIndex{3};
  EXPECT_EQ(refusal("d", {deputy}), "");
  EXPECT_EQ(ask("d", {deputy})->role, Role::principal);
}

TEST_F(Flow, AsksForARoleOfThePolicyAndAGrantForTheType) {
  EXPECT_EQ(refusal("r", {right(Role::registrar)}), chain::kNoAuthority.id);
  EXPECT_EQ(refusal("nobody", {}), chain::kNoAuthority.id);
  DeskRight typed = right(Role::teacher);
  typed.body.types = {code("certificate")};
  EXPECT_EQ(refusal("t1", {typed}), verify::kGrantWrongType.id);
  typed.body.types.push_back(code("transcript"));
  EXPECT_EQ(refusal("t1", {typed}), "");
}

TEST_F(Flow, AsksThatTheGrantHeldWhenItWasSignedAndThatThisWasToday) {
  DeskRight late = right(Role::teacher);
  late.body.from = kNow - hours(1);
  EXPECT_EQ(refusal("t1", {late}, kNow - hours(2)), verify::kGrantWrongTime.id);
  EXPECT_EQ(refusal("t1", {late}, kNow - hours(1)), "");
  EXPECT_EQ(refusal("t1", {right(Role::teacher)}, kNow + Duration{1}), kDeskWrongTime.id);
  EXPECT_EQ(refusal("t1", {right(Role::teacher)}, kNow - hours(25)), kDeskWrongTime.id);
  EXPECT_EQ(refusal("t1", {right(Role::teacher)}, kNow - hours(24)), "");
}

TEST_F(Flow, NoticesThatSignaturesDoNotFollowThePolicyAnyMore) {
  sign("t1", Role::teacher);
  sign("h", Role::homeroom);
  EXPECT_FALSE(desk_stage(policy, signatures).follows);
  EXPECT_EQ(refusal("p", {right(Role::principal)}), kDeskLapsed.id);
  policy[0].at_least = 1;
  EXPECT_TRUE(desk_stage(policy, signatures).follows);
  policy = {{Role::principal, 1}, {Role::seal, 1}};
  EXPECT_FALSE(desk_stage(policy, signatures).follows);
}

TEST_F(Flow, SkipsARoleThatNeedNotSign) {
  policy[0].at_least = 0;
  EXPECT_THAT(desk_stage(policy, signatures).may, ElementsAre(Role::teacher, Role::homeroom));
  EXPECT_EQ(refusal("h", {right(Role::homeroom)}), "");
  policy.back().at_least = 0;
  sign("h", Role::homeroom);
  sign("p", Role::principal);
  EXPECT_FALSE(desk_stage(policy, signatures).closed()) << "the last role closes the document";
}

TEST_F(Flow, TellsWhichSubjectsNobodySigned) {
  EXPECT_THAT(desk_open_subjects(facts, signatures), ElementsAre("Toán", "Ngữ văn"));
  signatures.push_back({key("t1"), Role::teacher, log::LeafIndex{1}, {credential::fold("TOAN")}});
  EXPECT_THAT(desk_open_subjects(facts, signatures), ElementsAre("Ngữ văn"));
  signatures.push_back({key("t2"), Role::teacher, log::LeafIndex{2}, {}});
  EXPECT_THAT(desk_open_subjects(facts, signatures), IsEmpty());
}

TEST_F(Flow, ReadsScopesAndGuessesNothing) {
  const auto read = desk_scope(R"({"class":"6A1","subject":"Toán"})");
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->class_name, credential::fold("6A1"));
  EXPECT_EQ(read->subject, credential::fold("Toán"));
  for (const char* strange : {R"({"class":7})", R"({"grade":"6"})", R"(["6A1"])", R"({"class":" "})", "{"})
    EXPECT_FALSE(desk_scope(strange).ok()) << strange;
}

}  // namespace
}  // namespace hocba::node

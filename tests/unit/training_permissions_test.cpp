// The rows of training in the permission table, cell by cell: what a cell allows is done on a real node by a key with
// that seat, what it leaves out is refused. Documents are in api_permissions_test.cpp.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "crypto/encoding.hpp"
#include "node/permission_table.hpp"
#include "tests/node_support/training_node.hpp"
#include "tests/support/must_be.hpp"

namespace hocba::node::training_cells {
namespace {

using chain::Role;
using nlohmann::json;
using test::must_be;

struct Whom {
  Seat seat;
  Role role;
  const char* unit;
};
constexpr Whom kWhom[] = {{Seat::department, Role::manager, "79SGD"},     {Seat::department, Role::officer, "79SGD"},
                          {Seat::office, Role::manager, "79PGD"},         {Seat::office, Role::officer, "79PGD"},
                          {Seat::principal, Role::principal, "79TH0009"}, {Seat::principal, Role::deputy, "79TH0009"},
                          {Seat::principal, Role::manager, "79TH0009"},   {Seat::clerk, Role::seal, "79TH0009"},
                          {Seat::clerk, Role::registrar, "79TH0009"},     {Seat::clerk, Role::officer, "79TH0009"},
                          {Seat::homeroom, Role::homeroom, "79TH0009"},   {Seat::teacher, Role::teacher, "79TH0009"},
                          {Seat::provider, Role::registrar, "79DHSG"},    {Seat::provider, Role::manager, "79DHSG"},
                          {Seat::trainer, Role::trainer, "79DHSG"},       {Seat::inspector, Role::inspector, "79TTR"}};

bool cell_has(std::string_view cell, std::string_view letters) {
  return cell != "-" && cell.substr(0, cell.find('@')).find_first_of(letters) != std::string_view::npos;
}
bool cell_reads(std::string_view cell) { return cell_has(cell, "Rr"); }
std::string_view place_of(std::string_view cell) {
  const auto at = cell.find('@');
  return at == std::string_view::npos ? "" : cell.substr(at + 1);
}

class EveryCellOfTraining : public testing::Test {
 protected:
  EveryCellOfTraining() {
    test::TrainingNode::configure(net.config);
    net.open();
    net.found();
    world = std::make_unique<test::TrainingNode>(net);
    world->grant("so-officer", "79SGD", Role::officer);
    auto rules = test::TrainingWorld::rules();
    rules.providers = {test::code("79DHSG")};
    rules.programme = test::code("DE_AN_SO");
    world->put_file(rules, "so-officer");
    of_department = net.must(chain::TrainingProgramme{rules, std::nullopt}, "79SGD", {"so-officer"});
    of_office = world->programme;
    roster = world->approved({world->person("Nguyễn Văn An")});
    klass = world->teach(roster.seats, 90, 80);
  }
  template <class Work>
  void for_each(Matter matter, const Work& work) {
    for (const Whom& whom : kWhom) {
      const std::string name = std::string(whom.unit) + " " + std::string(chain::to_text(whom.role)) + " of a cell";
      if (made.insert(name).second) world->grant(name, whom.unit, whom.role);
      const std::string_view cell = cell_of(matter, whom.seat).text;
      SCOPED_TRACE(std::string(name_of(whom.seat).name) + " as " + name + ", cell " + std::string(cell));
      work(whom, name, cell);
    }
  }
  static std::string code_of(const Error& error) { return std::string(error.code().id); }
  template <class T>
  static std::string said(const Result<T>& result) {
    return result.ok() ? "done" : code_of(result.error());
  }
  Reader reader(const std::string& name) { return {world->key(name), "Theo dõi", "QĐ 12/QĐ-TTr"}; }
  TrainingDesk& desk() { return world->desk(); }

  test::NodeNetwork net;
  std::unique_ptr<test::TrainingNode> world;
  log::LeafIndex of_office{}, of_department{};
  test::ListedRoster roster;
  chain::ClassId klass;
  std::set<std::string> made;
};

TEST_F(EveryCellOfTraining, OfNominationsAllowsAndRefusesWhatItSays) {
  const auto text =
      world->signed_by(world->proposal_json("79TH0009", {world->person("Trần Thị Bình")}), {"th9-principal"});
  const auto proposal = must_be(desk().propose(world->view(), world->key("th9-principal"), text)).id;
  for_each(Matter::nomination, [&](const Whom& whom, const std::string& key, std::string_view cell) {
    const auto page = must_be(desk().learners(world->view(), reader(key), {}));
    EXPECT_EQ(page.learners.size(), cell_reads(cell) ? 1u : 0u);
    // A list as the school signed it is no matter of the provider's.
    const bool whole = cell_reads(cell) && whom.seat != Seat::provider;
    EXPECT_EQ(said(desk().proposal(world->view(), reader(key), proposal)), whole ? "done" : "node.training_not_found");
    const bool heads = cell_has(cell, "S") && place_of(cell) == "own";
    const auto own = world->signed_by(world->proposal_json("79TH0009", {world->person("Lê Văn Cường")}), {key});
    EXPECT_EQ(said(desk().propose(world->view(), world->key(key), own)), heads ? "done" : "node.training_not_yours");
    EXPECT_EQ(said(desk().propose(world->view(), world->key("th9-principal"), own)),
              heads ? "done" : "node.proposal_unsigned");
    // Each office approves for its own programme.
    const bool approves = cell_has(cell, "S") && place_of(cell) == "below";
    world->programme = whom.seat == Seat::department ? of_department : of_office;
    const auto list = world->seats({world->person("Phạm Thị Dung")});
    EXPECT_EQ(said(desk().put_openings(world->view(), world->key(key), world->openings_json(list).dump())),
              approves ? "done" : "node.training_not_yours");
    world->programme = whom.seat == Seat::department ? of_office : of_department;
    const auto other = world->seats({world->person("Hoàng Văn Em")});
    // An office below the programme's may approve for it, one above it not.
    EXPECT_EQ(said(desk().put_openings(world->view(), world->key(key), world->openings_json(other).dump())),
              approves && whom.seat == Seat::office ? "done" : "node.training_not_yours");
    world->programme = of_office;
  });
}

TEST_F(EveryCellOfTraining, OfClassesAllowsAndRefusesWhatItSays) {
  const std::string text = nlohmann::json{{"note", "x"}, {"trainers", {test::TrainingNode::trainer_json()}}}.dump();
  std::uint32_t version = must_be(desk().put_register(world->view(), world->key("dh-officer"), klass, 0, text));
  for_each(Matter::attendance, [&](const Whom&, const std::string& key, std::string_view cell) {
    EXPECT_EQ(said(desk().get_register(world->view(), reader(key), klass)),
              cell_reads(cell) ? "done" : "node.training_not_yours");
    const auto put = desk().put_register(world->view(), world->key(key), klass, version, text);
    version = put.ok() ? *put : version;
    EXPECT_EQ(said(put), cell_has(cell, "C") ? "done" : "node.training_not_yours");
  });
}

TEST_F(EveryCellOfTraining, OfModuleMarksAllowsAndRefusesWhatItSays) {
  EvidenceAsk ask;
  ask.unit = test::code("79TH0009");
  for_each(Matter::module_marks, [&](const Whom& whom, const std::string& key, std::string_view cell) {
    // A trainer's cell is C@class: marks are given by the provider's record, names of a class are not read here.
    const bool shown = cell_reads(cell) && whom.seat != Seat::trainer;
    const auto found = desk().evidence(world->view(), reader(key), ask);
    EXPECT_EQ(found.ok() ? found->people.size() : 0u, shown ? 1u : 0u);
    EXPECT_TRUE(found.ok() || said(found) == "node.training_not_yours");
    const AskedPerson an{roster.seats[0].person.name, roster.seats[0].person.birth_date, {}};
    EXPECT_EQ(must_be(desk().check(world->view(), reader(key), {an}, {})).at(0).found, shown);
  });
}

// What was said with a correction is the provider's, and for those above the learners: not for those above the
// provider.
TEST_F(EveryCellOfTraining, WhyAResultWasCorrectedFollowsModuleMarks) {
  const auto salt = credential::Salt::of(std::string(credential::Salt::kSize, 'r'));
  const json reason = {{"basis", "Biên bản 12/BB"}, {"code", "PHUC_KHAO"}};
  chain::TrainingResult body;
  body.klass = klass;
  body.reason = chain::Commitment::of(credential::commitment("reason", salt, reason).view());
  chain::SeatResult result;
  result.seat = roster.seats[0].seat;
  result.result.attended = 30;
  result.result.attendance = result.result.test = result.result.score = 95;
  body.results = {result};
  const auto index = net.must(body, "79DHSG", {"dh-officer", "dh-principal"});
  must_be(net.node().vault().put_openings(world->view(), index, {{"reason", salt, reason.dump()}}));
  const auto open = [&](const std::string& key, const std::string& purpose, const std::string& decision) {
    const auto schools = must_be(desk().schools_of(world->view(), index));
    return said(net.node().vault().openings_for(world->view(), {world->key(key), purpose, decision}, index, schools));
  };
  for_each(Matter::module_marks, [&](const Whom& whom, const std::string& key, std::string_view cell) {
    const bool learns_there = whom.unit == std::string_view("79TH0009");  // one record is about several schools' people
    const bool may = cell_reads(cell) && !learns_there && whom.seat != Seat::trainer;
    const bool provider = whom.seat == Seat::provider, inspector = whom.seat == Seat::inspector;
    EXPECT_EQ(open(key, "Kiểm tra phúc khảo", inspector ? "QĐ 12/QĐ-TTr" : ""), may ? "done" : "node.may_not_open");
    EXPECT_EQ(open(key, "", ""), !may        ? "node.may_not_open"
                                 : provider  ? "done"
                                 : inspector ? "node.decision_needed"
                                             : "node.purpose_needed");
  });
  EXPECT_EQ(must_be(desk().schools_of(world->view(), index)).size(), 1u);
  EXPECT_TRUE(must_be(desk().schools_of(world->view(), log::LeafIndex{log::to_u64(index) - 1})).empty());
  // Above the provider, and above nobody who learns: no. Above a school of these learners: yes, with a purpose.
  const auto move = [&](const char* unit, const char* to, const char* from, const char* by) {
    net.must(chain::UnitUpdate{test::code(unit), test::code(to), {}, {}, {}}, from, {by});
  };
  net.must(net.net.unit_body("48SGD", "", chain::UnitType::department), "", test::NetworkBuilder::founders());
  net.must(net.net.grant_body("48-manager", "48SGD", Role::manager, {chain::RecordKind::key_grant}), "",
           test::NetworkBuilder::founders());
  move("79DHSG", "48SGD", "79SGD", "office-manager");
  EXPECT_EQ(open("48-manager", "Kiểm tra", ""), "node.may_not_open");
  EXPECT_EQ(open("xa-officer", "Kiểm tra", ""), "node.may_not_open");
  move("79TH0009", "79XA02", "79PGD", "79PGD head");
  EXPECT_EQ(open("xa-officer", "", ""), "node.purpose_needed");
  EXPECT_EQ(open("xa-officer", "Kiểm tra", ""), "done");
  EXPECT_EQ(open("pgd-officer", "Kiểm tra", ""), "done") << "whose programme it is";
}

TEST_F(EveryCellOfTraining, OfReportsAllowsAndRefusesWhatItSays) {
  ReportAsk ask{log::to_u64(of_office), training::ReportKind::yearly, "2024", test::code("79TH0009"), {}, {}};
  const auto built = must_be(desk().build_report(world->view(), world->key("th9-principal"), ask));
  must_be(desk().put_report(world->view(), world->key("th9-principal"), built.digest, built.text));
  chain::ReportFile body;
  body.as_of = log::TreeSize{built.as_of};
  body.digest = built.digest;
  body.kind = ask.kind;
  body.period = test::code("2024");
  body.programme = of_office;
  const auto index = net.must(body, "79TH0009", {"th9-principal"});
  // Another one that no record names yet.
  const auto waiting = must_be(desk().build_report(world->view(), world->key("th9-principal"), ask));
  must_be(desk().put_report(world->view(), world->key("th9-principal"), waiting.digest, waiting.text));
  const FiledReport filed = *must_be(desk().index().read(world->view()))->report(index);
  for_each(Matter::report, [&](const Whom& whom, const std::string& key, std::string_view cell) {
    const bool elsewhere = whom.seat == Seat::provider;  // own, and the report is the school's
    const char* reads = cell_reads(cell) && !elsewhere ? "done" : "node.training_not_yours";
    EXPECT_EQ(said(desk().report(world->view(), reader(key), filed)), reads);
    EXPECT_EQ(said(desk().kept_report(world->view(), reader(key), waiting.digest)), reads);  // as on the signing desk
    EXPECT_EQ(said(desk().kept_report(world->view(), reader(key), crypto::sha256("none"))), "node.training_not_found");
    const bool makes = cell_has(cell, "C") && place_of(cell) == "own";
    ask.unit = test::code(elsewhere ? "79DHSG" : "79TH0009");
    EXPECT_EQ(said(desk().build_report(world->view(), world->key(key), ask)),
              makes ? "done" : "node.training_not_yours");
  });
}

}  // namespace
}  // namespace hocba::node::training_cells

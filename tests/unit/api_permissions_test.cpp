// Every cell of the permission table, done through the API of a real node by a key that has the cell's seat: what the
// cell allows is done, what it leaves out is refused with its code.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "crypto/device/random.hpp"
#include "crypto/json.hpp"
#include "ledger/credential/holder_proof.hpp"
#include "node/permission_table.hpp"
#include "node/requests.hpp"
#include "tests/node_support/api_network.hpp"
#include "tests/support/credential_samples.hpp"
#include "tests/support/must_be.hpp"
#include "tests/support/photos.hpp"

namespace hocba::node::permissions_test {
namespace {

using chain::Role;
using chain::UnitType;
using nlohmann::json;
using test::code;
using test::must_be;
using testing::HasSubstr;

// --- a small province --------------------------------------------------------------------------------------------

constexpr const char* kDepartment = "79SGD";
constexpr const char* kOffice = "79XA";
constexpr const char* kSchool = "79TH0009";     // primary, below the office
constexpr const char* kAcademy = "79LC0001";    // multi-level, below the office: issues diplomas
constexpr const char* kProvider = "79DTBD";     // training provider, below the department
constexpr const char* kInspectors = "79TTR";    // inspectorate of the department
constexpr const char* kElsewhere = "79TH0002";  // another school of the department

const std::vector<chain::RecordKind> kWork = {
    chain::RecordKind::register_reserve, chain::RecordKind::register_spoil,   chain::RecordKind::register_copy,
    chain::RecordKind::register_close,   chain::RecordKind::credential_issue, chain::RecordKind::credential_status,
    chain::RecordKind::document_erase,   chain::RecordKind::custody_request,  chain::RecordKind::custody_accept,
    chain::RecordKind::custody_release,  chain::RecordKind::custody_receive};

struct Deed {  // a document that is on the ledger
  std::string unit, type;
  chain::CredentialId id;
  std::string core;
  std::vector<credential::Group> groups;
};

class Province {
 public:
  Province() {
    add_unit(kOffice, kDepartment, UnitType::commune_office);
    add_unit(kSchool, kOffice, UnitType::primary);
    add_unit(kAcademy, kOffice, UnitType::multi_level);
    add_unit(kProvider, kDepartment, UnitType::training_provider);
    add_unit(kInspectors, kDepartment, UnitType::inspectorate);
    for (const auto& [type, period] : {std::pair("transcript", "2024-2025"), std::pair("award", "2024-2025")})
      policy(type, period);
    policy("certificate", "2025");
  }

  // Every role may propose and approve by the policy, and every grant is for all kinds: what refuses is the table.
  void policy(const char* type, const char* period) {
    auto body = api.net.net.policy_body(type, period);
    body.record_roles = {Role::seal};
    body.document_roles = {{Role::seal, 1}};
    body.status_proposers = {Role::registrar};
    body.status_approvers = {Role::manager,  Role::principal, Role::deputy,  Role::seal,      Role::registrar,
                             Role::homeroom, Role::teacher,   Role::officer, Role::inspector, Role::trainer};
    api.net.must(body, "", test::NetworkBuilder::founders());
  }
  void add_unit(const std::string& unit, const std::string& parent, UnitType type) {
    const std::string above = parent == kDepartment ? "office-manager" : parent + " head";
    api.net.must(api.net.net.unit_body(unit, parent, type), parent, {above});
    const std::vector<chain::RecordKind> manage = {chain::RecordKind::unit_register, chain::RecordKind::key_grant};
    api.net.must(api.net.net.grant_body(unit + " head", unit, Role::manager, manage), parent, {above});
    if (type == UnitType::commune_office || type == UnitType::inspectorate) return;
    for (const Role role : {Role::seal, Role::registrar}) actor(unit, role, "first");
  }
  // A key of the unit's own with this role.
  std::string actor(const std::string& unit, Role role, const std::string& name = "actor") {
    const std::string key = unit + " " + name + " " + std::string(chain::to_text(role));
    if (!known_.insert(key).second) return key;
    auto body = api.net.net.grant_body(key, unit, role, kWork);
    const json scope = {{"class", "6A1"}};
    if (role == Role::homeroom || role == Role::teacher)
      body.scope = chain::Commitment::of(credential::commitment("scope", kSalt, scope).view());
    const std::string by = unit == kDepartment  ? "office-manager"
                           : unit == kElsewhere ? "other-manager"
                                                : unit + " head";
    const auto index = api.net.must(body, unit, {by});
    if (body.scope)
      must_be(api.net.node().vault().put_openings(*api.net.node().view(), index,
                                                  {{"scope", kSalt, crypto::canonical(scope)}}));
    return key;
  }

  Deed issue(const std::string& unit, const std::string& type, std::vector<chain::UnitCode> routing = {}) {
    ++count_;
    const auto reservation =
        api.net.must(chain::RegisterReserve{code(type), 2025, 1}, unit, {actor(unit, Role::registrar, "first")});
    const auto row = must_be(chain::find_reservation(*api.net.node().view()->state, reservation));
    credential::Common common;
    common.id = test::credential_id(70'000 + count_);
    common.salt = crypto::random_of<credential::Salt>();
    common.issuer = {code(unit), "Đơn vị Mẫu"};
    common.holder = {"Nguyễn Văn An", must_be(date_from_text("2013-02-01")), std::nullopt, std::nullopt};
    common.period = code(type == "certificate" ? "2025" : "2024-2025");
    common.serial = "P-" + std::to_string(count_);
    common.book = 2025;
    common.register_number = row->first;
    common.status_index = chain::status_index(*row, row->first);
    common.status_list_base = "https://node.example/v1/status-lists";
    common.issued_on = date_in_utc7(api.net.net.now);
    auto document = built(type, common);
    const std::string seal = actor(unit, Role::seal, "first");
    must_be(document.sign(test::key_named(seal), api.net.net.now, "urn:uuid:" + crypto::random_uuid()));
    must_be(api.net.node().vault().deposit(*api.net.node().view(),
                                           {common.id, document.core_text(), document.groups(), std::move(routing)}));
    chain::CredentialIssue body;
    body.type = code(type);
    body.period = common.period;
    body.book = 2025;
    body.policy = must_be(chain::find_policy(*api.net.node().view()->state, body.type, body.period))->index;
    body.grants = {
        must_be(chain::grants_of_key(*api.net.node().view()->state, test::key_named(seal).public_key())).front()};
    body.items = {{}};
    body.items.front().id = common.id;
    body.items.front().digest = document.digest();
    body.items.front().number = common.register_number;
    body.items.front().status = common.status_index;
    body.items.front().serial_tag = chain::SerialTag::of(crypto::sha256({"permission", common.serial}).view());
    api.net.must(body, unit, {seal});
    return {unit, type, common.id, document.core_text(), document.groups()};
  }

  std::string code_of(const api::Response& response) {
    return response.status < 300 ? "done" : test::ApiNetwork::code_of(response);
  }
  void be(const std::string& key) {
    if (key == now_) return;
    now_ = key;
    ASSERT_EQ(api.log_in(key).status, 201) << key;
  }

  static constexpr const char* kWhy = "purpose=ki%E1%BB%83m+tra&decision=Q%C4%90+12%2FQ%C4%90-TTr";
  std::string read(const std::string& id, const std::string& more = kWhy) {
    return code_of(api.get("/v1/documents/" + id + "?" + more));
  }

  test::ApiNetwork api;
  const credential::Salt kSalt = credential::Salt::of(std::string(32, 's'));

 private:
  credential::Document built(const std::string& type, const credential::Common& common) {
    const auto salts = [] { return crypto::random_of<credential::Salt>(); };
    if (type == "certificate") {
      auto data = test::sample_certificate();
      data.common = common;
      data.class_code = "6A1";
      return must_be(credential::build_certificate(data, salts));
    }
    if (type == "award") {
      auto data = test::sample_award();
      data.common = common;
      return must_be(credential::build_award(data, salts));
    }
    auto data = test::sample_transcript(1, 0);
    data.common = common;
    auto year = test::sample_year(2024, 6);
    year.class_name = "6A1";
    data.years = {year};
    data.photo = test::png(30, 40);
    data.nationality = "Việt Nam";
    return must_be(credential::build_transcript(data, salts));
  }

  std::set<std::string> known_;
  std::string now_;
  std::uint64_t count_ = 0;
};

// --- what a cell says, read here a second time -------------------------------------------------------------------

bool has_any(std::string_view cell, std::string_view letters) {
  return cell.substr(0, cell.find('@')).find_first_of(letters) != std::string_view::npos;
}
std::string_view where_of(std::string_view cell) {
  const auto at = cell.find('@');
  return at == std::string_view::npos ? "" : cell.substr(at + 1);
}
bool reads(std::string_view cell) {
  const auto where = where_of(cell);
  return has_any(cell, "Rr") && (where == "own" || where == "below" || where == "class" || where == "order");
}

// Whoever has a seat, towards a unit that issues: who and in which unit. The ledger's seats alone.
struct Actor {
  Seat seat;
  Role role;
};
constexpr Actor kActors[] = {
    {Seat::department, Role::manager},  {Seat::department, Role::officer},  {Seat::office, Role::manager},
    {Seat::office, Role::officer},      {Seat::principal, Role::principal}, {Seat::principal, Role::deputy},
    {Seat::principal, Role::manager},   {Seat::clerk, Role::seal},          {Seat::clerk, Role::registrar},
    {Seat::clerk, Role::officer},       {Seat::homeroom, Role::homeroom},   {Seat::teacher, Role::teacher},
    {Seat::provider, Role::registrar},  {Seat::provider, Role::manager},    {Seat::trainer, Role::trainer},
    {Seat::inspector, Role::inspector}, {Seat::inspector, Role::manager}};

// Training certificates are the provider's, routed to the school; everything else is a school's.
std::string unit_of(Seat seat, const std::string& issuer) {
  switch (seat) {
    case Seat::department:
      return kDepartment;
    case Seat::office:
      return kOffice;
    case Seat::provider:
    case Seat::trainer:
      return kProvider;
    case Seat::inspector:
      return kInspectors;
    default:
      return issuer == kProvider ? kSchool : issuer;
  }
}

class EveryCell : public testing::Test {
 protected:
  template <class Work>
  void for_each_actor(Matter matter, const std::string& issuer, const Work& work) {
    for (const Actor& actor : kActors) {
      const std::string unit = unit_of(actor.seat, issuer);
      const std::string key = province.actor(unit, actor.role);
      const std::string_view cell = cell_of(matter, actor.seat).text;
      SCOPED_TRACE(std::string(name_of(actor.seat).name) + " as " + std::string(chain::to_text(actor.role)) + " of " +
                   unit + ", cell " + std::string(cell));
      province.be(key);
      work(actor, key, unit, cell);
    }
  }
  std::string found(const Deed& deed, std::string* refusal = nullptr) {
    const auto response = province.api.post(
        "/v1/search", {{"unit", deed.unit}, {"type", deed.type}, {"purpose", "tra cứu"}, {"decision", "QĐ 12"}});
    if (response.status != 200) {
      if (refusal != nullptr) *refusal = test::ApiNetwork::code_of(response);
      return "none";
    }
    return json::parse(response.body)["documents"].empty() ? "none" : "some";
  }
  static std::string put_body(const Deed& deed) {
    json groups = json::array();
    for (const auto& group : deed.groups)
      groups.push_back(
          {{"name", group.name}, {"salt", crypto::base64url(group.salt)}, {"content", json::parse(group.content)}});
    return json{{"document", json::parse(deed.core)}, {"groups", groups}}.dump();
  }
  // Suspends, and takes it back.
  std::string suspend(const Deed& deed, const std::string& key) {
    const std::string other = province.actor(deed.unit, Role::registrar, "first");
    chain::CredentialStatus body;
    body.credential = deed.id;
    body.reason = test::commitment("reason");
    body.action = chain::StatusAction::suspend;
    const auto done = province.api.net.submit(body, deed.unit, {other, key});
    if (!done.ok()) return std::string(done.error().code().id);
    body.action = chain::StatusAction::reinstate;
    const auto undone = province.api.net.submit(body, deed.unit, {other, key});
    return undone.ok() ? "done" : std::string(undone.error().code().id);
  }
  void check_documents(Matter matter, const Deed& deed) {
    const std::string id = credential::to_text(deed.id);
    for_each_actor(
        matter, deed.unit,
        [&](const Actor& actor, const std::string& key, const std::string& unit, std::string_view cell) {
          // A provider's principal and clerk stand in the provider's column, which the school's people don't.
          EXPECT_EQ(province.read(id), reads(cell) ? "done" : "node.may_not_read");
          // Who got a document by routing reads it by its id; it is no result of a search in the issuer's unit.
          const bool routed = deed.unit == kProvider && unit == kSchool;
          EXPECT_EQ(found(deed), reads(cell) && !routed ? "some" : "none");
          if (actor.seat == Seat::inspector) {
            EXPECT_EQ(province.read(id, "purpose=x"), "node.decision_needed");
          } else if (reads(cell) && where_of(cell) == "below") {
            EXPECT_EQ(province.read(id, ""), "node.purpose_needed");
          }
          const bool in_unit = unit == deed.unit;
          const auto put = province.code_of(province.api.call(api::Method::put, "/v1/documents/" + id, put_body(deed)));
          const bool deposits = has_any(cell, "CSI") &&
                                (where_of(cell) == "own" || where_of(cell) == "class" || where_of(cell) == "subject");
          EXPECT_EQ(put, !in_unit ? "api.not_yours" : deposits ? "done" : "node.role_not_allowed");
          const bool revokes = has_any(cell, "V") && where_of(cell) == "own";
          EXPECT_EQ(suspend(deed, key), !in_unit ? "chain.no_authority" : revokes ? "done" : "node.role_not_allowed");
        });
  }
  // A part of a transcript that is a matter of its own.
  void check_part(Matter matter, const Deed& deed, const std::string& group) {
    SCOPED_TRACE(group);
    const std::string id = credential::to_text(deed.id), why = std::string("&") + Province::kWhy;
    const auto there =
        std::find_if(deed.groups.begin(), deed.groups.end(), [&](const auto& g) { return g.name == group; });
    ASSERT_NE(there, deed.groups.end());
    // What opens the group stands in the file, or the group is withheld.
    const std::string salt = crypto::base64url(there->salt);
    for_each_actor(matter, deed.unit,
                   [&](const Actor& actor, const std::string&, const std::string&, std::string_view cell) {
                     const bool whole = reads(cell_of(Matter::year, actor.seat).text);
                     EXPECT_EQ(province.read(id, "groups=" + group + why), reads(cell) ? "done"
                                                                           : whole     ? "node.part_not_yours"
                                                                                       : "node.may_not_read");
                     if (!whole) return;
                     const auto file = province.api.get("/v1/documents/" + id + "?" + Province::kWhy).body;
                     EXPECT_EQ(file.find(salt) != std::string::npos, reads(cell)) << "without naming groups";
                   });
  }

  Province province;
  std::map<std::string, std::uint32_t> copies_;  // of a unit and type
};

TEST_F(EveryCell, OfTranscriptsAllowsAndRefusesWhatItSays) {
  check_documents(Matter::year, province.issue(kSchool, "transcript"));
}
TEST_F(EveryCell, OfCertificatesOfCompletionAllowsAndRefusesWhatItSays) {
  check_documents(Matter::completion, province.issue(kSchool, "certificate"));
}
TEST_F(EveryCell, OfDiplomasAllowsAndRefusesWhatItSays) {
  check_documents(Matter::diploma, province.issue(kAcademy, "certificate"));
}
TEST_F(EveryCell, OfTrainingCertificatesAllowsAndRefusesWhatItSays) {
  check_documents(Matter::training_certificate, province.issue(kProvider, "certificate", {code(kSchool)}));
}
TEST_F(EveryCell, OfAwardsAllowsAndRefusesWhatItSays) {
  check_documents(Matter::award, province.issue(kSchool, "award"));
}
TEST_F(EveryCell, OfThePupilsFileShowsOrWithholdsThePart) {
  const Deed deed = province.issue(kSchool, "transcript");
  for (const char* group : {"photo", "family", "contact", "sensitive"}) check_part(Matter::pupil_file, deed, group);
}
TEST_F(EveryCell, OfMarksAndCommentsShowsOrWithholdsThePart) {
  check_part(Matter::marks, province.issue(kSchool, "transcript"), "comments-2024-2025");
}

TEST_F(EveryCell, OfTheAccessLogAllowsAndRefusesWhatItSays) {
  const Deed deed = province.issue(kSchool, "transcript");
  const std::string path = "/v1/documents/" + credential::to_text(deed.id) + "/access-log";
  for_each_actor(Matter::access_log, kSchool,
                 [&](const Actor& actor, const std::string&, const std::string& unit, std::string_view cell) {
                   const bool whole = reads(cell_of(Matter::year, actor.seat).text);
                   // A provider reads the log of its own documents; a school's are not.
                   const bool here = unit == kSchool || where_of(cell) == "order";
                   EXPECT_EQ(province.code_of(province.api.get(path + "?" + Province::kWhy)),
                             reads(cell) && here ? "done"
                             : whole             ? "node.part_not_yours"
                                                 : "node.may_not_read");
                   if (actor.seat == Seat::inspector) {
                     EXPECT_EQ(province.code_of(province.api.get(path)), "node.decision_needed");
                   }
                 });
}

TEST_F(EveryCell, OfTheAccessLogIsNotForThoseToWhomADocumentWasRouted) {
  const Deed deed = province.issue(kProvider, "certificate", {code(kSchool)});
  const std::string id = credential::to_text(deed.id);
  province.be(province.actor(kSchool, Role::principal));
  EXPECT_EQ(province.read(id), "done");
  EXPECT_EQ(province.code_of(province.api.get("/v1/documents/" + id + "/access-log?" + Province::kWhy)),
            "node.part_not_yours");
}

// The head of a unit at the top was placed there by the founders, not by the unit.
TEST_F(EveryCell, OfTheAccessLogTakesAPurposeFromAHeadWhomOthersPlacedThere) {
  const Deed deed = province.issue(kDepartment, "award");
  const std::string path = "/v1/documents/" + credential::to_text(deed.id) + "/access-log";
  province.be("office-manager");
  EXPECT_EQ(province.code_of(province.api.get(path)), "node.purpose_needed");
  EXPECT_EQ(province.code_of(province.api.get(path + "?purpose=x")), "done");
  const auto log = must_be(province.api.net.node().vault().access_log(deed.id));
  ASSERT_EQ(log.size(), 1u);
  EXPECT_EQ(log.front().groups, std::vector<std::string>{std::string(kAccessLogPart)});
  province.be(province.actor(kDepartment, Role::principal));
  EXPECT_EQ(province.code_of(province.api.get(path)), "done") << "appointed by the unit itself";
}

// Which transfer it is and why, the details of a copy: what was said with the record.
TEST_F(EveryCell, OfTransfersAndCopiesOpensWhatWasSaidWithTheRecord) {
  const json said = {{"name", "Nguyễn Văn An"}};
  const auto commit = [&](const char* name) {
    return chain::Commitment::of(credential::commitment(name, province.kSalt, said).view());
  };
  const Deed deed = province.issue(kSchool, "transcript");
  const std::string registrar = province.actor(kSchool, Role::registrar, "first");
  const auto request = province.api.net.must(
      chain::CustodyRequest{code(kSchool), commit("pupil"), code(kElsewhere), test::transfer_id(7)}, kSchool,
      {registrar});
  const auto copy =
      province.api.net.must(chain::RegisterCopy{deed.id, 2025, 1, commit("details")}, kSchool, {registrar});
  for (const auto& [matter, index, name] :
       {std::tuple(Matter::transfer, request, "pupil"), {Matter::register_copy, copy, "details"}}) {
    auto& vault = province.api.net.node().vault();
    must_be(
        vault.put_openings(*province.api.net.node().view(), index, {{name, province.kSalt, crypto::canonical(said)}}));
    const std::string path = "/v1/entries/" + std::to_string(log::to_u64(index)) + "/openings";
    for_each_actor(
        matter, kSchool, [&](const Actor& actor, const std::string&, const std::string& unit, std::string_view cell) {
          const auto where = where_of(cell);
          const bool opens =
              (where == "own" && unit == kSchool) || (where == "below" && unit != kSchool) || where == "order";
          EXPECT_EQ(province.code_of(province.api.get(path + "?" + Province::kWhy)),
                    opens ? "done" : "node.may_not_open");
          if (actor.seat == Seat::inspector) {
            EXPECT_EQ(province.code_of(province.api.get(path + "?purpose=x")), "node.decision_needed");
          }
        });
  }
}

// --- inspectors --------------------------------------------------------------------------------------------------

TEST_F(EveryCell, OfAnInspectorIsLoggedWithItsDecisionForTheHolderToSee) {
  const Deed deed = province.issue(kSchool, "transcript");
  const std::string id = credential::to_text(deed.id);
  province.be(province.actor(kInspectors, Role::inspector));
  EXPECT_EQ(province.read(id, "decision=Q%C4%90+12"), "node.purpose_needed");
  for (const std::string& bad : {std::string("decision=theo+l%E1%BB%87nh"), std::string("decision="),
                                 "decision=1" + std::string(100, 'x'), std::string("decision=1%0A2")})
    EXPECT_EQ(province.read(id, "purpose=x&" + bad), "node.decision_needed") << bad;
  EXPECT_EQ(province.code_of(province.api.post("/v1/search", {{"unit", kSchool}, {"purpose", "x"}})),
            "node.decision_needed");
  EXPECT_EQ(province.read(id), "done");
  std::string refusal;
  EXPECT_EQ(found(deed, &refusal), "some") << refusal;
  const auto proof = must_be(credential::holder_proof(must_be(credential::Document::parse(deed.core, {})),
                                                      province.api.net.node().view()->network.network.view()));
  const auto answer =
      json::parse(province.api.post("/v1/documents/" + id + "/access-log", {{"proof", crypto::base64url(proof)}}).body);
  ASSERT_EQ(answer["entries"].size(), 2u);
  EXPECT_EQ(answer["entries"][0]["decision"], "QĐ 12/QĐ-TTr");
  EXPECT_EQ(answer["entries"][0]["purpose"], "kiểm tra");
  EXPECT_EQ(answer["entries"][0]["unit"], kInspectors);
  EXPECT_EQ(answer["entries"][1]["decision"], "QĐ 12");
  EXPECT_EQ(answer["entries"][1]["purpose"], "");
  EXPECT_EQ(answer["intact"], true);
}

TEST_F(EveryCell, OfAnInspectorReachesTheUnitsOfItsOfficeAndDoesNothingElse) {
  const Deed deed = province.issue(kSchool, "transcript");
  // A role of this name in an office inspects what the office stands above; in a school, the school.
  for (const char* unit : {kDepartment, kOffice, kSchool}) {
    province.be(province.actor(unit, Role::inspector));
    EXPECT_EQ(province.read(credential::to_text(deed.id)), "done") << unit;
    EXPECT_EQ(province.read(credential::to_text(deed.id), "purpose=x"), "node.decision_needed") << unit;
  }
  province.be(province.actor(kElsewhere, Role::inspector));
  EXPECT_EQ(province.read(credential::to_text(deed.id)), "node.may_not_read");
  province.be(province.actor(kInspectors, Role::inspector));
  EXPECT_EQ(
      province.code_of(province.api.put("/v1/units/79TH0009/profile", {{"salt", ""}, {"content", json::object()}})),
      "api.not_yours");
}

// One key, two grants: what the inspector's cells show isn't hidden by the officer's, which ask for less.
TEST_F(EveryCell, OfAnInspectorCountsWhereADecisionIsNamed) {
  const Deed pupil = province.issue(kSchool, "transcript"), diploma = province.issue(kAcademy, "certificate");
  const std::string both = province.actor(kOffice, Role::officer, "both");
  province.api.net.must(province.api.net.net.grant_body(both, kInspectors, Role::inspector, kWork), kInspectors,
                        {std::string(kInspectors) + " head"});
  province.be(both);
  const std::string id = credential::to_text(pupil.id);
  EXPECT_EQ(province.read(id, "purpose=x"), "done");
  EXPECT_EQ(province.read(id, "groups=family&purpose=x"), "node.part_not_yours");
  EXPECT_EQ(province.read(id, std::string("groups=family&") + Province::kWhy), "done");
  EXPECT_EQ(found(diploma), "some");
}

// --- the holder: the columns of learners, parents and staff -------------------------------------------------------

// By the proof of having the document: why its standing changed, where the row has r@person; never what was said with
// a copy, whose cell is C@person.
TEST_F(EveryCell, OfHoldersShowsWhyTheirOwnDocumentWasChanged) {
  for (const auto& [matter, deed] : {std::pair(Matter::year, province.issue(kSchool, "transcript")),
                                     {Matter::completion, province.issue(kSchool, "certificate")},
                                     {Matter::diploma, province.issue(kAcademy, "certificate")},
                                     {Matter::training_certificate, province.issue(kProvider, "certificate")},
                                     {Matter::award, province.issue(kSchool, "award")}}) {
    SCOPED_TRACE(chain::to_text(deed.id));
    bool own = false;
    for (const Seat seat : {Seat::pupil, Seat::parent, Seat::staff}) {
      const auto cell = cell_of(matter, seat).text;
      own = own || (where_of(cell) == "person" && has_any(cell, "Rr"));
    }
    EXPECT_EQ(holder_reads(matter), own);
    auto& net = province.api.net;
    const auto commit = [&](const char* name, const json& content) {
      return chain::Commitment::of(credential::commitment(name, province.kSalt, content).view());
    };
    const auto open = [&](log::LeafIndex index, const char* name, const json& content) {
      must_be(net.node().vault().put_openings(*net.node().view(), index,
                                              {{name, province.kSalt, crypto::canonical(content)}}));
    };
    const std::string clerk = province.actor(deed.unit, Role::registrar, "first"),
                      seal = province.actor(deed.unit, Role::seal, "first"),
                      head = province.actor(deed.unit, deed.unit == kProvider ? Role::manager : Role::principal);
    const json details = {{"asker", "Trần Thị Hoà"}}, why = {{"basis", "QĐ 8"}, {"code", "LOI_CO_QUAN_CAP"}};
    const auto copy =
        net.must(chain::RegisterCopy{deed.id, 2025, ++copies_[deed.unit + deed.type], commit("details", details)},
                 deed.unit, {clerk});
    open(copy, "details", details);
    const auto suspended =
        net.must(chain::CredentialStatus{deed.id, chain::StatusAction::suspend, {}, commit("reason", why)}, deed.unit,
                 {clerk, head});
    open(suspended, "reason", why);
    province.api.token.clear();
    const auto proof = must_be(credential::holder_proof(must_be(credential::Document::parse(deed.core, {})),
                                                        net.node().view()->network.network.view()));
    const std::string path = "/v1/documents/" + credential::to_text(deed.id) + "/reasons";
    const auto answer = province.api.post(path, {{"proof", crypto::base64url(proof)}});
    ASSERT_EQ(answer.status, own ? 200 : 403) << answer.body;
    EXPECT_EQ(answer.body.find("Hoà"), std::string::npos) << "who asked for a copy is not the holder's to read";
    const json changes = json::parse(answer.body)["changes"];
    ASSERT_EQ(changes.size(), 1u);
    EXPECT_EQ(changes[0]["index"], log::to_u64(suspended));
    EXPECT_EQ(changes[0]["action"], "suspend");
    EXPECT_EQ(changes[0]["reason"], why);
  }
  for (const Matter matter : {Matter::register_copy, Matter::transfer, Matter::consent})
    EXPECT_FALSE(holder_reads(matter));
}

TEST_F(EveryCell, OfHoldersTellsNothingToWhoHasNotTheDocument) {
  const Deed deed = province.issue(kSchool, "transcript"), other = province.issue(kSchool, "transcript");
  const auto proof_of = [&](const Deed& of) {
    return crypto::base64url(must_be(credential::holder_proof(must_be(credential::Document::parse(of.core, {})),
                                                              province.api.net.node().view()->network.network.view())));
  };
  const auto asked = [&](const Deed& about, const json& body) {
    return province.api.post("/v1/documents/" + credential::to_text(about.id) + "/reasons", body);
  };
  EXPECT_EQ(asked(deed, {{"proof", proof_of(deed)}}).status, 200);
  EXPECT_EQ(province.code_of(asked(deed, {{"proof", proof_of(other)}})), "api.not_the_document");
  EXPECT_EQ(province.code_of(asked(deed, {{"proof", "AAAA"}})), "api.bad_body");
  // A request about it: by its id, without who asked. About another document it is as if it were not there.
  node::NewRequest request;
  request.unit = code(kSchool);
  request.kind = node::RequestKind::erase;
  request.document = deed.id;
  request.who = "Trần Thị Hoà";
  request.as = "parent";
  request.parts = {"year-2024-2025"};  // which the law keeps
  request.says = "Xin xóa";
  const auto clerk = test::key_named(province.actor(kSchool, Role::registrar, "first")).public_key();
  const auto entered =
      must_be(province.api.net.node().requests().enter(*province.api.net.node().view(), clerk, request));
  const auto id = credential::to_text(entered.id);
  const auto answer = asked(deed, {{"proof", proof_of(deed)}, {"request", id}});
  ASSERT_EQ(answer.status, 200) << answer.body;
  const json told = json::parse(answer.body)["request"];
  EXPECT_EQ(told["answer"]["outcome"], "refused");
  EXPECT_EQ(told["answer"]["reason"], "node.legal_retention");
  EXPECT_EQ(told["answer"]["basis"], std::string(node::kRetentionArticle));
  for (const char* name : {"who", "as", "says", "contact", "by", "entered"}) EXPECT_FALSE(told.contains(name)) << name;
  EXPECT_EQ(answer.body.find("Hoà"), std::string::npos);
  EXPECT_EQ(province.code_of(asked(other, {{"proof", proof_of(other)}, {"request", id}})), "node.no_such_request");
  EXPECT_EQ(province.code_of(asked(deed, {{"proof", proof_of(other)}, {"request", id}})), "api.not_the_document");
  EXPECT_EQ(province.code_of(asked(deed, {{"proof", proof_of(deed)}, {"request", "x"}})), "api.bad_body");
}

// --- the table itself --------------------------------------------------------------------------------------------

TEST(ThePermissionTable, GivesNoKeyTheSeatOfALearnerAParentAnEmployerOrAnOperator) {
  // Whatever role in whatever unit: the union of what a key may do is within the ledger's columns.
  for (const MatterRow& row : permission_table()) {
    Rights ledger = 0;
    for (const Actor& actor : kActors) ledger = static_cast<Rights>(ledger | cell_of(row.matter, actor.seat).rights);
    for (int type = 0; type <= static_cast<int>(UnitType::company); ++type)
      for (int role = 0; role <= static_cast<int>(Role::trainer); ++role)
        for (int relation = 0; relation <= static_cast<int>(Relation::own_subject); ++relation) {
          const auto permitted = permission(
              {static_cast<UnitType>(type), static_cast<Role>(role), static_cast<Relation>(relation)}, row.matter);
          EXPECT_EQ(permitted.rights & ~ledger, 0) << row.name;
        }
    EXPECT_EQ(row.cells[static_cast<std::size_t>(Seat::operator_)].text, "-") << row.name;
    for (const Seat seat : {Seat::pupil, Seat::parent, Seat::staff, Seat::employer}) {
      const auto where = where_of(cell_of(row.matter, seat).text);
      EXPECT_TRUE(where.empty() || where == "person" || where == "consent") << row.name;
    }
  }
}

}  // namespace
}  // namespace hocba::node::permissions_test

#include "tests/node_support/training_node.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "crypto/data_integrity.hpp"
#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/credential/training_document.hpp"
#include "tests/support/must_be.hpp"
#include "tests/support/programme_text.hpp"

namespace hocba::test {

using chain::RecordKind;
using nlohmann::json;

namespace {

const std::vector<RecordKind>& training_work() {
  static const std::vector<RecordKind> kinds = [] {
    std::vector<RecordKind> out = {RecordKind::register_reserve, RecordKind::credential_issue,
                                   RecordKind::credential_status};
    const auto& training = TrainingWorld::training_kinds();
    out.insert(out.end(), training.begin(), training.end());
    return out;
  }();
  return kinds;
}

}  // namespace

void TrainingNode::configure(node::Config& config) {
  config.node.serves = {"79SGD", "79PGD", "79TH0009", "79TH0010", "79XA02"};
}

void TrainingNode::unit(const std::string& unit_code, const std::string& parent, chain::UnitType type) {
  const std::string above = parent == "79SGD" ? "office-manager" : parent + " head";
  net.must(net.net.unit_body(unit_code, parent, type), parent, {above});
  net.must(net.net.grant_body(
               unit_code + " head", unit_code, chain::Role::manager,
               {RecordKind::unit_register, RecordKind::unit_update, RecordKind::unit_merge, RecordKind::key_grant}),
           parent, {above});
}

void TrainingNode::grant(const std::string& name, const std::string& unit_code, chain::Role role) {
  grants_[name] = net.must(net.net.grant_body(name, unit_code, role, training_work()), unit_code,
                           {unit_code == "79SGD" ? std::string("office-manager") : unit_code + " head"});
}

TrainingNode::TrainingNode(NodeNetwork& network, bool publishes) : net(network) {
  using chain::Role;
  using chain::UnitType;
  unit("79PGD", "79SGD", UnitType::district_office);
  unit("79TH0009", "79PGD", UnitType::primary);
  unit("79TH0010", "79PGD", UnitType::primary);
  unit("79XA02", "79SGD", UnitType::commune_office);
  unit("79DHSG", "79SGD", UnitType::training_provider);
  unit("79TTR", "79SGD", UnitType::inspectorate);
  grant("pgd-officer", "79PGD", Role::officer);
  grant("th9-principal", "79TH0009", Role::principal);
  grant("th9-registrar", "79TH0009", Role::registrar);
  grant("th9-teacher", "79TH0009", Role::teacher);
  grant("th10-principal", "79TH0010", Role::principal);
  grant("xa-officer", "79XA02", Role::officer);
  grant("dh-officer", "79DHSG", Role::officer);
  grant("dh-principal", "79DHSG", Role::principal);
  grant("dh-seal", "79DHSG", Role::seal);
  grant("dh-trainer", "79DHSG", Role::trainer);
  grant("ttr-inspector", "79TTR", Role::inspector);
  if (!publishes) return;
  net.must(net.net.policy_body("training-certificate", "2025"), "", NetworkBuilder::founders());
  publish({"79DHSG"});
}

void TrainingNode::publish(const std::vector<std::string>& providers) {
  auto rules = TrainingWorld::rules();
  rules.providers.clear();
  for (const auto& provider : providers) rules.providers.push_back(code(provider));
  put_file(rules, "pgd-officer");
  programme = net.must(chain::TrainingProgramme{rules, std::nullopt}, "79PGD", {"pgd-officer"});
}

std::string TrainingNode::put_file(training::ProgrammeRules& rules, const char* by, const std::string& more) {
  const std::string text = programme_text(rules) + more;
  rules.document = crypto::sha256(text);
  must_be(desk().put_programme_file(view(), key(by), rules.document, text));
  return text;
}

node::ListedPerson TrainingNode::person(const std::string& name) {
  ++people_;
  std::string number = std::to_string(people_);
  number = "000190" + std::string(6 - number.size(), '0') + number;
  return {name, date_at("1990-05-" + std::string(people_ % 28 < 9 ? "0" : "") + std::to_string(people_ % 28 + 1)),
          number, std::nullopt};
}

json TrainingNode::proposal_json(const std::string& unit_code, const std::vector<node::ListedPerson>& people,
                                 const std::string& course) const {
  json list = json::array();
  for (const auto& person : people) {
    json one = node::person_json(person);
    one["level"] = "TIEU_HOC";
    one["audience"] = "GV";
    one["courses"] = {course};
    one["survey"] = "MUC_2";
    list.push_back(std::move(one));
  }
  return {{"hocba", 1},
          {"kind", "roster-proposal"},
          {"network", crypto::base64url(*net.net.network())},
          {"unit", unit_code},
          {"programme", log::to_u64(programme)},
          {"time", to_text(net.net.now)},
          {"people", std::move(list)}};
}

std::string TrainingNode::signed_by(json value, const Names& keys) const {
  for (const auto& name : keys) {
    crypto::ProofOptions options;
    options.created = net.net.now;
    must_be(crypto::add_proof(value, key_named(name), options));
  }
  return crypto::canonical(value);
}

std::string TrainingNode::proposal_id(const std::string& text) {
  return crypto::base64url(crypto::sha256(crypto::canonical_without(json::parse(text), "proof")));
}

ListedRoster TrainingNode::seats(const std::vector<node::ListedPerson>& people, const std::string& course,
                                 const std::string& unit_code) {
  ListedRoster out;
  out.id = roster_id(9'000 + ++rosters_);
  for (const auto& one : people) {
    ListedSeat seat;
    seat.seat = seat_id(9'000 + ++seats_);
    seat.salt = credential::Salt::of(crypto::sha256({"seat salt ", std::to_string(seats_)}).view());
    seat.person = one;
    seat.course = course;
    seat.unit = unit_code;
    out.seats.push_back(std::move(seat));
  }
  return out;
}

ListedRoster TrainingNode::reseats(const std::vector<ListedSeat>& seats, const node::ListedPerson& person) {
  ListedRoster out;
  out.id = roster_id(9'000 + ++rosters_);
  out.reseat = seats;
  for (auto& seat : out.reseat) {
    seat.person = person;
    seat.salt = credential::Salt::of(
        crypto::sha256({"seat salt ", std::to_string(rosters_), training::to_text(seat.seat)}).view());
  }
  return out;
}

std::vector<std::string> TrainingNode::propose_all(const ListedRoster& roster) {
  const std::map<std::string, std::string> heads = {{"79TH0009", "th9-principal"}, {"79TH0010", "th10-principal"}};
  std::map<std::string, std::map<std::string, json>> people;  // by school, and all but the courses
  for (const auto& seat : roster.seats) {
    json one = node::person_json(seat.person);
    one["level"] = seat.level;
    one["audience"] = seat.audience;
    json& courses = people[seat.unit].emplace(one.dump(), one).first->second["courses"];
    if (std::find(courses.begin(), courses.end(), json(seat.course)) == courses.end()) courses.push_back(seat.course);
  }
  std::string content = training::to_text(roster.id);
  for (const auto& [school, those] : people)
    for (const auto& [who, one] : those) content += school + one.dump();
  if (const auto known = proposed_.find(content); known != proposed_.end()) return known->second;
  std::vector<std::string> out;
  for (const auto& [school, those] : people) {
    const auto known = heads.find(school);
    const std::string head = known != heads.end() ? known->second : heads_.count(school) != 0 ? heads_.at(school) : "";
    if (head.empty()) continue;
    json value = proposal_json(school, {});
    for (const auto& [who, one] : those) value["people"].push_back(one);
    const auto text = signed_by(value, {head});
    if (desk().propose(view(), key(head), text).ok()) out.push_back(proposal_id(text));
  }
  return proposed_[content] = out;
}

json TrainingNode::openings_json(const ListedRoster& roster) {
  json list = json::array();
  for (const auto& seat : roster.seats) {
    json one = {{"seat", training::to_text(seat.seat)},
                {"salt", crypto::base64url(seat.salt)},
                {"audience", seat.audience},
                {"course", seat.course},
                {"unit", seat.unit},
                {"level", seat.level},
                {"person", node::person_json(seat.person)}};
    if (seat.again) one["again"] = true;
    list.push_back(std::move(one));
  }
  json out = {
      {"programme", log::to_u64(programme)}, {"roster", training::to_text(roster.id)}, {"seats", std::move(list)}};
  const auto proposals = roster.proposals.empty() ? propose_all(roster) : roster.proposals;
  if (!proposals.empty()) out["proposals"] = proposals;
  for (const auto& seat : roster.reseat)
    out["reseat"].push_back({{"seat", training::to_text(seat.seat)},
                             {"salt", crypto::base64url(seat.salt)},
                             {"person", node::person_json(seat.person)}});
  return out;
}

chain::TrainingRoster TrainingNode::roster_body(const ListedRoster& roster) const {
  chain::TrainingRoster out;
  out.programme = programme;
  out.roster = roster.id;
  const auto commit = [](const ListedSeat& seat) {
    return chain::Commitment::of(
        credential::seat_commitment(seat.salt, seat.person.name, seat.person.birth_date).view());
  };
  const auto by_seat = [](const auto& a, const auto& b) { return a.seat < b.seat; };
  for (const auto& seat : roster.seats)
    out.seats.push_back({code(seat.audience), code(seat.course), commit(seat), seat.seat});
  std::sort(out.seats.begin(), out.seats.end(), by_seat);
  if (roster.reseat.empty()) return out;
  out.reseat.emplace();
  for (const auto& seat : roster.reseat) out.reseat->push_back({commit(seat), seat.seat});
  std::sort(out.reseat->begin(), out.reseat->end(), by_seat);
  return out;
}

void TrainingNode::open_seats(const ListedRoster& roster) {
  must_be(desk().put_openings(view(), key("pgd-officer"), openings_json(roster).dump()));
}
log::LeafIndex TrainingNode::record(const ListedRoster& roster) {
  return net.must(roster_body(roster), "79PGD", {"pgd-officer"});
}
ListedRoster TrainingNode::approved(const std::vector<node::ListedPerson>& people, const std::string& course,
                                    const std::string& unit_code) {
  auto out = seats(people, course, unit_code);
  open_seats(out);
  record(out);
  return out;
}

json TrainingNode::trainer_json() {
  const std::string salt(credential::Salt::kSize, 's');
  return {{"name", "Phạm Văn Giảng"}, {"degree", "doctor"}, {"salt", crypto::base64url(salt)}};
}

chain::ClassId TrainingNode::open_class(const std::string& course) {
  chain::TrainingClass body;
  body.klass = class_id(9'000 + ++classes_);
  body.programme = programme;
  body.course = code(course);
  body.audience = code("GV");
  body.level = code("TIEU_HOC");
  body.number = ++numbers_;
  body.capacity = 100;
  if (course == "CDS_NC") body.topic = code("HA_TANG_CNTT");
  const auto salt = credential::Salt::of(std::string(credential::Salt::kSize, 's'));
  const auto trainer = credential::commitment("trainer", salt, {{"name", trainer_json().at("name")}});
  body.trainers = {{training::Degree::doctor, chain::Commitment::of(trainer.view()), {}}};
  net.must(body, "79DHSG", {"dh-officer"});
  return body.klass;
}

void TrainingNode::enrol(const chain::ClassId& klass, const std::vector<ListedSeat>& seats,
                         std::optional<chain::ClassId> after) {
  chain::TrainingEnrol body;
  body.klass = klass;
  for (const auto& seat : seats) body.seats.push_back({after, seat.seat});
  std::sort(body.seats.begin(), body.seats.end(), [](const auto& a, const auto& b) { return a.seat < b.seat; });
  net.must(body, "79DHSG", {"dh-officer"});
}

void TrainingNode::hold(const chain::ClassId& klass, std::uint32_t periods) {
  std::uint32_t number = 0;
  for (std::uint32_t left = periods; left > 0; left -= std::min(left, 10u)) {
    chain::TrainingSession body;
    body.klass = klass;
    body.date = date_in_utc7(net.net.now);
    body.mode = training::Mode::in_person;
    body.number = ++number;
    body.periods = std::min(left, 10u);
    net.must(body, "79DHSG", {"dh-officer"});
  }
}

void TrainingNode::give(const chain::ClassId& klass, const std::vector<ListedSeat>& seats, std::uint32_t attendance,
                        std::uint32_t test, bool correction) {
  chain::TrainingResult body;
  body.klass = klass;
  for (const auto& seat : seats) {
    chain::SeatResult one;
    one.seat = seat.seat;
    one.result.attended = 30;
    one.result.attendance = attendance;
    one.result.test = test;
    one.result.score = training::weighted_score({30, 70}, attendance, test);
    body.results.push_back(one);
  }
  std::sort(body.results.begin(), body.results.end(), [](const auto& a, const auto& b) { return a.seat < b.seat; });
  if (correction) body.reason = commitment("correction");
  net.must(body, "79DHSG", correction ? Names{"dh-officer", "dh-principal"} : Names{"dh-officer"});
}

void TrainingNode::close(const chain::ClassId& klass) {
  net.must(chain::TrainingClose{false, klass}, "79DHSG", {"dh-officer"});
}

chain::ClassId TrainingNode::teach(const std::vector<ListedSeat>& seats, std::uint32_t attendance, std::uint32_t test,
                                   const std::string& course) {
  const auto klass = open_class(course);
  enrol(klass, seats);
  hold(klass);
  give(klass, seats, attendance, test);
  close(klass);
  return klass;
}

chain::CredentialId TrainingNode::certify(const chain::ClassId& klass, const ListedSeat& seat) {
  const auto reserved =
      net.must(chain::RegisterReserve{code("training-certificate"), 2025, 1}, "79DHSG", {"dh-officer"});
  const auto& state = *view().state;
  const auto row = must_be(chain::find_reservation(state, reserved));
  const auto row_of_class = must_be(chain::find_class(state, klass));
  const auto attempt = must_be(chain::find_attempt(state, klass, seat.seat));
  const auto who = must_be(chain::find_seat(state, seat.seat));
  HOCBA_CHECK(row && row_of_class && attempt && attempt->result && who);
  chain::CredentialIssue body;
  body.type = code("training-certificate");
  body.period = code("2025");
  body.book = 2025;
  body.policy = must_be(chain::find_policy(state, body.type, body.period))->index;
  body.grants = {grants_.at("dh-principal"), grants_.at("dh-seal")};
  chain::IssueItem item;
  chain::ItemAttempt cited;
  cited.attendance = attempt->result->attendance;
  cited.attended = attempt->result->attended;
  cited.klass = klass;
  cited.course = row_of_class->course;
  cited.office = code("79PGD");
  cited.online = row_of_class->online;
  cited.periods = row_of_class->periods;
  cited.person = who->person;
  cited.programme = code("DE_AN_869");
  cited.score = attempt->result->score;
  cited.seat = seat.seat;
  cited.test = attempt->result->test;
  cited.topic = row_of_class->topic;
  item.attempts = std::vector<chain::ItemAttempt>{cited};
  item.id = credential_id(90'000 + ++documents_);
  item.digest = crypto::sha256({"training document ", std::to_string(documents_)});
  item.number = row->first;
  item.status = chain::status_index(*row, row->first);
  item.serial_tag = chain::SerialTag::of(crypto::sha256({"training serial ", std::to_string(documents_)}).view());
  body.items = {item};
  net.must(body, "79DHSG", {"dh-principal", "dh-seal"});
  return item.id;
}

void TrainingNode::merge_district() {
  // The clock moves at most 400 days at a time, and the grants of the network last three years.
  const Time merged = time_at("2025-06-30T17:00:00Z");
  net.advance(merged - days(3) - net.net.now);
  net.must(chain::UnitMerge{code("79PGD"), code("79XA02"), merged}, "79SGD", {"office-manager"});
  net.advance(merged + days(1) - net.net.now);
}

}  // namespace hocba::test

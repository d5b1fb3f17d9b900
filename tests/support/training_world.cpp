#include "tests/support/training_world.hpp"

#include <algorithm>

#include "tests/support/must_be.hpp"

namespace hocba::test {

using namespace chain;  // NOLINT: a test's support

namespace {

constexpr std::size_t kPerRecord = 200;
constexpr std::uint32_t kSessionPeriods = 4;

training::CourseRule course_rule(const std::string& name, training::Assessment assessment,
                                 const std::vector<std::string>& audiences) {
  training::CourseRule out;
  out.course = code(name);
  out.assessment = assessment;
  for (const std::string& audience : audiences) out.audiences.push_back({code(audience), {}});
  return out;
}

// Domain §3.1: not more than `learners`, `online` per cent, 30 periods of 45 minutes, 30 % and 70 %.
training::CourseRule scored(const std::string& name, std::uint32_t learners, std::uint32_t online) {
  training::CourseRule out = course_rule(name, training::Assessment::scored, {"CBQL", "GV", "NV"});
  out.max_learners = learners;
  out.max_online = online;
  out.min_periods = 30;
  out.period_minutes = 45;
  out.weights = training::Weights{30, 70};
  return out;
}

std::vector<RecordKind> with_registers(std::vector<RecordKind> kinds) {
  kinds.insert(kinds.begin(), {RecordKind::register_reserve, RecordKind::register_spoil, RecordKind::credential_issue,
                               RecordKind::credential_status});
  return kinds;
}

template <class T, class Use>
void in_parts(const std::vector<T>& all, Use use) {
  for (std::size_t at = 0; at < all.size(); at += kPerRecord) {
    const auto begin = all.begin() + static_cast<std::ptrdiff_t>(at);
    const auto end = all.begin() + static_cast<std::ptrdiff_t>(std::min(all.size(), at + kPerRecord));
    use(std::vector<T>(begin, end));
  }
}

}  // namespace

Date date_at(std::string_view text) { return must_be(date_from_text(text)); }

const Names& TrainingWorld::office_keys() {
  static const Names names = {"pgd-officer"};
  return names;
}
const Names& TrainingWorld::provider_keys() {
  static const Names names = {"dh-officer"};
  return names;
}
const Names& TrainingWorld::provider_two() {
  static const Names names = {"dh-officer", "dh-principal"};
  return names;
}
const std::vector<RecordKind>& TrainingWorld::training_kinds() {
  static const std::vector<RecordKind> kinds = {RecordKind::training_programme, RecordKind::training_roster,
                                                RecordKind::training_class,     RecordKind::training_enrol,
                                                RecordKind::training_session,   RecordKind::training_result,
                                                RecordKind::training_close,     RecordKind::report_file};
  return kinds;
}

TrainingWorld::TrainingWorld(NetworkBuilder& network) : net(network) {
  person = [](std::uint64_t n) { return commitment("person of seat " + std::to_string(n)); };
  net.found();
  found_units();
  net.advance(days(9));  // 10/09/2024: before rosters are due
  publish(rules());
  net.close_block();
}

LeafIndex TrainingWorld::must(Body body, const std::string& unit, const Names& keys) {
  return net.must(std::move(body), unit, keys);
}

void TrainingWorld::empower(const std::string& key, const std::string& unit, chain::Role role) {
  const auto body = net.grant_body(key, unit, role, with_registers(training_kinds()));
  grants_[{key, unit}] = must(body, "79SGD", {"office-manager"});
}

void TrainingWorld::found_units() {
  using chain::Role;
  must(net.grant_body("so-officer", "79SGD", Role::officer, training_kinds()), "", NetworkBuilder::founders());
  for (const auto& [unit, type] :
       {std::pair("79PGD", UnitType::district_office), std::pair("79XA01", UnitType::commune_office),
        std::pair("79DH01", UnitType::training_provider), std::pair("79DH02", UnitType::training_provider),
        std::pair("79DH09", UnitType::training_provider)})
    must(net.unit_body(unit, "79SGD", type), "79SGD", {"office-manager"});
  empower("pgd-officer", "79PGD", Role::officer);
  empower("xa-officer", "79XA01", Role::officer);
  empower("dh-principal", "79DH01", Role::principal);
  empower("dh-seal", "79DH01", Role::seal);
  empower("dh-registrar", "79DH01", Role::registrar);
  empower("dh-officer", "79DH01", Role::officer);
  empower("dh2-officer", "79DH02", Role::officer);
  empower("dh9-officer", "79DH09", Role::officer);
  empower("school-reporter", "79TH0001", Role::officer);
  for (const auto assessment :
       {training::Assessment::scored, training::Assessment::attendance, training::Assessment::external})
    must(net.policy_body(std::string(training::document_type(assessment)), "2025"), "", NetworkBuilder::founders());
  net.close_block();
}

training::ProgrammeRules TrainingWorld::rules() {
  training::ProgrammeRules out;
  out.programme = code("DE_AN_869");
  out.document = crypto::sha256("the programme's file");
  out.courses = {scored("CDS_CB", 150, 50), scored("CDS_NC", 100, 30),
                 course_rule("MOOC", training::Assessment::external, {"GV"}),
                 course_rule("TAP_HUAN", training::Assessment::attendance, {"CBQL", "GV", "NV"})};
  out.courses[1].audiences = {{code("CBQL"), {code("NEN_TANG_SO"), code("QUAN_LY_CDS")}},
                              {code("GV"), {code("HA_TANG_CNTT"), code("QUAN_LY_CDS")}},
                              {code("NV"), {code("HA_TANG_CNTT")}}};
  out.courses[3].min_attendance = 80;
  const auto certificate = [](std::vector<CodeText> courses, training::Assessment assessment) {
    return training::CertificateRule{std::move(courses), code(training::document_type(assessment))};
  };
  out.certificates = {certificate({code("CDS_CB")}, training::Assessment::scored),
                      certificate({code("CDS_NC")}, training::Assessment::scored),
                      certificate({code("CDS_CB"), code("CDS_NC")}, training::Assessment::scored),
                      certificate({code("MOOC")}, training::Assessment::external),
                      certificate({code("TAP_HUAN")}, training::Assessment::attendance)};
  out.levels = {code("THCS"), code("TIEU_HOC")};
  out.phase = training::Phase{date_at("2024-10-01"), date_at("2025-12-31")};
  out.planned = {{code("GV"), 100, code("CDS_CB"), code("TIEU_HOC")}, {code("NV"), 5, std::nullopt, code("THCS")}};
  out.providers = {code("79DH01"), code("79DH02")};
  using training::Reporter;
  using training::ReportKind;
  out.reports = {{5, std::nullopt, ReportKind::monthly, Reporter::school, std::nullopt},
                 {20, std::nullopt, ReportKind::quarterly, Reporter::school, std::nullopt},
                 {25, std::nullopt, ReportKind::quarterly, Reporter::office, std::nullopt},
                 {31, 12, ReportKind::yearly, Reporter::office, std::nullopt},
                 {9, 10, ReportKind::ad_hoc, Reporter::office, 2024}};
  out.roster_due = date_at("2024-09-15");  // «trước ngày 16/9/2024»
  out.targets = {{std::nullopt, std::nullopt, code("CDS_CB"), 100}, {std::nullopt, std::nullopt, code("CDS_NC"), 30}};
  out.trainer_degree = training::Degree::master;
  out.uses = {code("NQ_08_2023")};
  return out;
}

const training::CourseRule& TrainingWorld::course(const std::string& name) const {
  const auto* found = training::find_course(rules_, code(name));
  HOCBA_CHECK(found != nullptr);
  return *found;
}

RosterSeat TrainingWorld::roster_seat(std::uint64_t n, const std::string& name, const std::string& audience) const {
  return {code(audience), code(name), person(n), seat_id(n)};
}

TrainingRoster TrainingWorld::roster_body(std::vector<RosterSeat> seats) {
  return {programme, {}, {}, roster_id(++rosters_), std::move(seats)};
}

TrainingClass TrainingWorld::class_body(const std::string& name, const std::string& audience) {
  TrainingClass b;
  b.klass = class_id(++classes_);
  b.programme = programme;
  b.course = code(name);
  b.audience = code(audience);
  b.number = ++class_numbers_[name];
  b.level = code("TIEU_HOC");
  const training::CourseRule& rule = course(name);
  if (rule.assessment == training::Assessment::external) {
    b.source = code("GOOGLE_EDU");
  } else {
    b.trainers = {{training::Degree::doctor, commitment("trainer"), training::AcademicTitle::associate_professor}};
  }
  const auto* whom = training::find_audience(rule, b.audience);
  if (whom != nullptr && !whom->topics.empty()) b.topic = whom->topics.front();
  return b;
}

TrainingEnrol TrainingWorld::enrol_body(const ClassId& klass, const std::vector<SeatId>& seats) const {
  TrainingEnrol b;
  b.klass = klass;
  for (const SeatId& id : seats) {
    const auto seat = must_be(find_seat(net.view(), id));
    b.seats.push_back({seat ? seat->last : std::nullopt, id});
  }
  return b;
}

TrainingSession TrainingWorld::session_body(const ClassId& klass, std::uint32_t periods, training::Mode mode) const {
  const auto row = must_be(find_class(net.view(), klass));
  TrainingSession b;
  b.klass = klass;
  b.date = date_in_utc7(net.now);
  b.details = commitment("the register of the session");
  b.mode = mode;
  b.number = (row ? row->sessions : 0) + 1;
  b.periods = periods;
  return b;
}

SeatResult TrainingWorld::result_of(const ClassId& klass, const SeatId& seat, std::uint32_t mark,
                                    std::uint32_t test) const {
  const auto row = must_be(find_class(net.view(), klass));
  HOCBA_CHECK(row.has_value());
  const training::CourseRule rule = must_be(course_of(net.view(), *row));
  SeatResult out;
  out.seat = seat;
  out.result.attended = row->periods;
  if (rule.assessment == training::Assessment::attendance) return out;
  if (rule.weights) {
    out.result.attendance = mark;
    out.result.test = test;
    out.result.score = training::weighted_score(*rule.weights, mark, test);
  } else {
    out.result.score = mark;
  }
  return out;
}

TrainingResult TrainingWorld::result_body(const ClassId& klass, const std::vector<SeatId>& seats, std::uint32_t mark,
                                          std::uint32_t test) const {
  TrainingResult b;
  b.klass = klass;
  for (const SeatId& seat : seats) b.results.push_back(result_of(klass, seat, mark, test));
  return b;
}

ReportFile TrainingWorld::report_body(training::ReportKind kind, const std::string& period) const {
  ReportFile b;
  b.as_of = TreeSize{1};
  b.digest = crypto::sha256({"report ", period});
  b.kind = kind;
  b.period = code(period);
  b.programme = programme;
  return b;
}

ItemAttempt TrainingWorld::attempt_of(const ClassId& klass, const SeatId& seat) const {
  const auto row = must_be(find_class(net.view(), klass));
  const auto attempt = must_be(find_attempt(net.view(), klass, seat));
  const auto who = must_be(find_seat(net.view(), seat));
  HOCBA_CHECK(row && attempt && attempt->result && who);
  const auto version = must_be(find_programme(net.view(), row->version));
  HOCBA_CHECK(version);
  ItemAttempt out;
  out.attendance = attempt->result->attendance;
  out.attended = attempt->result->attended;
  out.klass = klass;
  out.course = row->course;
  out.office = version->first_office;
  out.online = row->online;
  out.periods = row->periods;
  out.person = who->person;
  out.programme = version->rules.programme;
  out.score = attempt->result->score;
  out.seat = seat;
  out.source = row->source;
  out.test = attempt->result->test;
  out.topic = row->topic;
  return out;
}

CredentialIssue TrainingWorld::issue_body(const std::string& type, std::vector<std::vector<ItemAttempt>> items,
                                          const std::string& unit) {
  const auto count = static_cast<std::uint32_t>(items.size());
  const LeafIndex at = must(RegisterReserve{code(type), 2025, count}, unit, {"dh-registrar"});
  const auto reservation = must_be(find_reservation(net.view(), at));
  HOCBA_CHECK(reservation.has_value());
  CredentialIssue b;
  b.type = code(type);
  b.period = code("2025");
  b.book = 2025;
  b.policy = must_be(find_policy(net.view(), b.type, b.period))->index;
  b.grants = {grants_.at({"dh-principal", unit}), grants_.at({"dh-seal", unit})};
  for (std::size_t i = 0; i < items.size(); ++i) {
    IssueItem item;
    item.attempts = std::move(items[i]);
    item.id = credential_id(2'000'000 + ++credentials_);
    item.digest = crypto::sha256({"training document ", std::to_string(credentials_)});
    item.number = reservation->first + static_cast<std::uint32_t>(i);
    item.status = status_index(*reservation, item.number);
    item.serial_tag = SerialTag::of(crypto::sha256({"training serial ", std::to_string(credentials_)}).view());
    b.items.push_back(std::move(item));
  }
  return b;
}

LeafIndex TrainingWorld::publish(const training::ProgrammeRules& rules) {
  programme = must(TrainingProgramme{rules, std::nullopt}, kOffice, office_keys());
  rules_ = rules;
  return programme;
}

std::vector<SeatId> TrainingWorld::approve(const std::string& name, const std::string& audience, std::size_t count) {
  std::vector<RosterSeat> seats;
  std::vector<SeatId> ids;
  for (std::size_t i = 0; i < count; ++i) {
    seats.push_back(roster_seat(++seats_, name, audience));
    ids.push_back(seats.back().seat);
  }
  in_parts(seats, [&](std::vector<RosterSeat> part) { must(roster_body(std::move(part)), kOffice, office_keys()); });
  return ids;
}

ClassId TrainingWorld::open(const std::string& name, const std::string& audience) {
  const TrainingClass b = class_body(name, audience);
  must(b, kProvider, provider_keys());
  return b.klass;
}

void TrainingWorld::enrol(const ClassId& klass, const std::vector<SeatId>& seats) {
  in_parts(seats, [&](const std::vector<SeatId>& part) { must(enrol_body(klass, part), kProvider, provider_keys()); });
}

void TrainingWorld::hold(const ClassId& klass, std::uint32_t periods, std::uint32_t online) {
  const auto part = [&](std::uint32_t left, training::Mode mode) {
    for (; left > 0; left -= std::min(left, kSessionPeriods))
      must(session_body(klass, std::min(left, kSessionPeriods), mode), kProvider, provider_keys());
  };
  part(periods - online, training::Mode::in_person);
  part(online, training::Mode::online);
}

void TrainingWorld::give(const ClassId& klass, const std::vector<SeatId>& seats, std::uint32_t mark,
                         std::uint32_t test) {
  in_parts(seats, [&](const std::vector<SeatId>& part) {
    must(result_body(klass, part, mark, test), kProvider, provider_keys());
  });
}

void TrainingWorld::withdraw(const ClassId& klass, const std::vector<SeatId>& seats) {
  TrainingResult b;
  b.klass = klass;
  for (const SeatId& seat : seats) b.results.push_back({{std::nullopt, 0, training::Outcome::withdrawn, {}, {}}, seat});
  must(b, kProvider, provider_keys());
}

void TrainingWorld::close(const ClassId& klass, bool cancelled) {
  must(TrainingClose{cancelled, klass}, kProvider, provider_keys());
}

std::vector<CredentialId> TrainingWorld::issue(const ClassId& klass, const std::vector<SeatId>& seats) {
  const auto row = must_be(find_class(net.view(), klass));
  HOCBA_CHECK(row.has_value());
  const std::string type(training::document_type(must_be(course_of(net.view(), *row)).assessment));
  std::vector<CredentialId> out;
  in_parts(seats, [&](const std::vector<SeatId>& part) {
    std::vector<std::vector<ItemAttempt>> items;
    for (const SeatId& seat : part) items.push_back({attempt_of(klass, seat)});
    const auto body = issue_body(type, std::move(items));
    must(body, kProvider, {"dh-principal", "dh-seal"});
    for (const IssueItem& item : body.items) out.push_back(item.id);
  });
  return out;
}

ClassId TrainingWorld::taught(const std::string& name, const std::string& audience, const std::vector<SeatId>& seats,
                              std::uint32_t mark, std::uint32_t test) {
  const ClassId klass = open(name, audience);
  enrol(klass, seats);
  if (course(name).assessment != training::Assessment::external) hold(klass, 30);
  give(klass, seats, mark, test);
  close(klass);
  return klass;
}

}  // namespace hocba::test

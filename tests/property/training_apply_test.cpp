// Random records of training, good and bad, while offices and providers end and others go on for them. Two validators
// read the same bytes into stores of their own and stay equal: same state, same refusals with the same words. A naive
// model, written from the plan's sentences («không quá 150 học viên/lớp», «không dưới 30 tiết/Môđun», «không quá 30% số
// tiết», «30% … 70%», «sẽ thực hiện bồi dưỡng lại») with fractions and plain lists, says of every record whether it is
// allowed and of every seat whether it passed. Seeded; enough must happen for a run to count.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <random>
#include <set>
#include <sstream>

#include "tests/support/naive_training.hpp"
#include "tests/support/second_validator.hpp"
#include "tests/support/training_world.hpp"

namespace hocba::chain {
namespace {

using test::code;
using test::commitment;
using test::half_up;
using test::NaiveCertificate;
using test::NaiveClass;
using test::NaiveLedger;
using test::NaiveSeat;
using test::NaiveVersion;
using test::Names;
using test::NetworkBuilder;
using test::TrainingWorld;
using training::Assessment;
using training::Mode;
using training::Outcome;
using training::ResultData;

class Walk {
 public:
  // Every other programme is the department's; the others are a district's, which may end.
  explicit Walk(std::uint32_t seed) : random_(seed), world_(net_), home_(seed % 2 == 0 ? "79PGD" : kDepartment) {
    for (const char* provider : {kSecond, kThird}) {
      world_.empower("dh-principal", provider, Role::principal);
      world_.empower("dh-seal", provider, Role::seal);
      world_.empower("dh-registrar", provider, Role::registrar);
    }
    NaiveVersion first;
    first.office = home_;
    const TrainingProgramme b{test::rules_of(first), {}};
    take(b, first, net_.must(b, home_, {kOffices.at(home_)}));
    for (const auto& [key, role] : {std::pair("dh-eraser", Role::registrar), std::pair("dh-eraser-2", Role::principal)})
      net_.must(net_.grant_body(key, TrainingWorld::kProvider, role, {RecordKind::document_erase}), kDepartment,
                {"office-manager"});
    net_.close_block();
  }

  void step() {
    if (pick(12) == 0) close_block();
    if (pick(40) == 0) {
      close_block();
      net_.advance(hours(1));
    }
    naive_.now = net_.now;
    naive_.today = date_in_utc7(net_.now);
    if (pick(60) == 0) return try_programme();
    if (pick(80) == 0) return try_merge();
    switch (pick(15)) {
      case 0:
      case 1:
        return try_roster();
      case 2:
        return try_class();
      case 3:
      case 4:
        return of_class(some_enrol());
      case 5:
      case 6:
      case 7:
        return of_class(some_session());
      case 8:
      case 9:
      case 10:
        return try_result();
      case 11:
        return pick(10) == 0 ? try_cancel() : of_class(TrainingClose{pick(6) == 0, some_class()});
      case 12:
        return try_issue();
      case 13:
        return try_report();
      default:
        return pick(6) == 0 ? try_erase() : try_status();
    }
  }

  void close_block() {
    net_.close_block();
    other_.read();
    check();
  }

  void check() {
    for (const auto& [id, naive] : naive_.seats) {
      const auto row = **find_seat(other_.state(), id);
      ASSERT_EQ(*standing_of(other_.state(), row), naive_.standing(id)) << training::to_text(id);
      ASSERT_EQ(row.attempts, naive.classes.size());
      ASSERT_EQ(row.person, naive.person);
      seen["passes"] += naive_.standing(id) == SeatStanding::passed ? 1u : 0u;
    }
    for (const auto& [id, naive] : naive_.classes) {
      const auto row = **find_class(other_.state(), id);
      ASSERT_EQ(row.periods, naive.periods());
      ASSERT_EQ(row.online, naive.online());
      ASSERT_EQ(row.enrolled - row.withdrawn, naive.staying());
    }
    // One certificate in force for a seat, at most.
    std::set<SeatId> certified;
    for (const auto& [id, naive] : naive_.certificates) {
      const auto row = **find_credential(other_.state(), id);
      ASSERT_EQ(to_text(row.standing), naive.standing);
      ASSERT_EQ(row.erased, naive.erased);
      if (naive.standing != "in_force") continue;
      for (const SeatId& seat : naive.seats) {
        ASSERT_TRUE(certified.insert(seat).second) << "two certificates in force";
        ASSERT_TRUE(naive_.passed(seat)) << "a certificate without a pass";
      }
    }
  }

  std::map<RecordKind, std::size_t> accepted;
  std::set<std::string> codes;
  std::map<StatusAction, std::size_t> changes;
  std::map<std::string, std::size_t> seen;  // what else happened
  std::size_t blocks() const { return other_.blocks(); }

 private:
  std::uint32_t pick(std::uint32_t below) {
    return std::uniform_int_distribution<std::uint32_t>(0, below - 1)(random_);
  }
  template <class Map>
  const typename Map::value_type& any(const Map& map) {
    return *std::next(map.begin(), pick(static_cast<std::uint32_t>(map.size())));
  }

  // Of the class, or who goes on for it; now and then any.
  std::string provider_of(const ClassId& id) {
    const auto found = naive_.classes.find(id);
    if (pick(25) == 0) return any(kProviders).first;
    return naive_.living(found == naive_.classes.end() ? TrainingWorld::kProvider : found->second.provider);
  }
  static Names keys_of(const std::string& provider) { return {kProviders.at(provider)}; }
  template <class B>
  void of_class(const B& body) {
    const std::string unit = provider_of(body.klass);
    judge_of_class(body, naive_.allows(body, unit), keys_of(unit), unit);
  }
  template <class B>
  void judge_of_class(const B& body, bool allowed, const Names& keys, const std::string& unit) {
    judge(body, allowed, keys, unit);
    if (taken_ && naive_.classes.at(body.klass).provider != unit) ++seen["inherited"];
  }
  template <class B>
  void judge(const B& body, bool right, const Names& keys, const std::string& unit) {
    const bool allowed = right && naive_.active(unit);
    const auto record = net_.verified(net_.record(body, unit), keys);
    const auto place = other_.place();
    const auto result = net_.add(record);
    taken_ = result.ok();
    ASSERT_EQ(result.ok(), allowed) << record.bytes() << (result.ok() ? "" : result.error().to_string());
    if (result.ok()) {
      ++accepted[record.record().kind()];
      if constexpr (requires { naive_.take(body, unit, *result); })
        naive_.take(body, unit, *result);
      else if constexpr (requires { naive_.take(body, unit); })
        naive_.take(body, unit);
      else if constexpr (requires { naive_.take(body); })
        naive_.take(body);
      if (unit == kSecond) ++seen["second"];
    } else {
      codes.insert(std::string(result.error().code().id));
      other_.expect_refusal(place, record, result.error());
    }
  }

  void take(const TrainingProgramme& b, const NaiveVersion& v, LeafIndex at) {
    world_.programme = at;
    naive_.take(b, v, at);
  }
  void try_programme() {
    NaiveVersion v;
    v.periods = 5 + pick(3);
    v.pass = 45 + 5 * pick(3);
    v.basic = pick(3) == 0 ? 3 : 150;
    v.levels = pick(3) != 0;
    v.second = pick(4) != 0;
    v.both = pick(4) != 0;
    v.office = pick(4) == 0 ? any(kOffices).first : naive_.living(home_);
    TrainingProgramme b{test::rules_of(v), {}};
    // Who did not publish before begins a programme of its own without this, which is not this one's walk.
    const bool before = std::any_of(naive_.versions.begin(), naive_.versions.end(),
                                    [&](const auto& one) { return one.second.office == v.office; });
    if (!before || pick(3) == 0)
      b.replaces = pick(4) == 0 ? any(naive_.versions).first : naive_.versions.rbegin()->first;
    const bool spoilt = pick(6) == 0;
    if (spoilt) b.rules.courses[3].assessment = Assessment::scored;  // which the certificates' type contradicts
    const auto next = to_u64(net_.open_block().next_index());
    judge(b, !spoilt && naive_.allows(b, v.office), {kOffices.at(v.office)}, v.office);
    if (taken_) take(b, v, LeafIndex{next});
  }
  // Now, in a few hours, or before.
  void try_merge() {
    static const std::vector<std::string> kUnits = {"79PGD", "79XA01", kDepartment, TrainingWorld::kProvider,
                                                    kSecond, kThird};
    std::string from = kUnits[pick(6)], into = kUnits[pick(6)];
    // An office may take in a provider, which then teaches no more: not on this walk.
    if (kOffices.count(from) < kOffices.count(into)) std::swap(from, into);
    static const std::vector<Duration> kWhen = {hours(-2), hours(0), hours(1), hours(5), days(-30)};
    const UnitMerge b{code(from), code(into), net_.now + kWhen[pick(5)]};
    const bool manager = pick(8) != 0;
    judge(b, manager && naive_.allows(b, kDepartment), {manager ? "office-manager" : "so-officer"}, kDepartment);
  }
  void try_report() {
    static const std::map<std::string, std::string> kUnits = {{"79TH0001", "school-reporter"},
                                                              {"79PGD", "pgd-officer"},
                                                              {"79XA01", "xa-officer"},
                                                              {kDepartment, "so-officer"}};
    const auto& [unit, key] = any(kUnits);
    const bool yearly = pick(3) == 0;
    const std::string period = yearly ? (pick(4) == 0 ? "2025" : "2024") : "2024-" + std::string(kMonths[pick(6)]);
    ReportFile b = world_.report_body(yearly ? training::ReportKind::yearly : training::ReportKind::monthly, period);
    const std::uint64_t next = to_u64(net_.open_block().next_index());
    b.as_of = TreeSize{pick(12) == 0 ? 0 : next + (pick(12) == 0 ? 1 : 0)};
    if (pick(3) == 0) b.programme = any(naive_.versions).first;
    std::set<LeafIndex> sources;
    for (const auto& [index, report] : naive_.reports) {
      const bool fits = report.slot.substr(report.slot.find(' ') + 1) == period && report.unit != unit;
      if (pick(fits ? 3u : 60u) == 0) sources.insert(index);
      if (report.present && report.unit == unit && fits == false &&
          report.slot == std::string(training::to_text(b.kind)) + " " + period && pick(10) != 0)
        b.replaces = index;
    }
    if (pick(20) == 0 && !naive_.reports.empty()) b.replaces = any(naive_.reports).first;
    b.based_on.assign(sources.begin(), sources.end());
    judge(b, naive_.allows(b, unit, next), {key}, unit);
  }

  void try_roster() {
    const auto& [unit, key] = pick(2) == 0 ? *kOffices.find(naive_.living(home_)) : any(kOffices);
    static const std::vector<std::string> kCourses = {"CDS_CB", "CDS_NC", "MOOC", "TAP_HUAN", "CDS_XX"};
    static const std::vector<std::string> kAudiences = {"GV", "GV", "GV", "NV", "CBQL", "HS"};
    std::vector<RosterSeat> seats;
    if (pick(3) != 0) {
      const std::string course = kCourses[pick(12) == 0 ? 4 : pick(4)], audience = kAudiences[pick(6)];
      for (std::uint32_t i = 0; i <= pick(3); ++i)
        seats.push_back(world_.roster_seat(i == 0 && seats_ > 0 && pick(20) == 0 ? 1 : ++seats_, course, audience));
    }
    TrainingRoster b = world_.roster_body(std::move(seats));
    if (pick(30) == 0) b.programme = any(naive_.versions).first;
    if (pick(10) == 0 && !naive_.seats.empty()) b.removed = {some_seat()};
    if (pick(5) == 0 && !naive_.seats.empty()) b.reseat = some_reseats(b);
    if (b.reseat && naive_.allows(b, unit)) {
      ++seen["reseated"];
      for (const Reseat& one : *b.reseat) before_[one.seat] = naive_.seats.at(one.seat).person;
    }
    judge(b, naive_.allows(b, unit), {key}, unit);
  }
  std::vector<Reseat> some_reseats(const TrainingRoster& b) {
    std::map<SeatId, Commitment> chosen;
    for (std::uint32_t i = 0; i <= pick(2); ++i) {
      const SeatId id = pick(15) == 0 && !b.seats.empty() ? b.seats[0].seat : some_seat();
      const auto seat = naive_.seats.find(id);
      const bool same = pick(15) == 0 && seat != naive_.seats.end();
      chosen[id] = same ? seat->second.person : commitment("called " + std::to_string(++names_));
    }
    std::vector<Reseat> out;
    for (const auto& [id, person] : chosen) out.push_back({person, id});
    return out;
  }
  void try_class() {
    static const std::vector<std::string> kCourses = {"CDS_CB", "CDS_NC", "TAP_HUAN", "MOOC"};
    static const std::vector<std::string> kAudiences = {"GV", "GV", "GV", "GV", "NV", "CBQL"};
    const std::string unit =
        pick(12) == 0 ? any(kProviders).first : naive_.living(pick(4) == 0 ? kSecond : TrainingWorld::kProvider);
    const std::string course = kCourses[pick(4)];
    TrainingClass b = world_.class_body(course, course == "MOOC" ? "GV" : kAudiences[pick(6)]);
    if (pick(2) == 0) b.capacity = 1 + pick(3);
    if (b.topic && b.audience.str() != "NV" && pick(2) == 0) b.topic = code("QUAN_LY_CDS");
    if (!naive_.versions.rbegin()->second.levels) b.level.reset();
    if (pick(3) == 0) spoil(b);
    judge(b, naive_.allows(b, unit), keys_of(unit), unit);
  }
  // In one point, which may be right all the same.
  void spoil(TrainingClass& b) {
    switch (pick(10)) {
      case 0:
        b.number = 1 + pick(3);
        break;
      case 1:
        b.capacity = std::vector<std::uint32_t>{0, 3, 4, 100, 101, 150, 151, 1'000, 1'001}[pick(9)];
        break;
      case 2:
        b.audience = code(pick(2) == 0 ? "HS" : "NV");
        break;
      case 3:
        b.topic = code("NEN_TANG_SO");
        break;
      case 4:
        b.topic.reset();
        break;
      case 5:
        b.source = pick(2) == 0 ? std::optional<CodeText>() : code("LMS");
        break;
      case 6:
        b.trainers.clear();
        break;
      case 7:
        for (Trainer& one : b.trainers) one.degree = training::Degree::bachelor;
        break;
      case 8:
        b.level = pick(2) == 0 ? std::optional<CodeText>() : code("THCS");
        break;
      default:
        b.programme = any(naive_.versions).first;
    }
  }
  void try_result() {
    const TrainingResult b = some_result();
    const std::string unit = provider_of(b.klass);
    const bool two = pick(6) != 0;
    Names keys = keys_of(unit);
    if (two) keys.push_back("dh-principal");
    judge_of_class(b, naive_.allows(b, unit, two), keys, unit);
  }

  SeatId some_seat() { return naive_.seats.empty() || pick(25) == 0 ? test::seat_id(9'999) : any(naive_.seats).first; }
  SeatId one_who_failed() {  // or left
    for (int i = 0; i < 8 && !naive_.seats.empty(); ++i)
      if (const SeatId id = any(naive_.seats).first; naive_.standing(id) == SeatStanding::not_passed) return id;
    return some_seat();
  }
  ClassId some_class() {
    if (naive_.classes.empty() || pick(40) == 0) return test::class_id(9'999);
    for (int i = pick(15) == 0 ? 4 : 0; i < 4; ++i) {  // mostly one that is open
      const auto& [id, c] = any(naive_.classes);
      if (!c.closed && !c.cancelled) return id;
    }
    return any(naive_.classes).first;
  }
  TrainingEnrol some_enrol() {
    TrainingEnrol b;
    b.klass = some_class();
    const auto found = naive_.classes.find(b.klass);
    std::set<SeatId> chosen;
    for (int i = 0; i < 12 && chosen.size() < 3; ++i) {
      const SeatId id = pick(2) == 0 ? one_who_failed() : some_seat();
      const auto seat = naive_.seats.find(id);
      const bool fits = found != naive_.classes.end() && seat != naive_.seats.end() &&
                        seat->second.course == found->second.course &&
                        seat->second.audience == found->second.audience && !naive_.learning(id) && !naive_.passed(id);
      if (fits || pick(25) == 0) chosen.insert(id);
    }
    if (chosen.empty()) chosen.insert(some_seat());
    for (const SeatId& id : chosen) {
      EnrolSeat one{std::nullopt, id};
      const auto seat = naive_.seats.find(id);
      if (seat != naive_.seats.end() && !seat->second.classes.empty() && pick(15) != 0)
        one.after = seat->second.classes.back();
      b.seats.push_back(one);
    }
    return b;
  }
  TrainingSession some_session() {
    TrainingSession b;
    b.klass = some_class();
    const auto found = naive_.classes.find(b.klass);
    const auto held = static_cast<std::uint32_t>(found == naive_.classes.end() ? 0 : found->second.sessions.size());
    b.date = date_in_utc7(net_.now + days(pick(15) == 0 ? 1 : 0));
    b.mode = pick(3) == 0 ? Mode::online : Mode::in_person;
    b.number = pick(6) == 0 ? 1 + pick(held + 2) : held + 1;
    b.periods = pick(20) == 0 ? 31 + pick(3) : pick(8);
    return b;
  }
  ResultData some_data(const NaiveClass& c) {
    ResultData r;
    r.attended =
        pick(4) == 0 ? pick(static_cast<std::uint32_t>(c.periods()) + 2) : static_cast<std::uint32_t>(c.periods());
    if (c.course == "MOOC" && pick(8) != 0) r.attended = 0;
    if (pick(9) == 0) {
      r.outcome = Outcome::withdrawn;
      return r;
    }
    if (c.course == "TAP_HUAN" && pick(20) != 0) return r;
    const std::uint32_t a = 40 + pick(30), t = 40 + pick(30);
    if (c.course == "MOOC") {
      if (pick(2) == 0) r.score = a;
      return r;
    }
    r.attendance = a;
    r.test = t;
    r.score = static_cast<std::uint32_t>(half_up({30 * a + 70 * t, 100})) + (pick(15) == 0 ? 1 : 0);
    return r;
  }
  TrainingResult some_result() {
    TrainingResult b;
    b.klass = some_class();
    for (int i = 0; i < 6 && !naive_.classes.empty() && pick(3) == 0; ++i)  // now and then one that is closed
      if (const auto& [id, c] = any(naive_.classes); c.closed) b.klass = id;
    const auto found = naive_.classes.find(b.klass);
    if (found == naive_.classes.end() || found->second.learners.empty()) {
      b.results.push_back({{}, some_seat()});
      return b;
    }
    const NaiveClass& c = found->second;
    const bool over = c.closed || c.cancelled;
    if (over != (pick(12) == 0)) b.reason = commitment("reason");
    for (const auto& [id, result] : c.learners)
      if (over ? pick(static_cast<std::uint32_t>(c.learners.size())) == 0 : pick(3) != 0)
        b.results.push_back({some_data(c), id});
    if (b.results.empty() || pick(30) == 0) b.results.assign(1, {some_data(c), some_seat()});
    // Some corrections change nothing that is cited.
    if (over && pick(3) == 0 && c.learners.count(b.results[0].seat) != 0 && c.learners.at(b.results[0].seat))
      b.results[0].result = *c.learners.at(b.results[0].seat);
    return b;
  }
  ItemAttempt attempt_of(const ClassId& in, const SeatId& id) const {
    const NaiveClass& c = naive_.classes.at(in);
    const ResultData r = c.learners.at(id).value_or(ResultData{});
    ItemAttempt out;
    out.attendance = r.attendance;
    out.attended = r.attended;
    out.klass = in;
    out.course = code(c.course);
    out.office = code(home_);
    out.online = static_cast<std::uint32_t>(c.online());
    out.periods = static_cast<std::uint32_t>(c.periods());
    out.person = naive_.seats.at(id).person;
    out.programme = code("DE_AN_869");
    out.score = r.score;
    out.seat = id;
    if (!c.source.empty()) out.source = code(c.source);
    out.test = r.test;
    if (!c.topic.empty()) out.topic = code(c.topic);
    return out;
  }
  // One or two attempts, mostly passed ones.
  void try_issue() {
    std::map<SeatId, ClassId> passed;
    for (const auto& [in, c] : naive_.classes)
      for (const auto& [id, result] : c.learners)
        if (NaiveLedger::passes(c, result) || pick(15) == 0) passed.emplace(id, in);
    if (passed.empty()) return;
    std::map<SeatId, ItemAttempt> chosen;
    for (std::uint32_t i = 0; i <= (pick(3) == 0 ? 1u : 0u); ++i) {
      const auto& [id, in] = any(passed);
      chosen.emplace(id, attempt_of(in, id));
    }
    std::vector<ItemAttempt> attempts;
    for (const auto& [id, one] : chosen) attempts.push_back(one);
    switch (pick(12)) {
      case 4:
        attempts[0].source = attempts[0].source ? std::optional<CodeText>() : code("LMS");
        break;
      case 0:
        attempts[0].attended += 1;
        break;
      case 1:
        attempts[0].person = commitment("somebody else");
        break;
      case 2:
        if (attempts[0].score) *attempts[0].score += 1;
        break;
      case 3:  // whom a correction came between
        if (const auto before = before_.find(attempts[0].seat); before != before_.end()) {
          attempts[0].person = before->second;
          ++seen["outdated"];
        }
        break;
      default:
        break;
    }
    const std::string& course = naive_.classes.at(attempts[0].klass).course;
    const std::string type = course == "MOOC"       ? "external-completion"
                             : course == "TAP_HUAN" ? "attendance-confirmation"
                                                    : "training-certificate";
    std::string unit = naive_.living(naive_.classes.at(attempts[0].klass).provider);
    if (const std::string other = any(kProviders).first; pick(12) == 0 && naive_.active(other)) unit = other;
    const CredentialIssue body = world_.issue_body(type, {attempts}, unit);
    judge(body, naive_.allows(body, unit), {"dh-principal", "dh-seal"}, unit);
    if (taken_ && unit != TrainingWorld::kProvider) ++seen["issued_by_another"];
  }
  void try_status() {
    if (naive_.certificates.empty()) return;
    static const std::vector<StatusAction> kActions = {StatusAction::suspend, StatusAction::suspend,
                                                       StatusAction::reinstate, StatusAction::revoke,
                                                       StatusAction::supersede};
    CredentialStatus b{any(naive_.certificates).first, kActions[pick(5)], {}, commitment("reason")};
    if (b.action == StatusAction::supersede) {  // mostly one that another took the place of
      for (int i = 0; i < 60; ++i) {
        const auto& [id, one] = any(naive_.certificates);
        b.credential = id;
        b.successor = naive_.seats.at(one.seats.front()).certificate;
        if (one.standing == "suspended" && b.successor != id) break;
      }
      if (pick(8) == 0) b.successor = any(naive_.certificates).first;
    }
    const std::string unit =
        pick(15) == 0 ? any(kProviders).first : naive_.living(naive_.certificates.at(b.credential).unit);
    judge(b, naive_.allows(b, unit), {"dh-registrar", "dh-principal"}, unit);
    if (taken_) ++changes[b.action];
  }

  // By an office: of a provider that is listed no more.
  void try_cancel() {
    if (naive_.classes.empty()) return;
    const auto& [office, key] = any(kOffices);
    const TrainingClose b{pick(4) != 0, any(naive_.classes).first};
    judge(b, naive_.allows(b, office), {key}, office);
    if (taken_) ++seen["cancelled_by_office"];
  }
  void try_erase() {
    if (naive_.certificates.empty()) return;
    const DocumentErase b{any(naive_.certificates).first, std::nullopt, commitment("basis")};
    judge(b, naive_.allows(b, TrainingWorld::kProvider), {"dh-eraser", "dh-eraser-2"}, TrainingWorld::kProvider);
  }

  static constexpr const char* kDepartment = "79SGD";
  static constexpr const char *kSecond = "79DH02", *kThird = "79DH09";  // the third is listed nowhere
  // With the key that signs for each.
  inline static const std::map<std::string, std::string> kOffices = {
      {kDepartment, "so-officer"}, {"79PGD", "pgd-officer"}, {"79XA01", "xa-officer"}};
  inline static const std::map<std::string, std::string> kProviders = {
      {"79DH01", "dh-officer"}, {kSecond, "dh2-officer"}, {kThird, "dh9-officer"}};
  static constexpr const char* kMonths[] = {"08", "09", "09", "09", "09", "10"};
  std::mt19937 random_;
  NetworkBuilder net_;
  TrainingWorld world_;
  const std::string home_;  // the programme's office, to begin with
  NaiveLedger naive_;
  bool taken_ = false;  // the last record
  std::uint64_t seats_ = 0, names_ = 0;
  std::map<SeatId, Commitment> before_;  // who sat there before the last reseat
  test::SecondValidator other_{net_};
};

TEST(TrainingApply, TwoValidatorsAndTheNaiveReadingAgreeOnEveryRecord) {
  std::map<RecordKind, std::size_t> accepted;
  std::set<std::string> codes;
  std::map<StatusAction, std::size_t> changes;
  std::map<std::string, std::size_t> seen;
  for (std::uint32_t seed = 1; seed <= 8; ++seed) {
    Walk walk(seed);
    for (int i = 0; i < 1'500; ++i) {
      walk.step();
      if (testing::Test::HasFatalFailure()) return;
    }
    walk.close_block();
    if (testing::Test::HasFatalFailure()) return;
    for (const auto& [kind, count] : walk.accepted) accepted[kind] += count;
    codes.insert(walk.codes.begin(), walk.codes.end());
    seen["blocks"] += walk.blocks();
    for (const auto& [what, count] : walk.seen) seen[what] += count;
    for (const auto& [action, count] : walk.changes) changes[action] += count;
  }
  for (const auto& [what, least] : std::map<std::string, std::size_t>{{"blocks", 100},
                                                                      {"passes", 200},
                                                                      {"reseated", 30},
                                                                      {"outdated", 0},
                                                                      {"second", 100},
                                                                      {"inherited", 100},
                                                                      {"issued_by_another", 20},
                                                                      {"cancelled_by_office", 0}})
    EXPECT_GT(seen[what], least) << what;
  EXPECT_GT(accepted[RecordKind::unit_merge], 9u);
  for (const StatusAction action :
       {StatusAction::suspend, StatusAction::reinstate, StatusAction::revoke, StatusAction::supersede})
    EXPECT_GT(changes[action], 5u) << static_cast<int>(action);
  for (const RecordKind kind : {RecordKind::training_programme, RecordKind::report_file, RecordKind::training_roster,
                                RecordKind::training_class, RecordKind::training_enrol, RecordKind::training_session,
                                RecordKind::training_result, RecordKind::training_close, RecordKind::credential_issue,
                                RecordKind::credential_status, RecordKind::document_erase})
    EXPECT_GT(accepted[kind], 30u) << to_text(kind);
  std::istringstream expected(
      "chain.already_erased chain.no_change chain.four_eyes chain.grant_wrong_kind chain.merge_type chain.not_issuer "
      "chain.not_superior "
      "chain.standing_final chain.successor_wrong chain.unit_cycle chain.unit_merged chain.unit_not_active "
      "training.already_certified training.attempt_differs training.attempt_link training.attended_too_much "
      "training.certificate_courses training.certified training.class_closed training.class_full "
      "training.class_number_taken training.class_too_large training.class_unknown training.course_unknown "
      "training.level_unknown training.not_enrolled training.not_office training.not_passed "
      "training.not_provider training.online_share training.programme_malformed training.programme_not_current "
      "training.reason_field training.report_as_of training.report_exists training.report_period "
      "training.report_replaces training.report_source training.results_given training.results_missing "
      "training.seat_busy training.seat_exists training.seat_passed training.seat_unknown "
      "training.session_number training.session_periods training.source_field training.too_few_periods "
      "training.trainer_degree training.wrong_audience training.wrong_course training.wrong_person "
      "training.wrong_score training.wrong_topic");
  for (std::string code; expected >> code;) EXPECT_TRUE(codes.count(code)) << code;
}

}  // namespace
}  // namespace hocba::chain

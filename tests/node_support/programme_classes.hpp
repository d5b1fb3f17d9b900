// A shipped programme on a real node, over its API: published, its people proposed and approved, every course taught to
// every audience. What is made of it stands in programme_walk.hpp. Each step is the call that a client makes, each
// answer is compared with the OpenAPI file, and the clock is the walk's.
//
// Units and keys: TrainingNode's, and so-officer of 79SGD. The office publishes the file; 79TH0009 and 79TH0010 propose
// their people, the second one too late where the plan has a last day; 79DHSG teaches every course for every audience.
// Of each audience the first `failing` learners miss the pass by the least there is, the first of these passes at the
// second attempt; the second passes by a correction after the reports, and who is left at another attempt then.
#pragma once

#include <algorithm>
#include <deque>
#include <map>
#include <set>

#include "crypto/json.hpp"
#include "ledger/training/completion.hpp"
#include "tests/node_support/described_api.hpp"
#include "tests/node_support/training_node.hpp"
#include "tests/support/must_be.hpp"
#include "tests/support/shipped_programmes.hpp"

namespace hocba::test {

struct WalkReport {
  training::ReportKind kind{};
  std::string period;
  std::size_t passed = 0;  // of each audience, as the report has it
  std::string day = {};    // on which it is filed, where the plan names none
};
struct WalkTarget {
  std::string course;
  std::uint32_t percent = 0, later = 0;  // at first, and on the day of the corrections
  // Reached: after the first classes, after the second attempts, the same as of the corrections' day, after these.
  std::string reached;
  std::set<std::string> audiences = {};  // whose it is; empty: everybody's
};
struct WalkPlan {
  std::string programme, office;                // of docs/programmes, whose it is
  std::string start, lists, in_person, online;  // days; no `in_person`: every session is online
  std::string again, corrected;                 // second attempts; corrections
  std::size_t people = 5, failing = 2;          // of each audience
  std::vector<WalkReport> reports = {};
  std::vector<WalkTarget> targets = {};
  bool merged = false;           // on 01/07/2025, after all of it, the district office ends
  WalkReport after_merger = {};  // of its successor
};

class ProgrammeClasses : public DescribedApi {
 protected:
  using json = nlohmann::json;
  static constexpr const char* kProvider = "79DHSG";
  static constexpr const char* kProviderName = "Đơn vị đào tạo Mẫu";
  static constexpr const char* kWhy = "purpose=Theo+d%C3%B5i";

  explicit ProgrammeClasses(WalkPlan plan)
      : DescribedApi(configure, options(plan)), plan_(std::move(plan)), world_(api.net, false) {
    world_.grant("so-officer", "79SGD", chain::Role::officer);
    publish_profile();
    publish_programme();
  }

  struct WalkLearner {
    node::ListedPerson person;
    std::string audience, school;
    std::size_t nth = 0;                              // of the audience
    std::map<std::string, ListedSeat> seats = {};     // by course
    std::map<std::string, chain::ClassId> last = {};  // class of the last attempt, by course
  };
  using Learners = std::vector<WalkLearner*>;
  struct Held {  // one class
    const training::CourseRule* course;
    const training::AudienceRule* audience;
    Learners who;
    bool first = false;  // attempts: only then somebody fails
    chain::ClassId klass = {};
    std::uint32_t in_person = 0, online = 0;  // periods
  };
  static void configure(node::Config& config) {
    TrainingNode::configure(config);
    config.node.serves.push_back(kProvider);
    config.http.final_wait_ms = 120'000;  // a slow machine is no reason for 202
  }
  static NetworkBuilder::Options options(const WalkPlan& plan) {
    NetworkBuilder::Options out;
    out.start = at_day(plan.start);
    return out;
  }

  static chain::CodeText word(const std::string& text) { return test::code(text); }

  // --- the clock, records, sessions ----------------------------------------------------------------------------------

  static Time at_day(const std::string& day) { return start_of_day_utc7(date_at(day)) + Duration{9 * 3600}; }
  static Time end_of(Date day) { return start_of_day_utc7(day) + days(1) - Duration{1}; }
  void step_to(Time time) {
    while (api.net.net.now < time) api.net.advance(std::min(time - api.net.net.now, days(300)));
  }
  virtual void before(Time) {}  // the clock goes there
  void go_to(Time time) {
    before(time);
    step_to(time);
  }
  std::string today() const { return to_text(date_in_utc7(api.net.net.now)); }
  void as(const std::string& key) { EXPECT_EQ(api.log_in(key).status, 201) << key; }
  std::string office_key() const { return plan_.office == "79SGD" ? "so-officer" : "pgd-officer"; }

  // A step without which those after it mean nothing.
  static void must_succeed(const ApiResponse& answer) {
    if (answer.status < 300) return;
    std::fprintf(stderr, "a walk's step: %s\n", answer.body.c_str());
    HOCBA_CHECK(answer.status < 300);
  }
  ApiResponse submit(chain::Body body, const std::string& unit, const Names& keys) {
    auto& net = api.net.net;
    return ask(ApiMethod::post, "/v1/records", net.sign(net.record(std::move(body), unit), keys));
  }
  log::LeafIndex record(chain::Body body, const std::string& unit, const Names& keys) {
    const auto answer = submit(std::move(body), unit, keys);
    must_succeed(answer);
    api.net.follow();
    return log::LeafIndex{json::parse(answer.body)["index"].get<std::uint64_t>()};
  }
  template <class Body>
  log::LeafIndex teach(Body body) {
    return record(std::move(body), kProvider, {"dh-officer"});
  }
  void must_put(const std::string& target, const std::string& body) { must_succeed(ask(ApiMethod::put, target, body)); }

  // --- what stands before --------------------------------------------------------------------------------------------

  void publish_profile() {
    const auto salt = credential::Salt::of(crypto::sha256("salt").view());
    const json profile = {{"name", kProviderName}};
    chain::UnitUpdate update{word(kProvider), {}, {}, {}, {}};
    update.profile = chain::Commitment::of(credential::commitment("profile", salt, profile).view());
    record(update, "79SGD", {"office-manager"});
    as("dh-officer");
    must_put(std::string("/v1/units/") + kProvider + "/profile",
             json({{"content", profile}, {"salt", crypto::base64url(salt)}}).dump());
  }
  void publish_programme() {
    const std::string text = shipped_text(plan_.programme + ".toml");
    file_ = must_be(training::read_programme_file(text));
    rules_ = must_be(training::rules_with_providers(file_, {word(kProvider)}));
    as(office_key());
    must_put("/v1/training/programmes/" + crypto::base64url(rules_.document), text);
    world_.programme = record(chain::TrainingProgramme{rules_, std::nullopt}, plan_.office, {office_key()});
    const json shown = get_json("/v1/training/programmes/" + programme());
    EXPECT_EQ(shown["file"], text);
    EXPECT_EQ(shown["title"]["vi"], file_.title.vi);
    EXPECT_EQ(shown["programme"], plan_.programme);
  }
  std::string programme() const { return std::to_string(log::to_u64(world_.programme)); }

  // --- rosters -------------------------------------------------------------------------------------------------------

  static std::string name_of(std::size_t n) {
    static const char* const families[] = {"Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Phan", "Vũ"};
    static const char* const middles[] = {"Thị", "Văn", "Minh", "Thanh", "Ngọc"};
    static const char* const given[] = {"An",    "Bình", "Chi", "Dũng", "Giang", "Hà",
                                        "Khánh", "Lan",  "Mai", "Nam",  "Oanh"};
    return std::string(families[n % 7]) + " " + middles[n / 7 % 5] + " " + given[n % 11];
  }
  // A level that has planned classes, where the plan has any.
  std::string level() const {
    for (const auto& planned : rules_.planned)
      if (planned.level) return planned.level->str();
    return rules_.levels.empty() ? "TIEU_HOC" : rules_.levels.front().str();
  }

  void lists() {
    for (const auto& course : rules_.courses)
      for (const auto& audience : course.audiences) courses_[audience.audience.str()].push_back(course.course.str());
    for (const auto& [audience, of] : courses_)
      for (std::size_t i = 0; i < plan_.people; ++i)
        learners_.push_back(
            {world_.person(name_of(learners_.size())), audience, i % 2 == 0 ? "79TH0009" : "79TH0010", i});
    go_to(at_day(plan_.lists));
    if (!rules_.roster_due) {  // one roster mixes the schools
      const std::vector<std::string> proposals = {propose("79TH0009", "th9-principal", false),
                                                  propose("79TH0010", "th10-principal", false)};
      approve({"79TH0009", "79TH0010"}, proposals);
      return;
    }
    go_to(end_of(*rules_.roster_due));
    const auto in_time = propose("79TH0009", "th9-principal", false);
    approve({"79TH0009"}, {in_time});
    go_to(end_of(*rules_.roster_due) + Duration{1});
    const auto late_one = propose("79TH0010", "th10-principal", true);
    approve({"79TH0010"}, {late_one});
  }
  std::string propose(const std::string& school, const std::string& key, bool late_list) {
    std::vector<node::ListedPerson> people;
    for (const auto& learner : learners_)
      if (learner.school == school) people.push_back(learner.person);
    json value = world_.proposal_json(school, people);
    std::size_t at = 0;
    for (const auto& learner : learners_) {
      if (learner.school != school) continue;
      json& one = value["people"][at++];
      one["audience"] = learner.audience;
      one["courses"] = courses_.at(learner.audience);
      one["level"] = level();
    }
    const std::string text = world_.signed_by(value, {key});
    as(key);
    const auto answer = ask(ApiMethod::post, "/v1/training/proposals", text);
    EXPECT_EQ(answer.status, 201) << answer.body;
    EXPECT_EQ(json::parse(answer.body)["late"], late_list);
    return TrainingNode::proposal_id(text);
  }
  void approve(const std::vector<std::string>& schools, const std::vector<std::string>& proposals) {
    as(office_key());
    EXPECT_EQ(get_json("/v1/training/proposals?state=open&programme=" + programme())["proposals"].size(),
              proposals.size());
    for (const auto& id : proposals)
      EXPECT_FALSE(get_json("/v1/training/proposals/" + id + "?" + kWhy)["people"].empty());
    ListedRoster roster;
    roster.proposals = proposals;
    for (auto& learner : learners_) {
      if (std::find(schools.begin(), schools.end(), learner.school) == schools.end()) continue;
      for (const auto& course : courses_.at(learner.audience)) {
        const auto drawn = world_.seats({learner.person}, course, learner.school);
        ListedSeat seat = drawn.seats.front();
        seat.audience = learner.audience;
        seat.level = level();
        learner.seats[course] = seat;
        roster.id = drawn.id;
        roster.seats.push_back(std::move(seat));
      }
    }
    const auto body = world_.roster_body(roster);
    EXPECT_EQ(code(submit(body, plan_.office, {office_key()})), "node.openings_missing") << "the vault first";
    must_put("/v1/training/openings", world_.openings_json(roster).dump());
    record(body, plan_.office, {office_key()});
    EXPECT_EQ(get_json("/v1/training/proposals?state=open&programme=" + programme())["proposals"].size(), 0u);
  }

  // --- classes -------------------------------------------------------------------------------------------------------

  // Each course for each audience, with those of the audience whom `which` takes.
  template <class Which>
  std::vector<Held> groups(Which which, bool first) {
    std::vector<Held> out;
    for (const auto& course : rules_.courses)
      for (const auto& audience : course.audiences) {
        Learners who;
        for (auto& learner : learners_)
          if (learner.audience == audience.audience.str() && which(learner.nth)) who.push_back(&learner);
        if (!who.empty()) out.push_back({&course, &audience, std::move(who), first});
      }
    return out;
  }
  void first_classes() {
    auto all = groups([](std::size_t) { return true; }, true);
    hold(all, plan_.in_person, plan_.online);
  }
  void second_attempts() {
    auto all = groups([](std::size_t nth) { return nth == 0; }, false);
    hold(all, plan_.in_person.empty() ? "" : plan_.again, plan_.again);
  }
  void corrections() {
    for (const auto& held : groups([](std::size_t nth) { return nth == 1; }, false)) {
      const WalkLearner& learner = *held.who.front();
      const auto& klass = learner.last.at(held.course->course.str());
      const json shown = get_json("/v1/training/classes/" + training::to_text(klass));
      chain::TrainingResult body;
      body.klass = klass;
      body.results = {{result_of(*held.course, true, shown["periods"]), seat_of(learner, *held.course)}};
      body.reason = commitment("a correction");
      EXPECT_EQ(code(submit(body, kProvider, {"dh-officer"})), "chain.four_eyes");
      record(body, kProvider, {"dh-officer", "dh-principal"});
    }
    auto others = groups([&](std::size_t nth) { return nth > 1 && nth < plan_.failing; }, false);
    hold(others, plan_.in_person.empty() ? "" : plan_.corrected, plan_.corrected);
  }
  static chain::SeatId seat_of(const WalkLearner& learner, const training::CourseRule& course) {
    return learner.seats.at(course.course.str()).seat;
  }

  void hold(std::vector<Held>& all, const std::string& in_person, const std::string& online) {
    for (auto& held : all) open(held, !in_person.empty());
    if (!in_person.empty()) {
      go_to(at_day(in_person));
      for (const auto& held : all) session(held, 1, training::Mode::in_person, held.in_person);
    }
    go_to(at_day(online) + Duration{3600});
    for (const auto& held : all) {
      if (held.first && held.course->min_periods) {
        EXPECT_EQ(code(submit(chain::TrainingClose{false, held.klass}, kProvider, {"dh-officer"})),
                  "training.too_few_periods");
      }
      session(held, held.in_person > 0 ? 2 : 1, training::Mode::online, held.online);
      results(held, in_person, online);
      teach(chain::TrainingClose{false, held.klass});
      const json shown = get_json("/v1/training/classes/" + training::to_text(held.klass));
      EXPECT_EQ(shown["passed"], held.who.size() - (held.first ? plan_.failing : 0)) << shown["name"];
    }
  }
  // As much online as the course allows.
  void open(Held& held, bool meets) {
    const auto& course = *held.course;
    const bool external = course.assessment == training::Assessment::external;
    const std::uint32_t periods = external ? 0 : course.min_periods.value_or(4);
    held.online = !meets ? periods : course.max_online ? periods * *course.max_online / 100 : periods / 2;
    held.in_person = periods - held.online;
    chain::TrainingClass body;
    body.klass = held.klass = class_id(++classes);
    body.programme = world_.programme;
    body.course = course.course;
    body.audience = held.audience->audience;
    body.capacity = course.max_learners;
    body.number = ++numbers_[course.course.str()];
    if (!rules_.levels.empty()) body.level = word(level());
    if (!held.audience->topics.empty()) body.topic = held.audience->topics.front();
    if (external)
      body.source = word("NEN_TANG_MOOC");
    else
      body.trainers = {{training::Degree::master, commitment("trainer"), {}}};
    teach(body);
    chain::TrainingEnrol enrol;
    enrol.klass = held.klass;
    for (WalkLearner* learner : held.who) {
      auto& last = learner->last;
      const auto before = last.find(course.course.str());
      enrol.seats.push_back(
          {before == last.end() ? std::nullopt : std::optional(before->second), seat_of(*learner, course)});
      last[course.course.str()] = held.klass;
    }
    std::sort(enrol.seats.begin(), enrol.seats.end(), [](const auto& a, const auto& b) { return a.seat < b.seat; });
    teach(enrol);
  }
  void session(const Held& held, std::uint32_t number, training::Mode mode, std::uint32_t periods) {
    if (periods == 0) return;
    chain::TrainingSession body;
    body.klass = held.klass;
    body.date = date_in_utc7(api.net.net.now);
    body.mode = mode;
    body.number = number;
    body.periods = periods;
    teach(body);
  }
  bool fails(const Held& held, const WalkLearner& learner) const { return held.first && learner.nth < plan_.failing; }

  // The register stays in the vault; what the chain gets is each seat's total, as the register has it.
  void results(const Held& held, const std::string& in_person, const std::string& online) {
    const std::string path = "/v1/training/classes/" + training::to_text(held.klass) + "/register";
    as("dh-officer");
    must_put(path + "?after=" + std::to_string(registers_[held.klass]++), register_of(held, in_person, online).dump());
    std::map<std::string, std::uint32_t> attended;
    const json kept = get_json(path)["register"].value("sessions", json::array());
    for (const auto& one : kept)
      for (const auto& [seat, periods] : one["attendance"].items()) attended[seat] += periods.get<std::uint32_t>();
    chain::TrainingResult body;
    body.klass = held.klass;
    for (const WalkLearner* learner : held.who) {
      const auto seat = seat_of(*learner, *held.course);
      body.results.push_back(
          {result_of(*held.course, !fails(held, *learner), attended[training::to_text(seat)]), seat});
    }
    std::sort(body.results.begin(), body.results.end(), [](const auto& a, const auto& b) { return a.seat < b.seat; });
    teach(body);
  }
  // Who fails a course of attendance was not there; of one that asks for all periods, missed one.
  json register_of(const Held& held, const std::string& in_person, const std::string& online) const {
    const std::string salt = crypto::base64url(std::string(32, 's'));
    json out = {{"site", "Điểm cầu Mẫu"}};
    if (held.course->assessment == training::Assessment::external) {
      for (const WalkLearner* learner : held.who)
        out["learners"][training::to_text(seat_of(*learner, *held.course))] = {{"completed_on", today()}};
      return out;
    }
    out["trainers"] = {{{"name", "Giảng viên Mẫu"}, {"degree", "master"}, {"salt", salt}}};
    const auto add = [&](const std::string& day, const char* mode, std::uint32_t periods) {
      if (periods == 0) return;
      json attendance = json::object();
      for (const WalkLearner* learner : held.who) {
        std::uint32_t there = periods;
        if (fails(held, *learner) && held.course->assessment == training::Assessment::attendance) there = 0;
        if (fails(held, *learner) && held.course->min_attendance && mode == std::string("online")) --there;
        attendance[training::to_text(seat_of(*learner, *held.course))] = there;
      }
      const int number = out.contains("sessions") ? 2 : 1;
      out["sessions"].push_back({{"number", number},
                                 {"date", day},
                                 {"periods", periods},
                                 {"mode", mode},
                                 {"paper", mode == std::string("in_person")},
                                 {"salt", salt},
                                 {"attendance", std::move(attendance)}});
    };
    add(in_person, "in_person", held.in_person);
    add(online, "online", held.online);
    return out;
  }
  static training::ResultData result_of(const training::CourseRule& course, bool passes, std::uint32_t attended) {
    training::ResultData out;
    out.attended = attended;
    if (course.assessment == training::Assessment::attendance) return out;
    const std::uint32_t mark = passes || course.min_attendance ? course.pass_tenths : course.pass_tenths - 1;
    out.score = mark;
    if (course.weights) {
      out.attendance = out.test = mark;
      out.score = training::weighted_score(*course.weights, mark, mark);
    }
    return out;
  }

  const WalkPlan plan_;
  TrainingNode world_;
  training::ProgrammeFile file_;
  training::ProgrammeRules rules_;
  std::map<std::string, std::vector<std::string>> courses_;  // by audience
  std::deque<WalkLearner> learners_;
  std::map<std::string, std::uint32_t> numbers_;       // of classes, by course
  std::map<chain::ClassId, std::uint32_t> registers_;  // versions of each class's register
  std::size_t classes = 0;
};

}  // namespace hocba::test

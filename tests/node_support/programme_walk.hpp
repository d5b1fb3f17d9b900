// A shipped programme walked from roster to report over the API of a real node: files on disk, vault, sequencer, a
// clock that the walk moves. What differs between the plans stands in a WalkPlan (programme_classes.hpp has the first
// half).
//
//   class Walk : public ProgrammeWalk { … };   // a testing::Test: ProgrammeWalk({.programme = "TAN_BINH_2023", …})
//   roster_to_report();
#pragma once

#include "crypto/device/random.hpp"
#include "ledger/credential/training_document.hpp"
#include "ledger/verify/engine.hpp"
#include "tests/node_support/programme_classes.hpp"

namespace hocba::test {

class ProgrammeWalk : public ProgrammeClasses {
 protected:
  explicit ProgrammeWalk(WalkPlan plan) : ProgrammeClasses(std::move(plan)) {}

  void roster_to_report() {
    const std::size_t passed = plan_.people - plan_.failing;
    plan_reports();
    lists();
    first_classes();
    expect_coverage({passed, 0, 0});
    expect_targets(0);
    second_attempts();
    certify();
    expect_coverage({passed + 1, 1, passed + 1});
    expect_targets(1);
    expect_missing();
    go_to(at_day(plan_.corrected));
    EXPECT_TRUE(filings_.empty());
    expect_targets(2);
    corrections();
    certify();
    expect_missing();
    expect_coverage({plan_.people, plan_.failing - 1, plan_.people});  // the second learner needed no second attempt
    expect_targets(3);
    expect_what_was_then();
    restart();
    expect_what_was_then();
    if (plan_.merged) merge();
    expect_no_names_on_the_chain();
  }

  std::size_t documents = 0, late = 0;
  std::size_t reports() const { return filed_.size(); }

 private:
  struct Filing {
    Time at;
    std::string unit, key;
    const WalkReport* what;
    bool late = false;
  };
  struct Filed {
    log::LeafIndex index{};
    std::string key;
    json report;
  };
  struct Counts {  // of each audience
    std::size_t passed, retaken, certified;
  };
  struct Figures {
    std::uint64_t as_of = 0;
    json rows;
  };

  // --- documents -----------------------------------------------------------------------------------------------------

  // One for each person and rule whose courses are passed, if they have none; made of what the API tells the provider.
  void certify() {
    as("dh-officer");
    policy_ = must_be(log::Policy::parse(get("/v1/policy").body));
    const json passed = get_json("/v1/training/learners?state=passed&limit=1000&programme=" + programme());
    EXPECT_EQ(passed["more"], false);
    std::map<std::string, std::map<std::string, json>> people;  // by personal number, then course
    for (const auto& learner : passed["learners"])
      if (!learner.contains("credential")) people[learner["person"]["personal_number"]][learner["course"]] = learner;
    for (const auto& rule : rules_.certificates) {
      std::vector<std::vector<json>> of;
      for (const auto& [number, courses] : people) {
        std::vector<json> seats;
        for (const auto& course : rule.courses)
          if (const auto found = courses.find(course.str()); found != courses.end()) seats.push_back(found->second);
        if (seats.size() == rule.courses.size()) of.push_back(std::move(seats));
      }
      if (!of.empty()) issue(rule, of);
    }
  }
  const json& class_of(const json& learner) {
    const std::string id = learner["last"]["class"];
    auto known = shown_.find(id);
    if (known == shown_.end()) known = shown_.emplace(id, get_json("/v1/training/classes/" + id)).first;
    return known->second;
  }
  static std::optional<std::uint32_t> number_in(const json& object, const char* name) {
    return object.contains(name) ? std::optional(object[name].get<std::uint32_t>()) : std::nullopt;
  }
  credential::TrainingModule module_of(const json& learner) {
    const json &klass = class_of(learner), &result = learner["last"]["result"], &rules = klass["rules"];
    credential::TrainingModule out;
    out.course = word(learner["course"]);
    out.name = training::words_of(file_.courses, out.course).vi;
    out.class_name = klass["name"];
    if (klass.contains("topic")) {
      out.topic = word(klass["topic"]);
      out.topic_name = training::words_of(file_.topics, *out.topic).vi;
    }
    if (klass.contains("source")) out.source = word(klass["source"]);
    out.periods = klass["periods"];
    out.online_periods = klass["online"];
    out.attended = result["attended"];
    out.attendance_tenths = number_in(result, "attendance");
    out.test_tenths = number_in(result, "test");
    out.score_tenths = number_in(result, "score");
    if (out.score_tenths) out.pass_tenths = number_in(rules, "pass_tenths");
    out.min_attendance = number_in(rules, "min_attendance");
    if (rules.contains("weights")) out.weights = {rules["weights"]["attendance"], rules["weights"]["test"]};
    if (klass.contains("source")) {
      out.assessed_by = klass["source"];
      const json kept = get_json("/v1/training/classes/" + klass["class"].get<std::string>() + "/register");
      const json& said = kept["register"]["learners"][learner["seat"].get<std::string>()];
      out.from = out.to = date_at(said["completed_on"].get<std::string>());
    } else {
      out.from = date_at(klass["first_day"].get<std::string>());
      out.to = date_at(klass["last_day"].get<std::string>());
    }
    out.attempt = {must_be(credential::credential_id_from_text(klass["class"].get<std::string>())),
                   must_be(credential::credential_id_from_text(learner["seat"].get<std::string>())),
                   must_be(crypto::bytes_from_base64url<credential::Salt>(learner["salt"].get<std::string>()))};
    return out;
  }
  chain::ItemAttempt attempt_of(const credential::TrainingModule& module, const credential::Holder& holder) const {
    chain::ItemAttempt out;
    out.attendance = module.attendance_tenths;
    out.attended = module.attended;
    out.klass = chain::ClassId::of(module.attempt.klass.view());
    out.course = module.course;
    out.office = word(plan_.office);
    out.online = module.online_periods;
    out.periods = module.periods;
    out.person =
        chain::Commitment::of(credential::seat_commitment(module.attempt.salt, holder.name, holder.birth_date).view());
    out.programme = rules_.programme;
    out.score = module.score_tenths;
    out.seat = chain::SeatId::of(module.attempt.seat.view());
    out.source = module.source;
    out.test = module.test_tenths;
    out.topic = module.topic;
    return out;
  }
  // As the programme's file calls it.
  std::string title_of(const training::CertificateRule& rule) const {
    for (const auto& document : file_.documents)
      if (document.rule.type == rule.type && document.rule.courses == rule.courses) return document.title.vi;
    return {};
  }
  log::LeafIndex policy_of(const chain::CredentialType& type, const std::string& year) {
    if (!must_be(chain::find_policy(*world_.view().state, type, word(year))))
      record(api.net.net.policy_body(type.str(), year), "", NetworkBuilder::founders());
    return must_be(chain::find_policy(*world_.view().state, type, word(year)))->index;
  }

  void issue(const training::CertificateRule& rule, const std::vector<std::vector<json>>& of) {
    const Date day = date_in_utc7(api.net.net.now);
    const auto book = static_cast<std::uint32_t>(day.year);
    chain::CredentialIssue body;
    body.type = rule.type;
    body.period = word(std::to_string(book));
    body.book = book;
    body.policy = policy_of(rule.type, std::to_string(book));
    body.grants = {world_.grant_of("dh-principal"), world_.grant_of("dh-seal")};
    const auto reserved = teach(chain::RegisterReserve{rule.type, body.book, static_cast<std::uint32_t>(of.size())});
    const auto row = *must_be(chain::find_reservation(*world_.view().state, reserved));
    std::vector<std::string> names;
    for (const auto& seats : of) {
      const auto number = row.first + static_cast<std::uint32_t>(body.items.size());
      body.items.push_back(deposit(rule, seats, row, number));
      names.push_back(seats.front()["person"]["name"]);
    }
    record(body, kProvider, {"dh-principal", "dh-seal"});
    documents += body.items.size();
    for (std::size_t i = 0; i < body.items.size(); ++i) verify(rule, body.items[i].id, names[i], i == 0);
    const auto more =
        *must_be(chain::find_reservation(*world_.view().state, teach(chain::RegisterReserve{rule.type, body.book, 1})));
    body.items = {deposit(rule, of.front(), more, more.first)};
    EXPECT_EQ(code(submit(body, kProvider, {"dh-principal", "dh-seal"})), "training.already_certified");
  }
  chain::IssueItem deposit(const training::CertificateRule& rule, const std::vector<json>& seats,
                           const chain::ReservationState& row, std::uint32_t number) {
    const json& person = seats.front()["person"];
    const auto now = api.net.net.now;
    credential::TrainingData data;
    auto& common = data.common;
    common.id = credential_id(50'000 + ++deposits_);
    common.salt = crypto::random_of<credential::Salt>();
    common.issuer = {word(kProvider), kProviderName};
    common.holder = {person["name"], date_at(person["birth_date"].get<std::string>()),
                     person["personal_number"].get<std::string>(), std::nullopt};
    common.period = word(std::to_string(row.year));
    common.serial = "BD-" + std::to_string(deposits_);
    common.book = row.year;
    common.register_number = number;
    common.status_index = chain::status_index(row, number);
    common.status_list_base = "https://node.example/v1/status-lists";
    common.issued_on = date_in_utc7(now);
    data.kind = *credential::training_kind(rule.type.str());
    if (const auto title = title_of(rule); credential::title_fits(data.kind, title)) data.title = title;
    data.programme = rules_.programme;
    data.office = word(plan_.office);
    data.programme_name = file_.title.vi;
    data.workplace = seats.front()["unit"];
    data.audience = training::words_of(file_.audiences, word(seats.front()["audience"])).vi;
    chain::IssueItem item;
    item.attempts.emplace();
    for (const auto& seat : seats) {
      data.modules.push_back(module_of(seat));
      item.attempts->push_back(attempt_of(data.modules.back(), common.holder));
    }
    auto document = must_be(credential::build_training(data, [] { return crypto::random_of<credential::Salt>(); }));
    for (const char* signer : {"dh-principal", "dh-seal"})
      must_be(document.sign(key_named(signer), now, "urn:uuid:" + crypto::random_uuid()));
    NodeNetwork::Certificate brought;
    brought.core = document.core_text();
    brought.groups = document.groups();
    must_put("/v1/documents/" + credential::to_text(common.id), ApiNetwork::deposit_json(brought).dump());
    std::sort(item.attempts->begin(), item.attempts->end(),
              [](const auto& a, const auto& b) { return a.seat < b.seat; });
    item.id = common.id;
    item.digest = document.digest();
    item.number = number;
    item.status = common.status_index;
    item.serial_tag = chain::SerialTag::of(crypto::sha256({"serial ", common.serial}).view());
    return item;
  }
  // As the holder does it: a file from the node, a policy, no network.
  void verify(const training::CertificateRule& rule, const chain::CredentialId& id, const std::string& name,
              bool altered_too) {
    const auto file = get("/v1/documents/" + credential::to_text(id));
    ASSERT_EQ(file.status, 200) << file.body;
    api.net.follow();  // a snapshot of the list's status
    const auto report = verify::verify_file(file.body, policy_);
    EXPECT_EQ(report.verdict, verify::Verdict::valid) << verify::to_json(report);
    EXPECT_EQ(report.checks.at(static_cast<std::size_t>(verify::CheckName::training)).outcome, verify::Outcome::pass);
    EXPECT_EQ(report.training_data, true);
    EXPECT_EQ(report.holder, name);
    const bool certificate = rule.type.str() == training::document_type(training::Assessment::scored);
    EXPECT_EQ(report.title.find("Chứng chỉ") != std::string::npos, certificate) << report.title;
    if (!altered_too) return;
    EXPECT_EQ(json::parse(ask(ApiMethod::post, "/v1/verify", file.body).body)["verdict"], "valid");
    std::string other = file.body;
    other.replace(other.find(name), name.size(), "Người Khác");
    EXPECT_EQ(verify::verify_file(other, policy_).verdict, verify::Verdict::not_genuine);
  }

  // --- coverage ------------------------------------------------------------------------------------------------------

  json coverage(const std::string& more = {}) {
    return get_json("/v1/training/coverage?programme=" + programme() + more);
  }
  std::vector<json> coverage_rows(const std::string& more) { return coverage(more)["rows"]; }
  void expect_coverage(const Counts& each) {
    as(office_key());
    const json whole = coverage();
    EXPECT_EQ(whole["rows"].size(), rules_.courses.size());
    for (const auto& row : whole["rows"]) {
      const auto& course = *training::find_course(rules_, word(row["course"]));
      SCOPED_TRACE(course.course.str() + " " + today());
      const auto times = course.audiences.size();
      EXPECT_EQ(row["people"], times * plan_.people);
      EXPECT_EQ(row["passed"], times * each.passed);
      EXPECT_EQ(row["failed"], times * (plan_.people - each.passed));
      EXPECT_EQ(row["retaken"], times * each.retaken);
      EXPECT_EQ(row["certified"], times * certified(course, each));
      EXPECT_EQ(row["late"], rules_.roster_due ? times * (plan_.people / 2) : 0) << "of the second school";
    }
    std::size_t planned = 0, closed = 0, wanted = 0;
    for (const auto& row : whole["plan"]) {
      planned += row["planned"].get<std::size_t>();
      closed += row["closed"].get<std::size_t>() + row["retakes"].get<std::size_t>();
    }
    for (const auto& one : rules_.planned) wanted += one.classes;
    EXPECT_EQ(planned, wanted);
    EXPECT_EQ(closed, classes);
    then_.push_back({whole["as_of"], whole["rows"]});
    for (const auto& row : coverage_rows("&by=audience")) EXPECT_EQ(row["passed"], each.passed) << row;
    std::map<std::string, std::size_t> by_unit;
    for (const auto& row : coverage_rows("&by=unit")) by_unit[row["key"]] += row["people"].get<std::size_t>();
    EXPECT_EQ(by_unit.size(), 2u);
  }
  // Where no document is made of the course alone, or with others, nobody is certified in it.
  std::size_t certified(const training::CourseRule& course, const Counts& each) const {
    for (const auto& rule : rules_.certificates)
      if (std::find(rule.courses.begin(), rule.courses.end(), course.course) != rule.courses.end())
        return each.certified;
    return 0;
  }
  void expect_targets(std::size_t moment) {
    as(office_key());
    const bool later = moment >= 2;
    std::size_t seen = 0;
    for (const auto& row : coverage_rows("&by=audience&day=" + today())) {
      SCOPED_TRACE(row.dump());
      const auto target = std::find_if(plan_.targets.begin(), plan_.targets.end(), [&](const auto& one) {
        return one.course == row["course"] && (one.audiences.empty() || one.audiences.count(row["key"]) != 0);
      });
      ASSERT_EQ(row.contains("target"), target != plan_.targets.end());
      if (target == plan_.targets.end()) continue;
      ++seen;
      EXPECT_EQ(row["target"], later && target->later != 0 ? target->later : target->percent);
      EXPECT_EQ(row["reached"], target->reached.at(moment) == 'y');
    }
    EXPECT_EQ(seen > 0, !plan_.targets.empty());
  }
  // Names, to the office with a purpose, and to a school its own.
  void expect_missing() {
    const auto& course = rules_.courses.front().course;
    const std::string path = "/v1/training/missing?programme=" + programme() + "&course=" + course.str();
    std::multiset<std::string> all, own;
    as("dh-officer");
    for (const auto& learner : learners_) {
      const auto seat = learner.seats.find(course.str());
      if (seat == learner.seats.end()) continue;
      if (get_json("/v1/training/seats/" + training::to_text(seat->second.seat))["passed"] == true) continue;
      all.insert(learner.person.name);
      if (learner.school == "79TH0010") own.insert(learner.person.name);
    }
    const auto named = [&](const std::string& more) {
      std::multiset<std::string> out;
      const json answer = get_json(path + more);
      for (const auto& one : answer["people"]) out.insert(one["name"]);
      return out;
    };
    as(office_key());
    EXPECT_EQ(named(std::string("&") + kWhy), all);
    as("th10-principal");
    EXPECT_EQ(named(""), own);
  }

  // --- reports -------------------------------------------------------------------------------------------------------

  // The first school and the district office file on the last day in time, the others a second later.
  void plan_reports() {
    using training::Reporter;
    for (const auto& what : plan_.reports) {
      const auto of_school = training::due_date(rules_, what.kind, Reporter::school, what.period);
      const auto of_office = training::due_date(rules_, what.kind, Reporter::office, what.period);
      const Time office = of_office ? end_of(*of_office) : at_day(what.day);
      const Time school = of_school ? end_of(*of_school) : office - Duration{3600};
      const Duration past = Duration{1};
      filings_.push_back({school, "79TH0009", "th9-principal", &what});
      filings_.push_back({office, "79PGD", "pgd-officer", &what});
      filings_.push_back({school + past, "79TH0010", "th10-principal", &what, of_school.has_value()});
      filings_.push_back({office + past, "79SGD", "so-officer", &what, of_office.has_value()});
    }
    std::stable_sort(filings_.begin(), filings_.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
  }
  // What is to be filed by then is filed on its day.
  void before(Time time) override {
    while (!filings_.empty() && filings_.front().at <= time) {
      const Filing next = filings_.front();
      filings_.erase(filings_.begin());
      step_to(next.at);
      file(next);
    }
  }
  void file(const Filing& filing) {
    SCOPED_TRACE(filing.unit + " " + filing.what->period);
    const std::string kind(training::to_text(filing.what->kind));
    as(filing.key);
    const auto answer = post("/v1/training/reports/build", {{"programme", log::to_u64(world_.programme)},
                                                            {"kind", kind},
                                                            {"period", filing.what->period},
                                                            {"unit", filing.unit}});
    ASSERT_EQ(answer.status, 200) << answer.body;
    const json built = json::parse(answer.body);
    const std::string text = built["report"], digest = built["digest"];
    EXPECT_EQ(built["late"], filing.late);
    must_put("/v1/training/reports/" + digest, text);
    chain::ReportFile body;
    body.as_of = chain::TreeSize{built["as_of"].get<std::uint64_t>()};
    body.digest = must_be(crypto::bytes_from_base64url<crypto::Digest>(digest));
    body.kind = filing.what->kind;
    body.period = word(filing.what->period);
    body.programme = world_.programme;
    for (const auto& index : built["based_on"]) body.based_on.push_back(chain::LeafIndex{index.get<std::uint64_t>()});
    const auto index = record(body, filing.unit, {filing.key});
    filed_.push_back({index, filing.key, json::parse(text)});
    late += filing.late ? 1 : 0;
    const json kept = get_json("/v1/training/reports/" + std::to_string(log::to_u64(index)));
    EXPECT_EQ(kept["late"], filing.late);
    expect_counts(filing, kept["report"]);
  }
  void expect_counts(const Filing& filing, const json& report) {
    const bool school = filing.unit.substr(0, 4) == "79TH";
    for (const auto& row : report["coverage"]) {
      if (row["by"] != "all") continue;
      const auto times = training::find_course(rules_, word(row["course"]))->audiences.size();
      if (!school) {
        EXPECT_EQ(row["people"], times * plan_.people) << row;
        EXPECT_EQ(row["passed"], times * filing.what->passed) << row;
      } else {
        EXPECT_EQ(row["people"], times * ((plan_.people + (filing.unit == "79TH0009" ? 1 : 0)) / 2)) << row;
      }
    }
    if (school) return;
    EXPECT_FALSE(report["based_on"].empty());
    // On the day itself a school may still file, and the ledger knows the day of its last block.
    const auto due = training::due_date(rules_, filing.what->kind, training::Reporter::school, filing.what->period);
    const bool expected = due && end_of(*due) < filing.at;
    EXPECT_EQ(report["late"], expected ? json::array({"79TH0010"}) : json::array()) << "nothing in time from these";
  }

  // Second attempts, corrections and documents came since: of then everything is the same.
  void expect_what_was_then() {
    as(office_key());
    for (const auto& figures : then_)
      EXPECT_EQ(coverage("&as_of=" + std::to_string(figures.as_of))["rows"], figures.rows);
    for (const auto& one : filed_) expect_rebuilt(one, one.key);
  }
  void expect_rebuilt(const Filed& one, const std::string& reader) {
    as(reader);
    const json again = get_json("/v1/training/reports/" + std::to_string(log::to_u64(one.index)) + "?rebuild=true");
    EXPECT_EQ(again["rebuilt"]["same"], true) << again["unit"];
    EXPECT_EQ(again["report"], one.report);
  }
  void restart() {
    api.service->stop();
    api.service.reset();
    world_.let_go();
    api.net.reopen();
    api.service = std::make_unique<api::Service>(api.net.node());
  }
  // On 01/07/2025 the district office ends. Its successor reads the figures, builds what was filed again, and goes on
  // reporting where the plan runs on.
  void merge() {
    world_.merge_district();
    as("xa-officer");
    EXPECT_EQ(coverage()["rows"], then_.back().rows);
    for (const auto& one : filed_)
      if (one.key == "pgd-officer") expect_rebuilt(one, "xa-officer");
    if (plan_.after_merger.period.empty()) return;
    const auto& what = plan_.after_merger;
    const Time due = end_of(*training::due_date(rules_, what.kind, training::Reporter::office, what.period));
    filings_ = {{due - days(30), "79TH0009", "th9-principal", &what},
                {due, "79XA02", "xa-officer", &what},
                {due + Duration{1}, "79SGD", "so-officer", &what, true}};
    go_to(due + days(1));
  }
  void expect_no_names_on_the_chain() const {
    for (const auto& entry : api.net.net.entries())
      for (const auto& learner : learners_) {
        EXPECT_EQ(entry.find(learner.person.name), std::string::npos);
        EXPECT_EQ(entry.find(*learner.person.personal_number), std::string::npos);
      }
  }

  std::size_t deposits_ = 0;
  std::vector<Filing> filings_;  // what is still to come, by time
  std::vector<Filed> filed_;
  std::vector<Figures> then_;
  std::map<std::string, json> shown_;  // classes, once they are closed
  log::Policy policy_;
};

}  // namespace hocba::test

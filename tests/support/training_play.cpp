#include "tests/support/training_play.hpp"

#include "tests/support/must_be.hpp"

namespace hocba::test {

using namespace chain;  // NOLINT: a test's support

namespace {

template <class Id>
Id id_named(const std::string& what, std::uint32_t number) {
  const auto random = CredentialId::of(crypto::sha256({what, std::to_string(number)}).view().substr(0, 16));
  return Id::of(credential::uuid_from_random(random).view());
}

training::CourseRule course_rule(const char* course, training::Assessment assessment) {
  training::CourseRule out;
  out.assessment = assessment;
  out.course = code(course);
  out.audiences = {{code("GV"), {}}};
  return out;
}

training::CourseRule scored_rule(const char* course, std::uint32_t max_online) {
  auto out = course_rule(course, training::Assessment::scored);
  out.max_learners = 150;
  out.max_online = max_online;
  out.min_periods = 30;
  out.weights = training::Weights{30, 70};
  return out;
}

}  // namespace

training::ProgrammeRules TrainingPlay::rules(const std::string& provider) {
  training::ProgrammeRules out;
  out.programme = code("DE_AN_MAU");
  out.document = crypto::sha256("a programme's file");
  out.providers = {code(provider)};
  out.courses = {scored_rule("CDS_CB", 50), scored_rule("CDS_NC", 30),
                 course_rule("MOOC_KNS", training::Assessment::external),
                 course_rule("TAP_HUAN", training::Assessment::attendance)};
  out.courses[1].audiences[0].topics = {code("HA_TANG_CNTT")};
  out.courses[3].min_attendance = 80;
  const auto certificate = [&](std::vector<CodeText> courses, training::Assessment assessment) {
    out.certificates.push_back({std::move(courses), code(training::document_type(assessment))});
  };
  certificate({code("CDS_CB")}, training::Assessment::scored);
  certificate({code("CDS_CB"), code("CDS_NC")}, training::Assessment::scored);
  certificate({code("MOOC_KNS")}, training::Assessment::external);
  certificate({code("TAP_HUAN")}, training::Assessment::attendance);
  return out;
}

TrainingPlay::TrainingPlay(NetworkBuilder& net, std::string provider) : net_(net), provider_(std::move(provider)) {
  const std::vector<RecordKind> plans = {RecordKind::training_programme, RecordKind::training_roster};
  const std::vector<RecordKind> teaches = {RecordKind::training_class, RecordKind::training_enrol,
                                           RecordKind::training_session, RecordKind::training_result,
                                           RecordKind::training_close};
  net_.must(net_.grant_body("training-office", "79SGD", Role::officer, plans), "79SGD", {"office-manager"});
  net_.must(net_.grant_body("training-desk", provider_, Role::registrar, teaches), provider_, {"manager"});
  programme_ = net_.must(TrainingProgramme{rules(provider_), {}}, "79SGD", {"training-office"});
  net_.close_block();
}

training::ResultData TrainingPlay::passing(const std::string& course) {
  training::ResultData out;
  out.outcome = training::Outcome::completed;
  if (course == "MOOC_KNS") {
    out.score = 72;
  } else if (course == "TAP_HUAN") {
    out.attended = 28;
  } else {
    out.attended = 28;
    out.attendance = 85;
    out.test = 40;
    out.score = 54;
  }
  return out;
}

TakenCourse TrainingPlay::take(const std::string& course, const Learner& learner,
                               std::optional<training::ResultData> result, bool close) {
  const std::uint32_t n = ++taken_;
  const auto seat = id_named<SeatId>("seat ", n);
  const auto klass = id_named<ClassId>("class ", n);
  const auto salt = credential::Salt::of(crypto::sha256({"seat salt ", std::to_string(n)}).view());
  const auto person = Commitment::of(credential::seat_commitment(salt, learner.name, learner.birth_date).view());
  const bool external = course == "MOOC_KNS", topic = course == "CDS_NC";
  const std::uint32_t online = course == "TAP_HUAN" ? 0 : 9;
  TrainingRoster roster;
  roster.programme = programme_;
  roster.roster = id_named<training::RosterId>("roster ", n);
  roster.seats = {{code("GV"), code(course), person, seat}};
  net_.must(roster, "79SGD", {"training-office"});
  TrainingClass opened;
  opened.audience = code("GV");
  opened.klass = klass;
  opened.course = code(course);
  opened.number = n;
  opened.programme = programme_;
  if (external) opened.source = code("MOOC_MAU");
  if (topic) opened.topic = code("HA_TANG_CNTT");
  must(opened);
  must(TrainingEnrol{klass, {{std::nullopt, seat}}});
  if (!external) {
    must(TrainingSession{klass, {2024, 9, 10}, std::nullopt, training::Mode::in_person, 1, 30 - online});
    if (online > 0) must(TrainingSession{klass, {2024, 9, 17}, std::nullopt, training::Mode::online, 2, online});
  }
  const training::ResultData reached = result.value_or(passing(course));
  must(TrainingResult{klass, std::nullopt, {{reached, seat}}});
  if (close) must(TrainingClose{false, klass});
  net_.close_block();

  TakenCourse out;
  out.attempt.attendance = reached.attendance;
  out.attempt.attended = reached.attended;
  out.attempt.klass = klass;
  out.attempt.course = code(course);
  out.attempt.online = external ? 0 : online;
  out.attempt.office = code("79SGD");
  out.attempt.periods = external ? 0 : 30;
  out.attempt.person = person;
  out.attempt.programme = code("DE_AN_MAU");
  out.attempt.score = reached.score;
  out.attempt.seat = seat;
  out.attempt.test = reached.test;
  if (topic) out.attempt.topic = code("HA_TANG_CNTT");
  out.attempt.source = opened.source;
  credential::TrainingModule& module = out.module;
  module.course = code(course);
  module.name = "Khóa " + course;
  module.class_name = course + "-" + std::to_string(n);
  if (topic) module.topic = code("HA_TANG_CNTT");
  module.periods = out.attempt.periods;
  module.online_periods = out.attempt.online;
  module.attended = reached.attended;
  module.attendance_tenths = reached.attendance;
  module.test_tenths = reached.test;
  module.score_tenths = reached.score;
  if (reached.score) module.pass_tenths = 50;
  if (reached.attendance) module.weights = credential::TrainingWeights{30, 70};
  if (course == "TAP_HUAN") module.min_attendance = 80;
  if (external) {
    module.assessed_by = "Nền tảng MOOC Mẫu";
    module.source = opened.source;
  } else {
    module.from = Date{2024, 9, 10};
    module.to = online > 0 ? Date{2024, 9, 17} : Date{2024, 9, 10};
  }
  module.attempt = {CredentialId::of(klass.view()), CredentialId::of(seat.view()), salt};
  return out;
}

TakenCourse TrainingPlay::reseat(const TakenCourse& taken, const Learner& learner) {
  TakenCourse out = taken;
  const std::uint32_t n = ++taken_;
  out.module.attempt.salt = credential::Salt::of(crypto::sha256({"seat salt ", std::to_string(n)}).view());
  out.attempt.person =
      Commitment::of(credential::seat_commitment(out.module.attempt.salt, learner.name, learner.birth_date).view());
  TrainingRoster roster;
  roster.programme = programme_;
  roster.roster = id_named<training::RosterId>("roster ", n);
  roster.reseat = {{out.attempt.person, out.attempt.seat}};
  net_.must(roster, "79SGD", {"training-office"});
  net_.close_block();
  return out;
}

HolderNetwork::Amend TrainingPlay::citing(const std::vector<TakenCourse>& taken) {
  std::vector<ItemAttempt> attempts;
  for (const TakenCourse& one : taken) attempts.push_back(one.attempt);
  std::sort(attempts.begin(), attempts.end(), [](const auto& a, const auto& b) { return a.seat < b.seat; });
  return [attempts](CredentialIssue& body) { body.items.front().attempts = attempts; };
}

credential::TrainingData training_data_of(credential::TrainingKind kind, const std::vector<TakenCourse>& taken,
                                          const Learner& learner) {
  auto data = sample_training();
  data.kind = kind;
  data.programme = code("DE_AN_MAU");
  data.office = code("79SGD");
  data.common.holder = {learner.name, learner.birth_date, std::nullopt, std::nullopt};
  data.modules.clear();
  for (const TakenCourse& one : taken) data.modules.push_back(one.module);
  return data;
}

Issued issue_training(HolderNetwork& network, credential::TrainingKind kind, const std::vector<TakenCourse>& taken,
                      const Learner& learner, const AlterTraining& alter, const SpoilDocument& spoil) {
  const std::string type(credential::to_text(kind));
  NetworkBuilder& net = network.net;
  if (!must_be(find_policy(net.view(), code(type), code("2025")))) {
    net.must(net.policy_body(type, "2025"), "", NetworkBuilder::founders());
    net.close_block();
  }
  const auto build = [&](credential::Common common, const credential::SaltSource& salts) {
    auto data = training_data_of(kind, taken, learner);
    common.holder = data.common.holder;
    // A network's own ids run out sooner than tests ask for documents.
    common.id = id_named<CredentialId>(common.serial, 0);
    data.common = std::move(common);
    if (alter) alter(data);
    auto document = must_be(credential::build_training(data, salts));
    return spoil ? spoil(std::move(document)) : document;
  };
  return network.issue(type, "2025", build, {"principal", "seal"}, std::nullopt, TrainingPlay::citing(taken));
}

}  // namespace hocba::test

// GET /v1/training/coverage on a real node, without sockets: 100,000 people of 1,667 schools (HOCBA_BENCH_PEOPLE: other
// numbers), two courses each, the first failed and taken again, so 300,000 results. What bench_training measures of the
// book alone has rights, people and JSON around it here. In processor time of the whole node; aim: 200 ms.
#include "tests/bench/bound.hpp"
#include "tests/node_support/api_network.hpp"
#include "tests/node_support/training_node.hpp"
#include "tests/support/must_be.hpp"

using namespace hocba;        // NOLINT: a program of its own
using namespace hocba::test;  // NOLINT

namespace {

constexpr std::size_t kInRoster = 100, kInClass = 100, kPeopleOfSchool = 60, kUnderWay = 256, kRounds = 9;

struct Load {
  explicit Load(std::size_t count) : people(count), world(api.net) {
    for (std::size_t first = 0; first < people; first += kInRoster) approve(first);
    for (const std::size_t round : {0, 1, 2})  // CDS_CB failed and passed, CDS_NC passed
      for (std::size_t first = 0; first < people; first += kInClass) teach(round, first);
    drain();
  }
  static void configure(node::Config& config) {
    TrainingNode::configure(config);
    config.ledger = {};
    config.vault = {};
    config.http.requests_per_minute = 1'000'000'000;
  }
  void drain() {
    for (auto& one : under_way) must_be(one.get());
    under_way.clear();
  }
  // Past the network's own builder, which would apply everything once more.
  void send(chain::Body body, const char* unit, const Names& keys) {
    if (under_way.size() == kUnderWay) drain();
    const auto outcome = std::make_shared<std::promise<Result<node::Accepted>>>();
    under_way.push_back(outcome->get_future());
    api.net.node().submit(api.net.net.sign(api.net.net.record(std::move(body), unit), keys),
                          [outcome](Result<node::Accepted> accepted) { outcome->set_value(std::move(accepted)); });
  }
  template <class Body>
  void send(Body body) {
    send(chain::Body(std::move(body)), "79DHSG", {"dh-officer"});
  }
  void approve(std::size_t first) {
    ListedRoster roster;
    drain();
    for (std::size_t i = first; i < std::min(people, first + kInRoster); ++i) {
      if (i % kPeopleOfSchool == 0) {
        school = "79TX" + std::to_string(i / kPeopleOfSchool);
        world.unit(school, "79PGD", chain::UnitType::primary);
        world.grant(school + " principal", school, chain::Role::principal);
        world.has_head(school, school + " principal");
      }
      static const char* const names[] = {"An", "Bình", "Chi", "Dũng", "Giang", "Hà", "Khánh", "Lan", "Mai", "Nam"};
      std::string name = "Nguyễn";
      for (std::size_t rest = i, part = 0; part < 4; ++part, rest /= 10) name += std::string(" ") + names[rest % 10];
      const auto person = world.person(name);
      for (const std::size_t course : {0, 1}) {
        const auto drawn = world.seats({person}, course == 0 ? "CDS_CB" : "CDS_NC", school);
        roster.id = drawn.id;
        roster.seats.push_back(drawn.seats.front());
        seats[course].push_back(drawn.seats.front().seat);
      }
    }
    world.open_seats(roster);
    send(world.roster_body(roster), "79PGD", {"pgd-officer"});
  }
  void teach(std::size_t round, std::size_t first) {
    const std::size_t course = round / 2;
    chain::TrainingClass opened;
    opened.klass = class_id(++classes);
    opened.programme = world.programme;
    opened.course = code(course == 0 ? "CDS_CB" : "CDS_NC");
    opened.audience = code("GV");
    opened.level = code("TIEU_HOC");
    opened.number = classes;
    if (course == 1) opened.topic = code("HA_TANG_CNTT");
    opened.trainers = {{training::Degree::doctor, commitment("trainer"), {}}};
    chain::TrainingEnrol enrol{opened.klass, {}};
    chain::TrainingResult result;
    result.klass = opened.klass;
    const std::uint32_t mark = round == 0 ? 40 : 80;
    const auto before = round == 1 ? std::optional(class_id(first / kInClass + 1)) : std::nullopt;
    auto who = std::vector(seats[course].begin() + static_cast<std::ptrdiff_t>(first),
                           seats[course].begin() + static_cast<std::ptrdiff_t>(std::min(people, first + kInClass)));
    std::sort(who.begin(), who.end());
    for (const auto& seat : who) {
      enrol.seats.push_back({before, seat});
      result.results.push_back({{mark, 30, training::Outcome::completed, mark, mark}, seat});
    }
    const Date today = date_in_utc7(api.net.net.now);
    send(opened);
    send(enrol);
    send(chain::TrainingSession{opened.klass, today, std::nullopt, training::Mode::in_person, 1, 30});
    send(result);
    send(chain::TrainingClose{false, opened.klass});
  }

  const std::size_t people;
  ApiNetwork api{configure};
  TrainingNode world;
  std::vector<std::future<Result<node::Accepted>>> under_way;
  std::vector<chain::SeatId> seats[2];
  std::string school;
  std::uint32_t classes = 0;
};

}  // namespace

int main() {
  const char* const asked = std::getenv("HOCBA_BENCH_PEOPLE");
  Load load(asked != nullptr ? std::strtoul(asked, nullptr, 10) : 100'000);
  auto& api = load.api;
  HOCBA_CHECK(api.log_in("pgd-officer").status == 201);
  const auto size = node::as_of_size(*api.net.node().view());
  std::printf("%-40s %zu people, %zu results, %llu entries\n", "a node with", load.people, 3 * load.people,
              static_cast<unsigned long long>(size));
  const std::string path = "/v1/training/coverage?programme=" + std::to_string(log::to_u64(load.world.programme));
  for (const std::string& what : {std::string("all"), std::string("audience"), std::string("level"),
                                  std::string("unit"), "all&as_of=" + std::to_string(size * 2 / 3)}) {
    std::vector<double> times;
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < kRounds; ++i) {
      const double start = bench::processor_seconds();
      const auto answer = api.get(path + "&by=" + what);
      times.push_back((bench::processor_seconds() - start) * 1e3);
      HOCBA_CHECK(answer.status == 200);
      bytes = answer.body.size();
    }
    std::printf("%-40s %9.1f ms at first, %9.1f ms then, %zu bytes   (aim: 200)\n", ("coverage by " + what).c_str(),
                times.front(), bench::median(times), bytes);
  }
  api.token.clear();
}

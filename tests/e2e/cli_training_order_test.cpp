// What the order of a list gives away, through the program: lists of schools, of a class and of another system are
// alphabetical, and who has one would read from any public order that follows it who sits on which seat. The same play
// with its sheets in another order leaves the same public picture; no order on the ledger follows a sheet's, and none
// keeps a school's people together. Invented people.
#include <cmath>
#include <map>
#include <random>

#include "node/training_desk.hpp"
#include "tests/e2e/training_office.hpp"

namespace hocba {
namespace {

using nlohmann::json;
using test::Words;

constexpr int kLearners = 24, kElsewhere = 300;  // of a class; of another system's: more than a record or a class holds

struct Listed {
  std::string name, school;
  std::string row(const char* course, int n) const {
    const std::string number = std::to_string(1000 + n);
    return name + "," + born(n) + ",00018500" + number + ",Giáo viên," + course + "\n";
  }
  static std::string born(int n) {
    const int day = n % 28 + 1;
    return (day < 10 ? "0" : "") + std::to_string(day) + "/03/" + std::to_string(1960 + n % 40);
  }
};

// The same people in the order of their names, or mixed.
std::vector<int> order_of(int count, std::uint32_t mixed) {
  std::vector<int> out(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) out[static_cast<std::size_t>(i)] = i;
  std::mt19937 random(mixed);
  if (mixed != 0) std::shuffle(out.begin(), out.end(), random);
  return out;
}

// What anybody reads. Lists of seats, by what they say of whom, whatever the order; and the order by itself.
struct Picture {
  std::vector<std::string> records;                        // bodies without their lists, and how long these are
  std::map<std::string, std::vector<std::string>> lists;   // by kind and class, sorted
  std::map<std::string, std::vector<std::string>> orders;  // the people, as kind and class have them one after another
};

class Play : public test::TrainingOffice {
 public:
  explicit Play(std::uint32_t mixed) : mixed_(mixed) { SetUp(); }
  void TestBody() override {}

  // As the sheets have them: schools one after the other, within each in the order of this play.
  std::vector<std::string> listed(int from, int count) const {
    std::vector<std::string> out;
    for (const int i : order_of(count, mixed_)) out.push_back(name(from + i));
    return out;
  }
  static std::string name(int n) {
    return std::string("Nguyễn ") + static_cast<char>('A' + n / 26) + static_cast<char>('a' + n % 26);
  }
  static std::string school(int n) { return n % 2 == 0 ? "79TH0009" : "79TH0010"; }
  const std::map<std::string, std::string>& schools() const { return schools_; }  // by name

  Picture run() {
    may_issue();
    policy("training-certificate");
    propose_all();
    cli.must(approve());
    clock("2024-12-02T02:00:00Z");
    cli.must(
        by_provider({"training", "class", "open", "--programme", "DE_AN_869", "--course", "CDS_NC", "--audience", "GV",
                     "--level", "TIEU_HOC", "--topic", "HA_TANG_CNTT", "--trainer", "Nguyễn Văn Giảng; thạc sĩ",
                     "--learners", sheet("enrol", "Họ và tên,Ngày sinh", [](int) { return std::string(); })}));
    cli.must(by_provider(session("12/10/2024", "30")));
    cli.must(by_provider({"training", "class", "attendance", "CDS_NC-01",
                          sheet("came", "Họ và tên,Ngày sinh,Buổi 1", [](int) { return ",x"; })}));
    // Marks differ from one to the next, and the first two fail.
    cli.must(by_provider({"training", "class", "result", "CDS_NC-01",
                          sheet("results", "Họ và tên,Ngày sinh,Chuyên cần,Khảo sát,Số tiết dự", [](int n) {
                            return ",\"8,5\",\"" + std::string(n < 2 ? "1" : "7") + "," + std::to_string(n % 10) +
                                   "\",30";
                          })}));
    cli.must(by_provider({"training", "class", "close", "CDS_NC-01"}));
    cli.must(issue_of("CDS_NC-01", "issue.hocba", {"--decision", "12/QĐ-ĐHM"}));
    std::string portal = "Họ và tên,Ngày sinh,Ngày hoàn thành,Điểm\n";
    for (const int i : order_of(kElsewhere, mixed_))
      portal +=
          name(kLearners + i) + "," + Listed::born(kLearners + i) + ",20/11/2024," + std::to_string(5 + i % 5) + "\n";
    write("portal.csv", portal);
    cli.must(by_provider({"training", "import-external", cli.file("portal.csv"), "--programme", "DE_AN_869", "--course",
                          "CONG_BDTX", "--source", "CONG_BDTX"}));
    return picture();
  }

 private:
  std::string plan() const override {
    std::string text = TrainingOffice::plan();
    const std::string external = "assessment = \"external\"\n";
    const auto place = text.find(external);
    HOCBA_CHECK(place != std::string::npos);
    return text.insert(place + external.size(), "max_learners = 220\n");
  }
  void propose_all() {
    std::map<std::string, std::string> rows;
    const auto add = [&](int n, const char* course) {
      rows[school(n)] += Listed{name(n), school(n)}.row(course, n);
      schools_[name(n)] = school(n);
    };
    for (const int i : order_of(kLearners, mixed_)) add(i, "CDS_NC");
    for (const int i : order_of(kElsewhere, mixed_)) add(kLearners + i, "CONG_BDTX");
    // The schools, too, come in another order.
    if (mixed_ != 0) propose("79TH0010", rows["79TH0010"]);
    propose("79TH0009", rows["79TH0009"]);
    if (mixed_ == 0) propose("79TH0010", rows["79TH0010"]);
  }
  std::string sheet(const std::string& file, const std::string& header, const std::function<std::string(int)>& more) {
    std::string text = header + "\n";
    for (const int i : order_of(kLearners, mixed_)) text += name(i) + "," + Listed::born(i) + more(i) + "\n";
    write(file + ".csv", text);
    return cli.file(file + ".csv");
  }

  // Whose each seat is, as the vault has it.
  std::map<std::string, std::string> people() {
    std::map<std::string, std::string> out;
    const auto view = cli.net().node().view();
    node::LearnerQuery query;
    query.limit = 1'000;
    const node::Reader reader{crypto::AnyKey(test::key_named("pgd-officer").public_key()), "Kiểm thử"};
    const auto page = cli.net().node().training().learners(*view, reader, query);
    HOCBA_CHECK(page.ok() && !page->more);
    for (const auto& one : page->learners) out[training::to_text(one.opening.seat)] = one.opening.person.name;
    return out;
  }

  Picture picture() {
    Picture out;
    const auto of_seat = people();
    std::map<std::string, std::string> of_class;
    const auto view = cli.net().node().view();
    for (std::uint64_t i = 0; i < log::to_u64(view->tip.size); ++i) {
      const json record = json::parse(view->data->entry(log::LeafIndex{i}).value());
      const std::string kind = record.value("kind", json()).is_string() ? record["kind"].get<std::string>() : "";
      const bool issue = kind == "credential.issue";
      if (kind.rfind("training.", 0) != 0 && kind != "register.reserve" && !issue) continue;
      json body = record["body"];
      if (kind == "training.class") of_class[body["class"]] = body["course"].get<std::string>();
      std::string klass;
      if (body.contains("class")) klass = of_class.at(body["class"]);
      for (const char* drawn : {"class", "details", "roster", "trainers", "document", "grants", "policy"})
        body.erase(drawn);
      for (const char* list : {"seats", "results", "items"}) {
        if (!body.contains(list)) continue;
        json items = body[list];
        body[list] = items.size();
        if (issue)
          std::sort(items.begin(), items.end(), [](const json& a, const json& b) { return a["number"] < b["number"]; });
        for (json& item : items) {
          json& one = issue ? item["attempts"][0] : item;
          const std::string who = of_seat.at(one["seat"]);
          const std::string place = kind + " " + (klass.empty() ? one["course"].get<std::string>() : klass);
          out.orders[place].push_back(who);
          one["seat"] = who;
          one.erase("person");
          if (issue) one.erase("class");
          out.lists[place].push_back(one.dump());
        }
      }
      out.records.push_back(kind + " " + klass + " " + body.dump());
    }
    for (auto& [place, list] : out.lists) std::sort(list.begin(), list.end());
    return out;
  }

  const std::uint32_t mixed_;
  std::map<std::string, std::string> schools_;
};

// Kendall's tau of two orders of the same people: 1 the same, −1 reversed, near 0 where one says nothing of the other.
double alike(const std::vector<std::string>& one, const std::vector<std::string>& other) {
  std::map<std::string, std::size_t> place;
  for (std::size_t i = 0; i < other.size(); ++i) place[other[i]] = i;
  double sum = 0;
  for (std::size_t i = 0; i < one.size(); ++i)
    for (std::size_t j = i + 1; j < one.size(); ++j) sum += place.at(one[i]) < place.at(one[j]) ? 1 : -1;
  const auto n = static_cast<double>(one.size());
  return sum / (n * (n - 1) / 2);
}
// Six and a half standard deviations of it: once in ten thousand million runs.
double much(std::size_t count) {
  const auto n = static_cast<double>(count);
  return 6.5 * std::sqrt(2 * (2 * n + 5) / (9 * n * (n - 1)));
}

// How far the people of one school come before those of the other: Mann and Whitney's U, in standard deviations.
double apart(const std::vector<std::string>& people, const std::map<std::string, std::string>& schools) {
  double ahead = 0, of_one = 0, of_other = 0;
  for (const auto& who : people) {
    if (schools.at(who) == "79TH0009")
      ++of_one;
    else
      ahead += of_one, ++of_other;
  }
  return (ahead - of_one * of_other / 2) / std::sqrt(of_one * of_other * (of_one + of_other + 1) / 12);
}

Picture judged(std::uint32_t mixed) {
  Play play(mixed);
  Picture picture = play.run();
  std::size_t judged = 0;
  for (const auto& [place, people] : picture.orders) {
    const bool elsewhere = place.find("CONG_BDTX") != std::string::npos;
    std::vector<std::string> sheet;
    for (const auto& who : play.listed(elsewhere ? kLearners : 0, elsewhere ? kElsewhere : kLearners))
      if (std::count(people.begin(), people.end(), who) != 0) sheet.push_back(who);
    EXPECT_EQ(sheet.size(), people.size()) << place;
    EXPECT_LT(std::abs(alike(people, sheet)), much(people.size())) << place << " is in the order of a sheet";
    std::size_t changes = 0;
    for (std::size_t i = 1; i < people.size(); ++i)
      changes += play.schools().at(people[i]) != play.schools().at(people[i - 1]) ? 1 : 0;
    EXPECT_GT(changes, 1u) << place << " has the schools one after the other";
    EXPECT_LT(std::abs(apart(people, play.schools())), 6.5) << place << " has more of one school first";
    ++judged;
  }
  // Rosters, enrolments and results of both courses, and the certificates.
  EXPECT_EQ(judged, 7u);
  return picture;
}

TEST(CliTrainingOrder, NothingPublicFollowsTheOrderOfASheet) {
  const Picture sorted = judged(0), mixed = judged(20'241'012);
  EXPECT_EQ(sorted.records, mixed.records);
  EXPECT_EQ(sorted.lists, mixed.lists);
  EXPECT_EQ(sorted.lists.at("credential.issue CDS_NC").size(), static_cast<std::size_t>(kLearners - 2));
  EXPECT_EQ(sorted.lists.at("training.result CONG_BDTX").size(), static_cast<std::size_t>(kElsewhere));
}

}  // namespace
}  // namespace hocba

// What an adversary learns who knows everybody: all people, whose school sent whom and when that was approved, the list
// of every class. What it lacks is the vault: salts, and who sits on which seat. Worlds that fit all it knows are
// enumerated; each gives the same bytes but for commitments, digests and signatures, which are uniform without the
// salts. So all are equally likely, and what the adversary can say of a seat is a count over them.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <numeric>
#include <set>

#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "tests/support/training_world.hpp"

namespace hocba::chain {
namespace {

using nlohmann::json;
using test::NetworkBuilder;
using test::TrainingWorld;

struct Learner {
  std::string name, birth_date;
};
const std::vector<Learner>& everybody() {
  static const std::vector<Learner> people = {
      {"Nguyễn Thị Ánh", "1980-01-02"}, {"Trần Văn Bình", "1981-02-03"}, {"Lê Thu Cúc", "1982-03-04"},
      {"Phạm Gia Đạt", "1983-04-05"},   {"Vũ Minh Én", "1984-05-06"},    {"Đỗ Ngọc Phúc", "1985-06-07"},
      {"Hồ Thanh Giang", "1986-07-08"}, {"Bùi Đức Hải", "1987-08-09"},   {"Dương Thị Yến", "1988-09-10"}};
  return people;
}

using Assignment = std::vector<std::size_t>;  // who sits on each seat: an index into everybody()

// docs/formats/records.md §5: {"content", "name", "salt"}, SHA-256 of the canonical JSON.
Commitment seat_commitment(const Learner& who, std::string_view salt) {
  const json opened = {{"content", {{"birth_date", who.birth_date}, {"name", who.name}}},
                       {"name", "seat"},
                       {"salt", crypto::base64url(salt)}};
  return Commitment::of(crypto::sha256(crypto::canonical(opened)).view());
}

// One life of the ledger. Seats 1, 2, … are drawn in this order; what happens on each is the same whoever sits there.
struct Played {
  std::vector<std::string> entries;
  std::vector<std::string> salts;
  std::vector<Commitment> commitments;
};
class Stage {
 public:
  Stage(Assignment who, int draw) : who_(std::move(who)), draw_(draw), world(net) {
    world.person = [this](std::uint64_t n) {
      const auto salt =
          crypto::sha256({"salt ", std::to_string(draw_), " ", std::to_string(n), " ", std::to_string(who_.at(n - 1))});
      played_.salts.emplace_back(salt.view());
      played_.commitments.push_back(seat_commitment(everybody().at(who_.at(n - 1)), salt.view()));
      return played_.commitments.back();
    };
  }
  Played end() {
    net.close_block();
    played_.entries = net.entries();
    return std::move(played_);
  }

 private:
  Assignment who_;
  int draw_;
  Played played_;

 public:
  NetworkBuilder net;
  TrainingWorld world;
};

// What the vault alone can tell apart: commitments, digests of salted documents (a holder's, a report) and what is
// computed from either. Any other digest is compared: it would tell a guess from the truth.
void mask(json& value) {
  if (value.is_object()) {
    for (const char* name : {"person", "serial_tag", "proof", "root", "state", "previous"}) value.erase(name);
    const std::string kind = value.value("kind", json()).is_string() ? value["kind"].get<std::string>() : "";
    if (kind == "report.file") value["body"].erase("digest");
    if (kind == "credential.issue")
      for (auto& item : value["body"]["items"]) item.erase("digest");
    for (auto& child : value) mask(child);
  } else if (value.is_array()) {
    for (auto& child : value) mask(child);
  }
}
std::string what_the_chain_says(const Played& played) {
  std::string out;
  for (const std::string& entry : played.entries) {
    json record = json::parse(entry);
    mask(record);
    out += record.dump() + "\n";
  }
  return out;
}

// All ways in which the people of each group can sit on the seats of that group: what the adversary's lists leave open.
std::vector<Assignment> worlds_of(
    const std::vector<std::pair<std::vector<std::size_t>, std::vector<std::size_t>>>& groups, std::size_t seats) {
  std::vector<Assignment> out = {Assignment(seats)};
  for (const auto& [group_seats, people] : groups) {
    std::vector<Assignment> next;
    std::vector<std::size_t> order = people;
    std::sort(order.begin(), order.end());
    do {
      for (Assignment world : out) {
        for (std::size_t i = 0; i < order.size(); ++i) world[group_seats[i]] = order[i];
        next.push_back(std::move(world));
      }
    } while (std::next_permutation(order.begin(), order.end()));
    out = std::move(next);
  }
  return out;
}

double share(const std::vector<Assignment>& worlds, const std::function<bool(const Assignment&)>& holds) {
  return static_cast<double>(std::count_if(worlds.begin(), worlds.end(), holds)) / static_cast<double>(worlds.size());
}

// One class of four and one of three, from one approval; results differ from seat to seat, one seat's document is
// revoked.
Played two_classes(const Assignment& who, int draw) {
  Stage stage(who, draw);
  auto& world = stage.world;
  const auto seats = world.approve("CDS_CB", "GV", 7);
  const std::vector<SeatId> four(seats.begin(), seats.begin() + 4), three(seats.begin() + 4, seats.end());
  for (const auto& learners : {four, three}) {
    const ClassId klass = world.open("CDS_CB", "GV");
    world.enrol(klass, learners);
    world.hold(klass, 30, 10);
    for (std::size_t i = 0; i < learners.size(); ++i)
      world.give(klass, {learners[i]}, 50 + 10 * static_cast<std::uint32_t>(i), 60);
    world.close(klass);
    const auto ids = world.issue(klass, learners);
    world.must(CredentialStatus{ids[0], StatusAction::revoke, {}, test::commitment("reason")}, TrainingWorld::kProvider,
               {"dh-registrar", "dh-principal"});
  }
  world.must(world.report_body(training::ReportKind::yearly, "2024"), "79TH0001", {"school-reporter"});
  return stage.end();
}

TEST(TrainingPrivacy, ALearnerOfAClassOfMIsNamedOneInM) {
  const auto worlds = worlds_of({{{0, 1, 2, 3}, {0, 1, 2, 3}}, {{4, 5, 6}, {4, 5, 6}}}, 7);
  ASSERT_EQ(worlds.size(), 24u * 6u);
  const std::string said = what_the_chain_says(two_classes(worlds[0], 0));
  // Every swap of two neighbours within a class, from several worlds: these generate all the others.
  std::size_t compared = 0;
  for (std::size_t w = 0; w < worlds.size(); w += 29) {
    for (const std::size_t i : {0u, 1u, 2u, 4u, 5u}) {
      Assignment swapped = worlds[w];
      std::swap(swapped[i], swapped[i + 1]);
      ASSERT_TRUE(std::find(worlds.begin(), worlds.end(), swapped) != worlds.end());
      ASSERT_EQ(what_the_chain_says(two_classes(swapped, static_cast<int>(++compared))), said);
    }
  }
  EXPECT_GE(compared, 20u);
  // So each world is as likely as any other, and each learner is on each seat of the class with the same chance.
  for (std::size_t seat = 0; seat < 7; ++seat) {
    for (std::size_t who = 0; who < 7; ++who) {
      const bool same_class = (seat < 4) == (who < 4);
      const double chance = share(worlds, [&](const Assignment& w) { return w[seat] == who; });
      EXPECT_DOUBLE_EQ(chance, !same_class ? 0.0 : seat < 4 ? 1.0 / 4 : 1.0 / 3);
    }
  }
}

TEST(TrainingPrivacy, WithoutTheSaltNoNameOpensACommitment) {
  const Played played = two_classes({0, 1, 2, 3, 4, 5, 6}, 1);
  const Played again = two_classes({0, 1, 2, 3, 4, 5, 6}, 2);
  std::string all;
  std::set<std::string> guesses = {"", std::string(32, '\0'), std::string(16, '\0')};
  for (const std::string& entry : played.entries) {
    all += entry;
    // Whatever the chain itself says, taken for a salt: ids, digests, nonces, network, times.
    const std::function<void(const json&)> collect = [&](const json& value) {
      if (value.is_structured()) {
        for (const auto& child : value) collect(child);
      } else if (value.is_string()) {
        guesses.insert(value.get<std::string>());
        if (const auto raw = crypto::from_base64url(value.get<std::string>()); raw.ok()) guesses.insert(*raw);
      }
    };
    collect(json::parse(entry));
  }
  ASSERT_GT(guesses.size(), 500u);
  for (std::size_t seat = 0; seat < 7; ++seat) {
    EXPECT_NE(played.commitments[seat], again.commitments[seat]) << "the salt does not matter";
    EXPECT_EQ(seat_commitment(everybody()[seat], played.salts[seat]), played.commitments[seat]);
    EXPECT_EQ(all.find(crypto::base64url(played.salts[seat])), std::string::npos) << "the salt is on the chain";
    for (const std::string& guess : guesses)
      for (const Learner& who : everybody()) ASSERT_NE(seat_commitment(who, guess), played.commitments[seat]);
  }
}

// The same three people in a basic and an advanced class, on seats of each.
Played two_courses(const Assignment& who, int draw, bool certificate) {
  Stage stage(who, draw);
  auto& world = stage.world;
  const auto basic = world.approve("CDS_CB", "GV", 3);
  const auto advanced = world.approve("CDS_NC", "GV", 3);
  const ClassId first = world.taught("CDS_CB", "GV", basic);
  const ClassId second = world.taught("CDS_NC", "GV", advanced);
  if (certificate) {
    const auto body = world.issue_body("training-certificate",
                                       {{world.attempt_of(first, basic[0]), world.attempt_of(second, advanced[1])}});
    world.must(body, TrainingWorld::kProvider, {"dh-principal", "dh-seal"});
  }
  return stage.end();
}

TEST(TrainingPrivacy, SeatsOfTwoCoursesAreNotLinkedUntilADocumentCitesBoth) {
  const auto worlds = worlds_of({{{0, 1, 2}, {0, 1, 2}}, {{3, 4, 5}, {0, 1, 2}}}, 6);
  ASSERT_EQ(worlds.size(), 36u);
  const std::string said = what_the_chain_says(two_courses(worlds[0], 0, false));
  for (std::size_t w = 1; w < worlds.size(); ++w)
    ASSERT_EQ(what_the_chain_says(two_courses(worlds[w], static_cast<int>(w), false)), said);
  for (std::size_t basic = 0; basic < 3; ++basic) {
    for (std::size_t advanced = 3; advanced < 6; ++advanced) {
      EXPECT_DOUBLE_EQ(share(worlds, [&](const Assignment& w) { return w[basic] == w[advanced]; }), 1.0 / 3);
    }
  }
  // A certificate of both leaves the worlds in which its holder opens both; who that is stays one in three.
  std::vector<Assignment> left;
  std::copy_if(worlds.begin(), worlds.end(), std::back_inserter(left),
               [](const Assignment& w) { return w[0] == w[4]; });
  ASSERT_EQ(left.size(), 12u);
  const std::string certified = what_the_chain_says(two_courses(left[0], 0, true));
  EXPECT_NE(certified, said);
  for (std::size_t w = 1; w < left.size(); ++w)
    ASSERT_EQ(what_the_chain_says(two_courses(left[w], static_cast<int>(w), true)), certified);
  for (std::size_t who = 0; who < 3; ++who)
    EXPECT_DOUBLE_EQ(share(left, [&](const Assignment& w) { return w[0] == who; }), 1.0 / 3);
  // Of the other seats nothing is linked that was not: each pair that is left is as likely as the other.
  EXPECT_DOUBLE_EQ(share(left, [](const Assignment& w) { return w[1] == w[3]; }), 1.0 / 2);
}

// The limit of it, which docs/PRIVACY.md names: m counts those whose way through rosters and classes is the same. A
// re-take stays on its seat, so of four learners the one whom the list of a second class names, too, is known there;
// and so is who came alone on a late roster. The other three are one in three.
TEST(TrainingPrivacy, AWayThatNobodySharesIsKnownFromTheLists) {
  const auto played = [](const Assignment& who, int draw) {
    Stage stage(who, draw);
    auto& world = stage.world;
    const auto seats = world.approve("CDS_CB", "GV", 4);
    const ClassId first = world.open("CDS_CB", "GV");
    world.enrol(first, seats);
    world.hold(first, 30);
    world.give(first, {seats.begin() + 1, seats.end()}, 80, 80);
    world.give(first, {seats[0]}, 40, 40);
    world.close(first);
    auto others = world.approve("CDS_CB", "GV", 4);
    others.push_back(seats[0]);
    stage.net.close_block();
    stage.net.advance(days(10));
    others.push_back(world.approve("CDS_CB", "GV", 1)[0]);  // late, and alone
    world.taught("CDS_CB", "GV", others);
    return stage.end();
  };
  // Seat 0 is in both classes, and so is one person; seat 8 came by itself, and so did one. No world has anybody else
  // there.
  const auto worlds = worlds_of({{{0}, {0}}, {{1, 2, 3}, {1, 2, 3}}, {{4, 5, 6, 7}, {4, 5, 6, 7}}, {{8}, {8}}}, 9);
  const std::string said = what_the_chain_says(played(worlds[0], 0));
  for (std::size_t w = 1; w < worlds.size(); w += 13)
    ASSERT_EQ(what_the_chain_says(played(worlds[w], static_cast<int>(w))), said);
  EXPECT_DOUBLE_EQ(share(worlds, [](const Assignment& w) { return w[0] == 0; }), 1.0);
  EXPECT_DOUBLE_EQ(share(worlds, [](const Assignment& w) { return w[8] == 8; }), 1.0);
  EXPECT_DOUBLE_EQ(share(worlds, [](const Assignment& w) { return w[1] == 1; }), 1.0 / 3);
  EXPECT_DOUBLE_EQ(share(worlds, [](const Assignment& w) { return w[4] == 4; }), 1.0 / 4);  // of a class of six
}

TEST(TrainingPrivacy, NoRecordOfTrainingNamesAPersonOrALearnersSchool) {
  const Played played = two_classes({6, 5, 4, 3, 2, 1, 0}, 7);
  std::size_t seen = 0;
  for (const std::string& entry : played.entries) {
    for (const Learner& who : everybody()) {
      for (const std::string& text : {who.name, who.birth_date}) {
        EXPECT_EQ(entry.find(text), std::string::npos);
        EXPECT_EQ(entry.find(crypto::base64url(text)), std::string::npos);
        EXPECT_EQ(entry.find(crypto::base64url(crypto::sha256(text))), std::string::npos);
      }
    }
    const json record = json::parse(entry);
    const std::string kind = record.value("kind", "");
    const bool of_training = kind.rfind("training.", 0) == 0 || kind == "report.file";
    if (!of_training) continue;
    ++seen;
    // A school that reports names itself in the envelope, as whoever signs does. Nothing else has a school's code.
    for (const char* school : {"79TH0001", "79TH0002"}) {
      EXPECT_EQ(record["body"].dump().find(school), std::string::npos) << kind;
      if (kind != "report.file") {
        EXPECT_EQ(entry.find(school), std::string::npos) << kind;
      }
    }
  }
  EXPECT_GT(seen, 25u);
}

// Seats stand in the order of their random ids, whatever the order of the list.
TEST(TrainingPrivacy, ARosterIsNotInTheOrderOfAList) {
  NetworkBuilder net;
  TrainingWorld world(net);
  std::vector<RosterSeat> seats;
  for (std::uint64_t n = 1; n <= 40; ++n) seats.push_back(world.roster_seat(n, "CDS_CB", "GV"));
  const auto record = net.verified(net.record(world.roster_body(seats), "79PGD"), {"pgd-officer"});
  const auto& body = std::get<TrainingRoster>(record.record().body);
  EXPECT_TRUE(std::is_sorted(body.seats.begin(), body.seats.end(),
                             [](const auto& a, const auto& b) { return a.seat < b.seat; }));
  EXPECT_FALSE(std::equal(body.seats.begin(), body.seats.end(), seats.begin(),
                          [](const auto& a, const auto& b) { return a.seat == b.seat; }));
  // The record's own bytes in another order are refused.
  json shuffled = json::parse(record.bytes());
  std::swap(shuffled["body"]["seats"][0], shuffled["body"]["seats"][1]);
  EXPECT_EQ(parse_record(crypto::canonical(shuffled)).error().code().id, "chain.not_sorted");
}

}  // namespace
}  // namespace hocba::chain

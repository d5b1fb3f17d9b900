// Training on a real node: a district office with two schools, a provider, an inspectorate, and people, from a school's
// proposal to certificates. Bodies are made apart from sending them, so that a test may spoil one.
//
//   NodeNetwork net; TrainingNode::configure(net.config); net.open(); net.found();
//   TrainingNode world(net);                                   // units, keys, the programme of TrainingWorld::rules()
//   auto seats = world.seats({world.person("Nguyễn Văn An")}, "CDS_CB");
//   world.open_seats(seats); world.record(seats);               // vault first, then the ledger
//   world.teach({seats...}, 90, 80);
//
// Units: 79PGD (district office below 79SGD; pgd-officer), 79TH0009 and 79TH0010 (primary, below it; th9-principal,
// th10-principal), 79XA02 (commune office below 79SGD; xa-officer), 79DHSG (training provider; dh-officer,
// dh-principal, dh-seal, dh-trainer), 79TTR (inspectorate of 79SGD; ttr-inspector). Each key was granted by its own
// unit's head. 79DHSG is not served by this node: its documents are not asked for.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "node/training_desk.hpp"
#include "tests/node_support/node_network.hpp"
#include "tests/support/training_world.hpp"

namespace hocba::test {

struct ListedSeat {
  chain::SeatId seat;
  credential::Salt salt;
  node::ListedPerson person;
  std::string course = "CDS_CB", audience = "GV", unit = "79TH0009", level = "TIEU_HOC";
  bool again = false;
};
struct ListedRoster {
  chain::RosterId id;
  std::vector<ListedSeat> seats;
  std::vector<std::string> proposals = {};  // base64url
  std::vector<ListedSeat> reseat = {};      // of earlier rosters: `person` and `salt` alone are new
};

class TrainingNode {
 public:
  static void configure(node::Config& config);
  // `publishes`: the programme of TrainingWorld::rules() and a policy for its certificates; else units and keys alone.
  explicit TrainingNode(NodeNetwork& network, bool publishes = true);

  // Another person each time, with a personal number of their own.
  node::ListedPerson person(const std::string& name);
  nlohmann::json proposal_json(const std::string& unit, const std::vector<node::ListedPerson>& people,
                               const std::string& course = "CDS_CB") const;
  std::string signed_by(nlohmann::json value, const Names& keys) const;
  static std::string proposal_id(const std::string& text);  // base64url
  ListedRoster seats(const std::vector<node::ListedPerson>& people, const std::string& course = "CDS_CB",
                     const std::string& unit = "79TH0009");
  ListedRoster reseats(const std::vector<ListedSeat>& seats, const node::ListedPerson& person);
  void has_head(const std::string& school, const std::string& key) { heads_[school] = key; }
  // Where the roster names no proposals, its schools' heads propose these people first.
  nlohmann::json openings_json(const ListedRoster& roster);
  chain::TrainingRoster roster_body(const ListedRoster& roster) const;

  // Steps that must succeed; the desk is called as `pgd-officer`.
  void open_seats(const ListedRoster& roster);
  log::LeafIndex record(const ListedRoster& roster);
  ListedRoster approved(const std::vector<node::ListedPerson>& people, const std::string& course = "CDS_CB",
                        const std::string& unit = "79TH0009");
  chain::ClassId open_class(const std::string& course = "CDS_CB");
  static nlohmann::json trainer_json();  // of every class, as a register has it
  void enrol(const chain::ClassId& klass, const std::vector<ListedSeat>& seats,
             std::optional<chain::ClassId> after = {});
  void hold(const chain::ClassId& klass, std::uint32_t periods = 30);
  void give(const chain::ClassId& klass, const std::vector<ListedSeat>& seats, std::uint32_t attendance,
            std::uint32_t test, bool correction = false);
  void close(const chain::ClassId& klass);
  chain::ClassId teach(const std::vector<ListedSeat>& seats, std::uint32_t attendance, std::uint32_t test,
                       const std::string& course = "CDS_CB");
  chain::CredentialId certify(const chain::ClassId& klass, const ListedSeat& seat);
  // Gives the node a file of these rules, which names it from here on; `more`, a comment, makes it another one.
  std::string put_file(training::ProgrammeRules& rules, const char* by, const std::string& more = {});
  // A new version of the programme, with these providers.
  void publish(const std::vector<std::string>& providers);
  // 01/07/2025: the district office is merged into the commune office; the clock is there.
  void merge_district();

  node::TrainingDesk& desk() { return net.node().training(); }
  const node::LedgerView& view() {
    view_ = net.node().view();
    return *view_;
  }
  // With a head; granted by the unit's own head.
  void unit(const std::string& code, const std::string& parent, chain::UnitType type);
  void grant(const std::string& name, const std::string& unit, chain::Role role);
  log::LeafIndex grant_of(const std::string& name) const { return grants_.at(name); }
  static chain::AnyKey key(const std::string& name) { return key_named(name).public_key(); }
  node::Reader reader(const std::string& name, const std::string& purpose = "Theo dõi bồi dưỡng") {
    return {key(name), purpose};
  }
  void let_go() { view_.reset(); }  // before the node is closed

  NodeNetwork& net;
  log::LeafIndex programme{};

 private:
  std::shared_ptr<const node::LedgerView> view_;
  std::map<std::string, log::LeafIndex> grants_;
  std::map<std::string, std::string> heads_;  // of schools that a test added, by code: their heads' keys
  std::vector<std::string> propose_all(const ListedRoster& roster);
  std::map<std::string, std::vector<std::string>> proposed_;  // by roster and people
  std::uint32_t people_ = 0, rosters_ = 0, seats_ = 0, classes_ = 0, numbers_ = 0, documents_ = 0;
};

}  // namespace hocba::test

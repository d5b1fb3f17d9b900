// The desk of training on a real node, with the world of training_node.hpp, for tests of node/training*.
#pragma once

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "crypto/encoding.hpp"
#include "tests/node_support/training_node.hpp"
#include "tests/support/must_be.hpp"

namespace hocba::test {

class TrainingDeskFixture : public ::testing::Test {
 protected:
  TrainingDeskFixture() {
    TrainingNode::configure(net.config);
    net.open();
    net.found();
    world = std::make_unique<TrainingNode>(net);
  }
  node::TrainingDesk& desk() { return world->desk(); }
  template <class T>
  static std::string refusal(const Result<T>& result) {
    return result.ok() ? std::string() : std::string(result.error().code().id);
  }
  std::string put(const ListedRoster& roster, const char* by = "pgd-officer") {
    return put(world->openings_json(roster), by);
  }
  std::string put(const nlohmann::json& value, const char* by = "pgd-officer") {
    return refusal(desk().put_openings(world->view(), world->key(by), value.dump()));
  }
  std::string propose(const std::string& text, const char* by = "th9-principal") {
    return refusal(desk().propose(world->view(), world->key(by), text));
  }
  std::string record(const ListedRoster& roster) {
    return refusal(net.submit(world->roster_body(roster), "79PGD", {"pgd-officer"}));
  }
  std::vector<std::string> names(const char* by, const node::LearnerQuery& query = {},
                                 const std::string& purpose = "Theo dõi") {
    const auto page = desk().learners(world->view(), {world->key(by), purpose}, query);
    if (!page.ok()) return {std::string(page.error().code().id)};
    std::vector<std::string> out;
    for (const auto& one : page->learners) out.push_back(one.opening.person.name);
    return out;
  }
  std::vector<training::CoverageRow> coverage(const char* by = "pgd-officer", training::By group = training::By::all,
                                              std::optional<training::EntryIndex> as_of = {}) {
    training::CoverageQuery query;
    query.programme = log::to_u64(world->programme);
    query.as_of = as_of.value_or(node::as_of_size(world->view()));
    query.by = group;
    query.course = code("CDS_CB");
    const auto answer = desk().coverage(world->view(), world->reader(by), query);
    return answer.ok() ? answer->rows : std::vector<training::CoverageRow>();
  }
  void restart() {
    world->let_go();
    net.reopen();
  }
  std::string state_of(const std::string& id) {
    for (const auto& line : must_be(desk().proposals(world->view(), world->reader("pgd-officer"), {})).lines)
      if (crypto::base64url(line.proposed.id) == id) return std::string(to_text(line.state));
    return "none";
  }

  NodeNetwork net;
  std::unique_ptr<TrainingNode> world;
  const ScratchDirectory scratch_;
};

}  // namespace hocba::test

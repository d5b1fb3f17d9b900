// Training played on a network in memory, for tests of what comes after it: a programme, and for each attempt that a
// test asks for a roster, a class, its sessions, the result and the closing, as records that `apply` accepts.
//
//   HolderNetwork network;
//   TrainingPlay play(network.net);                                    // 79TH0001 is the provider
//   const auto basic = play.take("CDS_CB", {"Đặng Văn Khôi", {1988, 11, 5}});
//   network.issue(…, play.citing({basic}));                            // with `basic.module` in the document
//
// The programme DE_AN_MAU of 79SGD for GV: CDS_CB (scored, 30/70, pass mark 5,0, at least 30 periods, at most half
// online), CDS_NC (the same, topic HA_TANG_CNTT), TAP_HUAN (attendance, 80 %), MOOC_KNS (external).
#pragma once

#include "ledger/credential/training_document.hpp"
#include "tests/support/holder_builder.hpp"

namespace hocba::test {

struct Learner {
  std::string name;
  Date birth_date;
};
struct TakenCourse {
  credential::TrainingModule module;  // as a true document has it
  chain::ItemAttempt attempt;         // as a true record has it
};

class TrainingPlay {
 public:
  explicit TrainingPlay(NetworkBuilder& net, std::string provider = "79TH0001");
  // A network whose unit may teach.
  static HolderNetwork::Options network() {
    return {.validators = 4, .quorum = 3, .unit_type = chain::UnitType::training_provider};
  }

  // Passed, unless `result` says otherwise; left open where `close` is false.
  TakenCourse take(const std::string& course, const Learner& learner,
                   std::optional<training::ResultData> result = std::nullopt, bool close = true);
  // The office says who sits there now.
  TakenCourse reseat(const TakenCourse& taken, const Learner& learner);
  static training::ResultData passing(const std::string& course);
  // For HolderNetwork::issue: the item cites these.
  static HolderNetwork::Amend citing(const std::vector<TakenCourse>& taken);

  static training::ProgrammeRules rules(const std::string& provider);
  chain::LeafIndex programme() const { return programme_; }

 private:
  template <class Body>
  void must(Body body) {
    net_.must(std::move(body), provider_, {"training-desk"});
  }

  NetworkBuilder& net_;
  std::string provider_;
  chain::LeafIndex programme_{};
  std::uint32_t taken_ = 0;
};

// The same as documents that a network of holders' files issues, their policies with them. `alter` may change the
// document before it is signed: its figures, its holder, its salts.
using AlterTraining = std::function<void(credential::TrainingData& data)>;
// `spoil` may change what was built, as no builder would leave it.
using SpoilDocument = std::function<credential::Document(credential::Document document)>;
Issued issue_training(HolderNetwork& network, credential::TrainingKind kind, const std::vector<TakenCourse>& taken,
                      const Learner& learner, const AlterTraining& alter = {}, const SpoilDocument& spoil = {});
// The data of such a document, whole but for what a register gives.
credential::TrainingData training_data_of(credential::TrainingKind kind, const std::vector<TakenCourse>& taken,
                                          const Learner& learner);

}  // namespace hocba::test

// Training on a network in memory, for tests: an office's programme, a provider, and the steps from roster to
// certificate with real keys. Bodies are made apart from submitting them, so that a test may spoil one, or give it to a
// real node.
//
//   NetworkBuilder net;
//   TrainingWorld world(net);                       // found() and what stands below, in closed blocks
//   const auto seats = world.approve("CDS_CB", "GV", 40);
//   const ClassId klass = world.open("CDS_CB", "GV");
//   world.enrol(klass, seats);
//   world.hold(klass, 30, 15);                      // periods, online ones among them
//   world.give(klass, seats, 85, 40);               // marks in tenths: attendance and discussion, test
//   world.close(klass);
//   const auto ids = world.issue(klass, seats);
//
// Units and keys beside the builder's standard network (schools 79TH0001 and 79TH0002):
//   79SGD (department): so-officer                  79PGD (district office, below it): pgd-officer
//   79XA01 (commune office, below 79SGD): xa-officer
//   79DH01 (training provider, listed): dh-principal, dh-seal, dh-registrar, dh-officer
//   79DH02 (training provider, listed): dh2-officer   79DH09 (training provider, not listed): dh9-officer
// The office is 79PGD. Courses of rules(): CDS_CB and CDS_NC (scored 30/70, caps 150 and 100, online 50 % and 30 %, 30
// periods), MOOC (external), TAP_HUAN (attendance, at least 80 %). CDS_NC has topics.
#pragma once

#include <functional>

#include "ledger/chain/training_state.hpp"
#include "tests/support/network_builder.hpp"
#include "tests/support/training_ids.hpp"

namespace hocba::test {

Date date_at(std::string_view text);  // "2024-10-01"

class TrainingWorld {
 public:
  explicit TrainingWorld(NetworkBuilder& net);

  // --- who
  static constexpr const char* kOffice = "79PGD";
  static constexpr const char* kProvider = "79DH01";
  static const Names& office_keys();                              // pgd-officer
  static const Names& provider_keys();                            // dh-officer
  static const Names& provider_two();                             // dh-officer, dh-principal: for corrections
  static const std::vector<chain::RecordKind>& training_kinds();  // the eight

  // --- bodies
  static training::ProgrammeRules rules();
  chain::RosterSeat roster_seat(std::uint64_t n, const std::string& course, const std::string& audience) const;
  chain::TrainingRoster roster_body(std::vector<chain::RosterSeat> seats);
  chain::TrainingClass class_body(const std::string& course, const std::string& audience);  // with the first topic
  chain::TrainingEnrol enrol_body(const chain::ClassId& klass, const std::vector<chain::SeatId>& seats) const;
  chain::TrainingSession session_body(const chain::ClassId& klass, std::uint32_t periods, training::Mode mode) const;
  // As the course asks for it; `mark` alone counts where there are no weights.
  chain::SeatResult result_of(const chain::ClassId& klass, const chain::SeatId& seat, std::uint32_t mark,
                              std::uint32_t test) const;
  chain::TrainingResult result_body(const chain::ClassId& klass, const std::vector<chain::SeatId>& seats,
                                    std::uint32_t mark, std::uint32_t test) const;
  chain::ReportFile report_body(training::ReportKind kind, const std::string& period) const;
  // What a certificate cites, as the state has it.
  chain::ItemAttempt attempt_of(const chain::ClassId& klass, const chain::SeatId& seat) const;
  // One item per list of attempts, on new numbers; reserves them. By a unit for which the provider's principal, seal
  // and registrar may sign.
  chain::CredentialIssue issue_body(const std::string& type, std::vector<std::vector<chain::ItemAttempt>> items,
                                    const std::string& unit = kProvider);

  // --- steps, each in records of at most 200 items
  chain::LeafIndex publish(const training::ProgrammeRules& rules);  // and makes it `programme`
  std::vector<chain::SeatId> approve(const std::string& course, const std::string& audience, std::size_t count);
  chain::ClassId open(const std::string& course, const std::string& audience);
  void enrol(const chain::ClassId& klass, const std::vector<chain::SeatId>& seats);
  void hold(const chain::ClassId& klass, std::uint32_t periods, std::uint32_t online = 0);  // in sessions of 4
  void give(const chain::ClassId& klass, const std::vector<chain::SeatId>& seats, std::uint32_t mark,
            std::uint32_t test);
  void withdraw(const chain::ClassId& klass, const std::vector<chain::SeatId>& seats);
  void close(const chain::ClassId& klass, bool cancelled = false);
  std::vector<chain::CredentialId> issue(const chain::ClassId& klass, const std::vector<chain::SeatId>& seats);
  // All of the above for one class: opened, enrolled, 30 periods, results, closed.
  chain::ClassId taught(const std::string& course, const std::string& audience, const std::vector<chain::SeatId>& seats,
                        std::uint32_t mark = 90, std::uint32_t test = 80);

  chain::LeafIndex must(chain::Body body, const std::string& unit, const Names& keys);
  // Training, registers and documents, for another unit of the department.
  void empower(const std::string& key, const std::string& unit, chain::Role role);

  NetworkBuilder& net;
  chain::LeafIndex programme{};  // the newest version
  // Of a seat's commitment; a test that opens them sets its own.
  std::function<chain::Commitment(std::uint64_t n)> person;

 private:
  void found_units();
  const training::CourseRule& course(const std::string& name) const;

  training::ProgrammeRules rules_;
  std::map<std::pair<std::string, std::string>, chain::LeafIndex> grants_;  // by key and unit
  std::map<std::string, std::uint32_t> class_numbers_;
  std::uint64_t seats_ = 0, classes_ = 0, rosters_ = 0, credentials_ = 0;
};

}  // namespace hocba::test

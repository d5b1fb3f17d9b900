// Plays the training part of dataset A (domain §9.2) through the programs: 100 schools send their lists, the office
// approves them, 197 classes are opened, held, marked and closed over fifteen months, those who failed learn again,
// certificates are issued in bulk and three of them revoked; the district office ends on 30/06/2025 and a ward goes on;
// two December reports are filed, and the first is built again from the ledger. Each total is held against the one that
// the generator counted from its plan.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tools/district/stage.hpp"
#include "tools/sample/training.hpp"

namespace hocba::district {

class TrainingPlay : public Stage {
 public:
  TrainingPlay(const StageOptions& options, sample::TrainingSize size, std::string programme_file);
  int run();  // 0: every count as expected

 private:
  Words by(const std::string& unit, const std::string& role) const;  // --unit and --key of who acts there
  Words provider() const { return by(sample::kTrainingProvider, "vt-"); }
  // The office whose programme it is: the district, from 01/07/2025 on the ward that took over.
  Words office() const { return by(office_, "cv-"); }
  Command grant(const std::string& unit, const std::string& role, const std::string& holder, const Words& who) const;
  void units();
  void rights();
  void programme();
  void rosters(bool late);
  void month(int year, int month);
  void classes(const std::vector<const sample::PlannedClass*>& classes);
  void issue(const std::string& name, std::size_t wanted);
  void revoke();
  void change_of_units();
  void report(int year);
  void coverage(const sample::TrainingTotals& totals, const std::string& level, const std::string& audience);
  void staff_check();

  sample::TrainingPlan d_;
  std::string programme_file_, office_ = sample::kTrainingDistrict;
  int issues_ = 0;                                           // runs of `training issue` so far
  std::map<int, std::string> report_index_, report_digest_;  // by year
};

}  // namespace hocba::district

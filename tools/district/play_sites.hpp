// Plays dataset B (domain §9.3) through the programs: a department and 13 district offices, 602 sites that say who is
// to come, one training day on which every site confirms who was there, confirmations issued the same evening, a
// make-up day after the phase, awards within their quotas, reports of the districts and of the department. Whatever
// happened on the day is asked of the ledger's own times, not of the clock that was set. Each total is held against the
// one that the generator counted from its plan.
#pragma once

#include <string>
#include <vector>

#include "tools/district/stage.hpp"
#include "tools/sample/sites.hpp"

namespace hocba::district {

class SitesPlay : public Stage {
 public:
  SitesPlay(const StageOptions& options, sample::ProvinceSize size, std::string programme_file);
  int run();  // 0: every count as expected

 private:
  Words so() const { return {"--unit", sample::kProvinceDepartment, "--key", key("so")}; }  // manager
  Words officer() const { return {"--unit", sample::kProvinceDepartment, "--key", key("cv-so")}; }
  Words holder() const { return {"--unit", sample::kProvinceProvider, "--key", key("cv-dt")}; }  // of the classes
  Words office(const std::string& district) const { return {"--unit", district, "--key", key("cv-" + district)}; }
  Words signers(const std::string& unit, const std::string& of) const;
  Command grant(const std::string& unit, const std::string& role, const std::string& holder, const Words& who) const;
  void units();
  void rights();
  void programme();
  void lists(bool late);
  void training_day();
  void confirmations(const std::string& name, std::size_t wanted);
  void day_by_the_ledger();
  void make_up();
  void awards();
  void coverage();
  void report(bool late);
  void department_report();
  std::string sheet(const sample::Sheet& sheet, const std::string& folder = "");  // written; its path

  sample::Province d_;
  sample::ProvinceTotals totals_;
  std::string programme_file_;
  std::size_t issues_ = 0, reported_ = 0;
  std::vector<std::string> results_;  // result files of `training issue`
  std::string late_report_;           // its index
};

}  // namespace hocba::district

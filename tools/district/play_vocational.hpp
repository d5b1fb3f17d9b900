// Plays dataset C (domain §9.4) through the programs: a college and two schools issue 400 diplomas and digitise 200 old
// ones (SO_HOA), a number is spoiled, 12 copies are given from the register, one diploma is revoked, one school is
// merged into the college, which then reads its book; every document is fetched and verified, and the ledger audited.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tools/district/stage.hpp"
#include "tools/sample/vocational.hpp"

namespace hocba::district {

class VocationalPlay : public Stage {
 public:
  explicit VocationalPlay(const StageOptions& options);
  int run();  // 0: every count as expected

 private:
  struct Issued {
    std::size_t unit = 0;
    std::string id, serial;
  };
  Words by(const std::string& unit, const std::string& role) const;  // --unit and --key of who acts there
  void units();
  void rights();
  void policies();
  void issue(const std::string& name, bool digitised);
  void spoil();
  void copies();
  void revoke();
  void merge();
  void registers();
  void fetch();
  void verify();
  std::string file_of(const Issued& one) const { return o_.folder + "/files/" + one.serial + ".json"; }

  sample::Vocational d_;
  std::vector<Issued> issued_;
  std::map<std::string, std::string> id_of_serial_;
  std::string revoked_;  // serial
};

}  // namespace hocba::district

#include "node/people_under_way.hpp"

#include <algorithm>

#include "ledger/credential/names.hpp"
#include "node/codes.hpp"

namespace hocba::node {

namespace {

// One entry per number: either is enough to be the same person.
std::vector<std::string> names_of(const Issuee& one) {
  const std::string what = one.unit.str() + '\n' + one.type.str() + '\n' + one.period.str() + '\n' + one.level + '\n';
  std::vector<std::string> out;
  if (one.person.personal_number) out.push_back(what + "number\n" + *one.person.personal_number);
  if (one.person.sector_code) out.push_back(what + "sector\n" + credential::fold_code(*one.person.sector_code));
  return out;
}

}  // namespace

PeopleUnderWay::PeopleUnderWay() : table_(std::make_shared<Table>()) {}

Result<PeopleUnderWay::Claim> PeopleUnderWay::claim(std::vector<Issuee> people) {
  if (people.empty()) return Claim();
  const auto turn = table_->turn.pass();
  auto& claimed = table_->claimed;
  for (const Issuee& one : people)
    for (const auto& name : names_of(one)) {
      const auto [first, last] = claimed.equal_range(name);
      const auto other =
          std::find_if(first, last, [&](const auto& c) { return c.second != one.id && one.supersedes != c.second; });
      if (other != last) return Error(kPersonTwice, credential::to_text(other->second) + ", under way").at(one.place());
    }
  for (const Issuee& one : people)
    for (const auto& name : names_of(one)) claimed.emplace(name, one.id);
  return Claim(nullptr, [table = table_, people = std::move(people)](const void*) {
    const auto letting_go = table->turn.pass();
    for (const Issuee& one : people)
      for (const auto& name : names_of(one)) {
        const auto [first, last] = table->claimed.equal_range(name);
        const auto mine = std::find_if(first, last, [&](const auto& c) { return c.second == one.id; });
        if (mine != last) table->claimed.erase(mine);
      }
  });
}

}  // namespace hocba::node

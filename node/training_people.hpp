// Who is meant by the lists of training: a person as a list names them, and which of them are one person.
//
// One person has one number here (training::Person), the same at every start, since openings keep it: by personal
// number; where one list has none, by name and birth date, as long as only one known person has these. A personal
// number with another name or birth date is refused: one of the two lists is wrong. Who has no seat that stands any
// more is forgotten, so that a list with the right name may follow. Names are compared folded (docs/formats/names.md),
// so that hoà and hòa are no two people.
//
// In memory there are HMACs under a key drawn at the start, no names. Threads: the owner's lock.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "crypto/hash.hpp"
#include "crypto/time.hpp"

namespace hocba::node {

struct ListedPerson {
  std::string name;  // as credential::clean_name leaves it
  Date birth_date;
  std::optional<std::string> personal_number = {}, sector_code = {};
};
nlohmann::json person_json(const ListedPerson& person);
// Checked as the importers do: node.training_field, with the place.
Result<ListedPerson> person_from(const nlohmann::json& value, const std::string& place, Date today);

class PersonIndex {
 public:
  PersonIndex();
  struct Keys {
    crypto::Digest name;
    std::optional<crypto::Digest> number;
  };
  Keys keys_of(const ListedPerson& person) const;
  crypto::Digest number_key(std::string_view personal_number) const;

  // What a batch would add; nothing is changed before take().
  struct Additions {
    std::vector<std::pair<std::uint32_t, Keys>> rows;  // new ones, or such as got their personal number now
  };
  // node.person_name_differs.
  Result<std::uint32_t> resolve(const Keys& keys, Additions& additions) const;
  void take(const Additions& additions);
  void put(std::uint32_t person, const Keys& keys);  // as it was kept
  // Known by these from now on, and no longer by the name or the personal number of before.
  void rename(std::uint32_t person, const Keys& keys);
  void forget(std::uint32_t person);  // found by nothing from now on; nobody else gets the number
  // A number for nobody whom this index could name: of seats whose people were erased.
  void keep_number(std::uint32_t person);
  bool known(std::uint32_t person) const { return person < rows_.size() && rows_[person]; }

  std::optional<std::uint32_t> find_number(std::string_view personal_number) const;
  // By number, else by name and birth date; nothing: none, or several.
  std::optional<std::uint32_t> find(const Keys& keys) const;
  bool is_named(std::uint32_t person, const Keys& keys) const;  // of this name and birth date
  std::vector<std::uint32_t> named(const Keys& keys) const { return of_name(keys.name, nullptr); }  // all of them
  // Known without a personal number again: the list that said it was taken back.
  void forget_number(std::uint32_t person);
  std::size_t size() const { return rows_.size(); }

 private:
  std::vector<std::uint32_t> of_name(const crypto::Digest& name, const Additions* additions) const;
  std::optional<std::uint32_t> of_number(const crypto::Digest& number) const;
  void put_number(std::uint32_t person, const crypto::Digest& number);
  void drop_number(std::uint32_t person, const crypto::Digest& number);
  Keys row(std::uint32_t person, const Additions* additions) const;
  std::uint32_t next(const Additions& additions) const;

  std::string secret_;
  std::vector<std::optional<Keys>> rows_;  // by person
  // One each; at the start, while the ledger is fed, also those who had it before.
  std::unordered_map<crypto::Digest, std::vector<std::uint32_t>, BytesHash> by_number_;
  std::unordered_map<crypto::Digest, std::vector<std::uint32_t>, BytesHash> by_name_;
};

}  // namespace hocba::node

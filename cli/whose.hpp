// Whose document an id is: shown to whoever is about to change its standing, and compared where one document is to
// replace another. Read from the node with the first key; a key that may not read it, or none, is no error of the
// change itself: the caller says that it was not seen.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/run.hpp"
#include "ledger/credential/document.hpp"

namespace hocba::cli {

struct Whose {
  std::string id, title, name, serial;
  std::optional<Date> birth_date;               // a collective has none
  std::optional<std::string> personal_number;   // where the document has it and it is not withheld
  std::vector<credential::GroupDigest> groups;  // all that the document has
};

// Needs a node and a key; the node's refusals. A purpose where the key is not the issuer's.
Result<Whose> whose(Run& run, const std::string& id, const std::string& purpose = {});
// The personal number decides where both have it (a name may have been corrected), else name and birth date.
bool same_person(const Whose& a, const Whose& b);
// "Học bạ: Nguyễn Thị Thử, sinh 13/02/2012, số hiệu HB-1"
std::string in_words(const Whose& document, const Run& run);
// Asks on the terminal whether to go on with what can't be taken back; where nobody can be asked only `yes` goes on.
// cli.not_confirmed, cli.need_yes.
Status confirm_unless(bool yes, Run& run, const std::string& question);

}  // namespace hocba::cli

// Document::parse on foreign bytes: a core and, after each line "\n--\n", a group (its name is the line before its
// content). What is accepted reads back to the same document, and can be described and examined.
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string_view>

#include "ledger/credential/kinds.hpp"

using namespace hocba;

namespace {

std::string_view take(std::string_view& rest, std::string_view separator) {
  const auto end = rest.find(separator);
  const auto out = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + separator.size());
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  const std::string_view core = take(rest, "\n--\n");
  std::vector<credential::Group> groups;
  while (!rest.empty()) {
    std::string_view part = take(rest, "\n--\n");
    const std::string_view name = take(part, "\n");
    // The salt of the kept inputs; a wrong one is refused, which the unit tests cover.
    credential::Salt salt;
    salt.data.fill(static_cast<std::uint8_t>(groups.size() + 1));
    groups.push_back({std::string(name), salt, std::string(part)});
  }
  const auto document = credential::Document::parse(core, groups);
  if (!document.ok()) return 0;
  const std::string text = document->core_text();
  const auto again = credential::Document::parse(text, document->groups());
  HOCBA_CHECK(again.ok() && again->core_text() == text && again->digest() == document->digest());
  HOCBA_CHECK(again->missing_groups().size() + again->groups().size() == again->group_digests().size());
  HOCBA_CHECK(!credential::describe(*document).empty());
  (void)credential::examine(*document);
  (void)credential::holder_details(*document);
  // What the vault's summary writes of it: dates that can't be written stop the program.
  if (const auto born = credential::headline(*document).birth_date) (void)to_text(*born);
  (void)to_text(document->facts().issued_on);
  if (document->facts().expires_on) (void)to_text(*document->facts().expires_on);
  (void)document->verify_proofs();
  return 0;
}

// Names as typed: what is accepted is stable (cleaning it again changes nothing), bounded, and has a search and a sort
// key that don't depend on composition.
#include <cstdint>
#include <string_view>

#include "crypto/json.hpp"
#include "ledger/credential/names.hpp"

using namespace hocba;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view typed(reinterpret_cast<const char*>(data), size);
  const std::string folded = credential::fold(typed);
  HOCBA_CHECK(crypto::valid_utf8(folded));
  HOCBA_CHECK(crypto::valid_utf8(credential::upper_vi(typed)));
  (void)credential::sex_from_cell(typed);
  const auto name = credential::clean_name(typed);
  if (!name.ok()) return 0;
  HOCBA_CHECK(name->size() <= credential::kMaxNameBytes && !name->empty() && crypto::nfc(*name) == *name);
  const auto again = credential::clean_name(*name);
  HOCBA_CHECK(again.ok() && *again == *name);
  HOCBA_CHECK(!credential::name_sort_key(*name).empty());
  return 0;
}

// The scope of a grant as its unit opened it: what is read limits as it says, and whatever is strange lets nobody sign.
#include <cstdint>
#include <string>

#include "crypto/check.hpp"
#include "ledger/credential/names.hpp"
#include "node/codes.hpp"
#include "node/desk_flow.hpp"

using namespace hocba;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto scope = node::desk_scope(std::string(reinterpret_cast<const char*>(data), size));
  node::DeskRight right;
  right.scope = scope.ok() ? std::optional(*scope) : std::optional<node::DeskScope>();
  node::DeskFacts facts;
  facts.classes = {credential::fold("6A1")};
  facts.subjects = {{credential::fold("6A1"), credential::fold("TOAN"), credential::fold("Toán"), "Toán"}};
  const Status admitted = node::desk_admits(right, chain::Role::teacher, facts);
  HOCBA_CHECK(scope.ok() || admitted.error().is(node::kDeskScopeClosed));
  if (scope.ok() && !scope->class_name.empty() && scope->class_name != facts.classes.front())
    HOCBA_CHECK(admitted.error().is(node::kDeskWrongClass));
  if (scope.ok() && admitted.ok() && !scope->subject.empty())
    HOCBA_CHECK(scope->subject == facts.subjects.front().code || scope->subject == facts.subjects.front().name);
  return 0;
}

// An example of every kind of record, every optional field filled: for tests that must see each field, and as seeds of
// fuzzing. Well formed; not necessarily allowed by the rules.
#pragma once

#include "tests/support/network_builder.hpp"

namespace hocba::test {

const std::vector<chain::RecordKind>& all_kinds();
chain::Record example_of(NetworkBuilder& net, chain::RecordKind kind);

}  // namespace hocba::test

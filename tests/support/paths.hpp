// Where the tests find things: the source tree and the programs under test.
#pragma once

#include <string>

namespace hocba::test {
// The root of the source tree, absolute.
std::string source_root();
// The folder of hocbad, hocba and hocba-sample: $HOCBA_BIN, else the bin folder of this build.
std::string bin_dir();
}  // namespace hocba::test
